// An esbuild plugin: the JavaScript of the packages with machine code goes into the bundle, where it is one file instead
// of a hundred; the machine code stays in node_modules (native-packages.ts lays it there).
import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

export const bundleNatives: Plugin = {
  name: 'bundle-natives',
  setup: ({ onLoad, onResolve }) => {
    // sharp finds its own by name, with a `require` that is not the bundler's. What else it names is for building it.
    onResolve({ filter: /^@img\/sharp-/ }, ({ path }) => ({ path, external: true }));

    // onnxruntime-node finds its own beside itself: from the bundle it does so by name.
    onLoad({ filter: /[\\/]onnxruntime-node[\\/]dist[\\/]binding\.js$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const contents = source.replace('require(`../bin/', 'require(`onnxruntime-node/bin/');
      if (contents === source)
        throw new Error(`${path} loads its machine code in another way than was known`);
      return { contents, loader: 'js' };
    });
  },
};
