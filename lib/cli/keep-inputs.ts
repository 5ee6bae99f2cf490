// A command that writes files must not write over those that it reads: opening one to write empties it.
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { DigitdropError } from '../errors.ts';

export interface Input {
  /** Absolute. */
  readonly path: string;
  /** What it is to the user: "one of the pictures". */
  readonly what: string;
}

/** A file's own identity, under whatever name or link; null where there is none. Exact: inodes may pass 2^53. */
const identityOf = async (path: string): Promise<string | null> => {
  try {
    const { dev, ino } = await stat(path, { bigint: true });
    return `${dev}:${ino}`;
  } catch {
    return null;
  }
};

/**
 * Opens nothing. Where no file is at the paths yet, nothing can be lost, and the inputs are not looked at.
 * @param outputs paths by the flag that names them, as given
 * @throws DigitdropError `bad-option` where one of them is an input
 */
export const checkKeepsInputs = async (
  outputs: Readonly<Record<string, string | null>>,
  folder: string,
  inputs: AsyncIterable<Input>,
): Promise<void> => {
  const present = new Map<string, readonly [flag: string, path: string]>();
  for (const [flag, path] of Object.entries(outputs)) {
    const identity = path === null ? null : await identityOf(resolve(folder, path));
    if (path !== null && identity !== null) present.set(identity, [flag, path]);
  }
  if (present.size === 0) return;
  for await (const { path: input, what } of inputs) {
    const [flag, path] = present.get((await identityOf(input)) ?? '') ?? [];
    if (flag !== undefined)
      throw new DigitdropError(
        'bad-option',
        `${flag}: expected a file of its own, got ${JSON.stringify(path)}, which is ${what}`,
      );
  }
};
