// What a bundle is made of, as esbuild tells it.
import { join } from 'node:path';
import { z } from 'zod';

/** https://esbuild.github.io/api/#metafile, as much of it as is looked at. */
const metafile = z.looseObject({
  inputs: z.record(z.string(), z.unknown()),
  outputs: z.record(
    z.string(),
    z.looseObject({ inputs: z.record(z.string(), z.looseObject({ bytesInOutput: z.number() })) }),
  ),
});

/** serverless-esbuild lays it beside its bundle: functions/api-meta.json. */
export const isMetafile = (path: string): boolean => path.endsWith('-meta.json');

/** The files of which something is in the bundle or in the files that it imports, from the project's folder on. */
export const inputsOf = (bytes: Uint8Array): readonly string[] => {
  const { outputs } = metafile.parse(JSON.parse(new TextDecoder().decode(bytes)));
  const used = Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])),
  );
  return [...new Set(used)].sort();
};

/** The folders of the packages among files, nested ones by themselves: node_modules/a/node_modules/b. */
export const packageFoldersOf = (files: readonly string[]): readonly string[] =>
  [...new Set(files.flatMap(file => /^(.*\bnode_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? []))]
    .map(folder => join(folder))
    .sort();
