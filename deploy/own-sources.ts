// An esbuild plugin: the house's own sources as the bundle wants them.
import { readFile } from 'node:fs/promises';
import { dirname, relative, resolve, sep } from 'node:path';
import type { Plugin } from 'esbuild';

export const ownSources: Plugin = {
  name: 'own-sources',
  setup: ({ initialOptions, onLoad }) => {
    const entryPoints = initialOptions.entryPoints;
    const entry = Array.isArray(entryPoints) && entryPoints.length === 1 ? entryPoints[0] : null;
    if (typeof entry !== 'string') throw new TypeError('own-sources: expected one entry point, by path');
    const folder = dirname(resolve(entry));
    onLoad({ filter: /[\\/](bin|functions|lib)[\\/].*\.ts$/ }, async ({ path }) => {
      if (path.includes(`${sep}node_modules${sep}`)) return null;
      const source = await readFile(path, 'utf8');
      return { contents: importWhole(keepUrl(source, relative(folder, path))), loader: 'ts' };
    });
  },
};

/**
 * A module that asks where it lies is answered as before it was bundled, so that
 * `new URL('../../models/x', import.meta.url)` in lib/model/ finds models/ beside the bundle's folder too.
 */
const keepUrl = (source: string, path: string): string => {
  const address = JSON.stringify(path.replaceAll(sep, '/'));
  return source.replaceAll('import.meta.url', `new URL(${address}, import.meta.url).href`);
};

/** The same names; but esbuild leaves out what is not used only of a namespace, not of an object that holds one. */
const importWhole = (source: string): string =>
  source.replaceAll(/^import \{ z \} from 'zod';$/gm, "import * as z from 'zod';");
