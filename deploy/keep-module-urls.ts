// An esbuild plugin: a module that asks where it lies is answered as before it was bundled, so that
// `new URL('../../models/x', import.meta.url)` in lib/model/ finds models/ beside the bundle's folder too.
import { readFile } from 'node:fs/promises';
import { dirname, relative, resolve, sep } from 'node:path';
import type { Plugin } from 'esbuild';

const keepModuleUrls: Plugin = {
  name: 'keep-module-urls',
  setup: ({ initialOptions, onLoad }) => {
    const entryPoints = initialOptions.entryPoints;
    const entry = Array.isArray(entryPoints) && entryPoints.length === 1 ? entryPoints[0] : null;
    if (typeof entry !== 'string') throw new TypeError('keep-module-urls: expected one entry point, by path');
    const folder = dirname(resolve(entry));
    onLoad({ filter: /[\\/](bin|functions|lib)[\\/].*\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      if (!source.includes('import.meta.url') || path.includes(`${sep}node_modules${sep}`)) return null;
      const address = JSON.stringify(relative(folder, path).replaceAll(sep, '/'));
      const contents = source.replaceAll('import.meta.url', `new URL(${address}, import.meta.url).href`);
      return { contents, loader: 'ts' };
    });
  },
};

// biome-ignore lint/style/noDefaultExport: serverless-esbuild reads a file of plugins by its default export.
export default [keepModuleUrls];
