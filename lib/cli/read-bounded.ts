// A file's bytes, unless it is larger than anything that will be read.
import { open } from 'node:fs/promises';

export type BoundedFile =
  | { readonly body: Uint8Array; readonly bytes: number }
  /** Larger than allowed: `bytes` as far as they are known. */
  | { readonly body: null; readonly bytes: number };

const firstGuess = 65_536;

/**
 * Reads at most `maxBytes`. A file that states more is not loaded at all; a pipe or a device that states
 * nothing is followed until it ends or goes too far.
 * @throws what the file system says
 */
export const readBounded = async (path: string, maxBytes: number): Promise<BoundedFile> => {
  const handle = await open(path);
  try {
    const { size } = await handle.stat();
    if (size > maxBytes) return { body: null, bytes: size };
    // One byte more than stated, so that the usual file ends without the buffer growing.
    let buffer = Buffer.allocUnsafe(size > 0 ? size + 1 : firstGuess);
    let bytes = 0;
    for (;;) {
      const { bytesRead } = await handle.read(buffer, bytes, buffer.length - bytes, null);
      bytes += bytesRead;
      if (bytes > maxBytes) return { body: null, bytes };
      if (bytesRead === 0) return { body: buffer.subarray(0, bytes), bytes };
      if (bytes === buffer.length) buffer = Buffer.concat([buffer], Math.min(bytes * 2, maxBytes + 1));
    }
  } finally {
    await handle.close();
  }
};
