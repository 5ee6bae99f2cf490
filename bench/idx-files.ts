// Reads pictures and labels from IDX files, the format of MNIST (LeCun, Cortes, Burges), gzipped or not.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

export interface LabelledPictures {
  readonly count: number;
  readonly width: number;
  readonly height: number;
  /** One byte a pixel, picture after picture: 0 is paper, 255 ink. */
  readonly pixels: Uint8Array;
  readonly labels: Uint8Array;
}

interface Idx {
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

/** The folder's test pair (`t10k…`, `test…`), or its only pair. @throws Error saying what was found */
export const readTestPictures = async (folder: string): Promise<LabelledPictures> => {
  const names = (await readdir(folder)).sort();
  const images = names.filter(name => /images.*idx3/.test(name));
  const tests = images.filter(name => /^(t10k|test)/.test(name));
  const [name, ...others] = tests.length > 0 ? tests : images;
  if (name === undefined || others.length > 0)
    throw new Error(
      `expected one *images*idx3* file of test pictures in ${folder}, found ${images.join(', ') || 'none'}`,
    );
  return readPictures(folder, name, name.replace('images', 'labels').replace('idx3', 'idx1'));
};

/** One pair of files by their names. @throws Error saying what is missing */
export const readPictures = async (
  folder: string,
  imagesName: string,
  labelsName: string,
): Promise<LabelledPictures> => {
  const [pictures, labels] = [
    await readIdx(join(folder, imagesName)),
    await readIdx(join(folder, labelsName)),
  ];
  const [count = 0, height = 0, width = 0] = pictures.shape;
  if (labels.data.length !== count)
    throw new Error(`expected ${count} labels in ${labelsName}, found ${labels.data.length}`);
  return { count, width, height, pixels: pictures.data, labels: labels.data };
};

const readIdx = async (path: string): Promise<Idx> => {
  const file = await readFile(path).catch(cause => {
    throw new Error(`expected an IDX file at ${path}, and found none that can be read`, { cause });
  });
  const bytes = file[0] === 0x1f && file[1] === 0x8b ? gunzipSync(file) : file;
  if (bytes.readUInt16BE(0) !== 0 || bytes[2] !== 8)
    throw new Error(
      `${path}: expected the IDX magic 00 00 08, found ${bytes.subarray(0, 3).toString('hex')}`,
    );
  const shape = Array.from({ length: bytes[3] ?? 0 }, (_, i) => bytes.readUInt32BE(4 + 4 * i));
  const data = bytes.subarray(4 + 4 * shape.length);
  const expected = shape.reduce((product, side) => product * side, 1);
  if (data.length !== expected)
    throw new Error(`${path}: expected ${expected} bytes of data, found ${data.length}`);
  return { shape, data };
};
