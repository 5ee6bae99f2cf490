// The artifact unpacked outside the tree, where no parent folder's node_modules hides that a file is missing.
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readZip } from '../../../deploy/steady-zip.ts';

export interface Unpacked {
  readonly folder: string;
  readonly remove: () => Promise<void>;
}

export const unpackArtifact = async (zip: string): Promise<Unpacked> => {
  const folder = await mkdtemp(join(tmpdir(), 'digitdrop-artifact-'));
  for (const [name, bytes] of Object.entries(readZip(await readFile(zip)))) {
    await mkdir(join(folder, dirname(name)), { recursive: true });
    await writeFile(join(folder, name), bytes);
  }
  return { folder, remove: () => rm(folder, { recursive: true }) };
};
