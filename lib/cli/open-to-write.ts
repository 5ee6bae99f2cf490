// Files that a command writes, opened before the work begins: a wrong path must not be told an hour later.
import { type FileHandle, open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { DigitdropError } from '../errors.ts';
import { describeFileFault } from './find-files.ts';

/**
 * Opens (and empties) the file that a flag names; null where the flag is not given.
 * @throws DigitdropError `bad-option` where it cannot be written
 */
export const openToWrite = async (
  flag: string,
  folder: string,
  path: string | null,
): Promise<FileHandle | null> => {
  if (path === null) return null;
  try {
    return await open(resolve(folder, path), 'w');
  } catch (cause) {
    throw new DigitdropError(
      'bad-option',
      `${flag}: expected a file that can be written, got ${JSON.stringify(path)}: ${describeFileFault(cause)}`,
      { cause },
    );
  }
};
