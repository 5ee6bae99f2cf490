// The licences of all that is shipped, as one text: most of the packages' own files say the same words.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { packageFoldersOf } from './bundle-inputs.ts';
import type { ZipEntries } from './steady-zip.ts';

interface Licensed {
  /** Name and version. */
  readonly title: string;
  readonly license: string;
  /** What its licence and notice files say. */
  readonly texts: readonly string[];
}

const manifestSchema = z.object({
  name: z.string(),
  version: z.string(),
  license: z.string().default('see below'),
});

/** LICENSE, LICENCE.md, NOTICE.txt, LICENSE-MIT and the like. */
const licenceFile = /^(licen[cs]e|notice|copying)([.-][^/]*)?$/i;

/** `inputs`: the files of the bundles; `natives`: the packages that lie beside them, as zip entries. */
export const licencesOf = async (
  home: string,
  inputs: readonly string[],
  natives: ZipEntries,
): Promise<string> => {
  const bundled = await Promise.all(packageFoldersOf(inputs).map(folder => inFolder(join(home, folder))));
  const beside = packageFoldersOf(Object.keys(natives)).map(folder => inEntries(natives, folder));
  const byTitle = new Map([...bundled, ...beside].map(one => [one.title, one]));
  return tellLicences([...byTitle.values()].sort((a, b) => (a.title < b.title ? -1 : 1)));
};

const inFolder = async (folder: string): Promise<Licensed> => {
  const names = (await readdir(folder)).filter(name => licenceFile.test(name)).sort();
  const texts = await Promise.all(names.map(name => readFile(join(folder, name), 'utf8')));
  return licensed(await readFile(join(folder, 'package.json'), 'utf8'), texts);
};

const inEntries = (entries: ZipEntries, folder: string): Licensed => {
  const names = Object.keys(entries).filter(
    path => path.startsWith(`${folder}/`) && licenceFile.test(path.slice(folder.length + 1)),
  );
  const text = (path: string) => new TextDecoder().decode(entries[path]);
  return licensed(text(`${folder}/package.json`), names.sort().map(text));
};

const licensed = (manifest: string, texts: readonly string[]): Licensed => {
  const { name, version, license } = manifestSchema.parse(JSON.parse(manifest));
  return { title: `${name} ${version}`, license, texts: texts.map(text => text.trim()) };
};

/** Each package with its licence's name first, then each text with the packages that it is of. */
const tellLicences = (packages: readonly Licensed[]): string => {
  const titlesOf = new Map<string, string[]>();
  for (const { title, texts } of packages)
    for (const text of texts) titlesOf.set(text, [...(titlesOf.get(text) ?? []), title]);
  const list = packages.map(({ title, license }) => `${title}: ${license}\n`).join('');
  const texts = [...titlesOf].map(([text, titles]) => `\n---- ${titles.join(', ')}\n\n${text}\n`);
  return list + texts.join('');
};
