// A file's bytes, unless it is larger than anything that will be read.
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { type FilePath, shownPath } from './file-path.ts';

export type BoundedFile =
  | { readonly body: Uint8Array; readonly bytes: number }
  /** Larger than allowed: `bytes` as far as they are known. */
  | { readonly body: null; readonly bytes: number };

const firstGuess = 65_536;

/** How long a named pipe may say nothing: it may have no writer, and nobody would ever know. */
export const pipeSilenceMs = 5_000;
const lookAgainMs = 20;

/** What the shell hands over (`/dev/stdin`, the `/dev/fd/63` of `<(…)`) has a writer as long as it has no end. */
const isHandedOver = (path: FilePath): boolean => /^\/(dev|proc)\//.test(shownPath(path));

type ReadPiece = (buffer: Uint8Array, at: number) => Promise<number>;

/** Null where there is nothing to read yet. */
const tryRead = async (handle: FileHandle, buffer: Uint8Array, at: number): Promise<number | null> => {
  try {
    return (await handle.read(buffer, at, buffer.length - at, null)).bytesRead;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return null;
    throw error;
  }
};

/** Waits for what a pipe has to say. One without a writer looks as if it were at its end before it has begun. */
const followPipe =
  (handle: FileHandle, silenceMs: number): ReadPiece =>
  async (buffer, at) => {
    for (const since = performance.now(); ; await wait(lookAgainMs)) {
      const bytes = await tryRead(handle, buffer, at);
      const isBeforeWriter = bytes === 0 && at === 0 && silenceMs < Number.POSITIVE_INFINITY;
      if (bytes !== null && !isBeforeWriter) return bytes;
      if (performance.now() - since > silenceMs)
        throw new Error(`a named pipe that said nothing for ${silenceMs / 1000} s`);
    }
  };

/**
 * Reads at most `maxBytes`. A file that states more is not loaded at all; a pipe or a device that states
 * nothing is followed until it ends or goes too far. None takes a thread while it says nothing.
 * @throws what the file system says, and where a named pipe stays silent
 */
export const readBounded = async (
  path: FilePath,
  maxBytes: number,
  { silenceMs = pipeSilenceMs }: { readonly silenceMs?: number } = {},
): Promise<BoundedFile> => {
  // Opening a pipe would else wait for its writer, in one of the few threads that all files share.
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stats = await handle.stat();
    const { size } = stats;
    const isNamedPipe = stats.isFIFO() && !isHandedOver(path);
    const readPiece = followPipe(handle, isNamedPipe ? silenceMs : Number.POSITIVE_INFINITY);
    if (size > maxBytes) return { body: null, bytes: size };
    // One byte more than stated, so that the usual file ends without the buffer growing.
    let buffer = Buffer.allocUnsafe(size > 0 ? size + 1 : firstGuess);
    let bytes = 0;
    for (;;) {
      const bytesRead = await readPiece(buffer, bytes);
      bytes += bytesRead;
      if (bytes > maxBytes) return { body: null, bytes };
      if (bytesRead === 0) return { body: buffer.subarray(0, bytes), bytes };
      if (bytes === buffer.length) buffer = Buffer.concat([buffer], Math.min(bytes * 2, maxBytes + 1));
    }
  } finally {
    await handle.close();
  }
};
