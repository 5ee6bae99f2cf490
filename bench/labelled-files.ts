// Writes an evaluation folder: pictures under OUT/images, and OUT/labels.csv as `digitdrop eval` reads it.
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

export interface LabelledFile {
  /** Below OUT/images; no commas, quotes or line ends. */
  readonly filename: string;
  /** Empty where the picture holds no number. */
  readonly value: string;
  readonly bytes: Uint8Array;
}

export const writeLabelledFiles = async (to: string, files: AsyncIterable<LabelledFile>): Promise<void> => {
  const rows: string[] = [];
  const folders = new Set<string>();
  for await (const { filename, value, bytes } of files) {
    const path = join(to, 'images', filename);
    if (!folders.has(dirname(path))) await mkdir(dirname(path), { recursive: true });
    folders.add(dirname(path));
    await writeFile(path, bytes);
    rows.push(`${filename},${value}\n`);
  }
  await writeFile(join(to, 'labels.csv'), `filename,value\n${rows.join('')}`);
  process.stdout.write(`${rows.length} pictures in ${join(to, 'images')}\n`);
};
