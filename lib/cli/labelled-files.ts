// labels.csv on disk, and the pictures it tells of: beside it or in `images/`, never outside its folder.
import { stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, normalize, resolve } from 'node:path';
import { DigitdropError } from '../errors.ts';
import { describeFileFault, type Found } from './find-files.ts';
import { readBounded } from './read-bounded.ts';

export interface LabelsFile {
  /** Absolute. */
  readonly path: string;
  /** Absolute: where its pictures are looked for. */
  readonly folder: string;
  readonly text: string;
}

/** A million labels, and then some: more is no labels file. */
const maxLabelsBytes = 100_000_000;

/**
 * Reads the labels of a folder, or a labels file that is named itself.
 * @param path absolute
 * @throws DigitdropError `bad-option` where there is none
 */
export const readLabelsFile = async (path: string): Promise<LabelsFile> => {
  try {
    const file = (await stat(path)).isDirectory() ? join(path, 'labels.csv') : path;
    const { body, bytes } = await readBounded(file, maxLabelsBytes);
    if (body === null) throw new Error(`expected at most ${maxLabelsBytes} bytes, got ${bytes}`);
    // fatal: a name in another encoding would only be told as missing.
    const text = new TextDecoder('utf-8', { fatal: true }).decode(body);
    return { path: file, folder: resolve(dirname(file)), text };
  } catch (cause) {
    const fault = cause instanceof TypeError ? 'it is not UTF-8' : describeFileFault(cause);
    throw new DigitdropError(
      'bad-option',
      `expected a labels file, or a folder with a labels.csv, at ${JSON.stringify(path)}: ${fault}`,
      { cause },
    );
  }
};

/** Links are followed: whoever may put one into the folder may put the picture there. */
export const findLabelled = async (folder: string, filename: string): Promise<Found> => {
  const inside = normalize(filename).split('/');
  if (isAbsolute(filename) || inside[0] === '..' || filename.includes('\0'))
    return { file: filename, path: null, fault: 'expected a path inside the folder of the labels' };
  let fault: string | null = null;
  for (const path of [join(folder, filename), join(folder, 'images', filename)]) {
    try {
      if ((await stat(path)).isFile()) return { file: filename, path, fault: null };
      fault ??= 'a folder or a device, no file';
    } catch (error) {
      fault ??= describeFileFault(error);
    }
  }
  return { file: filename, path: null, fault: fault ?? 'no file' };
};
