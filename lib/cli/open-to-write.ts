// Files that a command writes, opened before the work begins: a wrong path must not be told an hour later.
import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { DigitdropError } from '../errors.ts';
import { describeFileFault } from './find-files.ts';

export interface OutputFile {
  /** @throws DigitdropError `internal` with what the system says, a full disk for one */
  readonly write: (content: string | Uint8Array) => Promise<void>;
  /** @throws DigitdropError as `write`: some systems find only here that the disk is full. */
  readonly close: () => Promise<void>;
}

/**
 * Opens (and empties) the file that a flag names; null where the flag is not given.
 * @throws DigitdropError `bad-option` where it cannot be written
 */
export const openToWrite = async (
  flag: string,
  folder: string,
  path: string | null,
): Promise<OutputFile | null> => {
  if (path === null) return null;
  const file = await open(resolve(folder, path), 'w').catch((cause: unknown) => {
    throw new DigitdropError(
      'bad-option',
      `${flag}: expected a file that can be written, got ${JSON.stringify(path)}: ${describeFileFault(cause)}`,
      { cause },
    );
  });
  const refuse = (cause: unknown): never => {
    const message = `${flag}: the output takes no more: ${describeFileFault(cause)}`;
    throw new DigitdropError('internal', message, { cause });
  };
  return {
    write: content => file.writeFile(content).catch(refuse),
    close: () => file.close().catch(refuse),
  };
};
