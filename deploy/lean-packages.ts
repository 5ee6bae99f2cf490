// An esbuild plugin: what packages need not do while a function starts. Each saves milliseconds of every cold start
// (`npm run bench:cold`), and changes nothing of what they answer.
import type { Plugin } from 'esbuild';

export const leanPackages: Plugin = {
  name: 'lean-packages',
  setup: ({ onResolve, onLoad }) => {
    // Importing a built-in module asks for all that it exports; of node:http that is WebSocket too, for which Node
    // loads and runs its whole HTTP client undici: 30 ms. Required, it loads what is used.
    onResolve({ filter: /^(node:)?https?$/ }, ({ path }) => ({ path, namespace: 'built-in' }));
    onLoad({ filter: /./, namespace: 'built-in' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule(${JSON.stringify(path)});`,
      loader: 'js',
    }));

    // zod writes and compiles a function for each schema that it meets, which pays where a schema is used thousands of
    // times. At the doors each is used once or twice until the first reading stands.
    onResolve({ filter: /^zod$/ }, ({ path, resolveDir }) => ({
      path,
      namespace: 'zod',
      pluginData: resolveDir,
    }));
    onLoad({ filter: /./, namespace: 'zod' }, ({ pluginData }) => ({
      contents: "import { config } from 'zod/v4'; config({ jitless: true }); export * from 'zod/v4';",
      resolveDir: pluginData,
      loader: 'js',
    }));

    // What sharp asks of its own dependencies while it loads is little: of semver one function, of the colours none.
    onLoad({ filter: /[\\/]semver[\\/]index\.js$/ }, () => ({
      contents: lazily(semverForSharp),
      loader: 'js',
    }));
    onLoad({ filter: /[\\/]@img[\\/]colour[\\/]index\.cjs$/ }, () => ({
      contents: "module.exports = (...given) => require('./color.cjs').default(...given);",
      loader: 'js',
    }));
  },
};

const semverForSharp = {
  coerce: './functions/coerce',
  gte: './functions/gte',
  satisfies: './functions/satisfies',
};

/** A CommonJS module whose parts are loaded when they are asked for. */
const lazily = (parts: Readonly<Record<string, string>>): string => {
  const getters = Object.entries(parts).map(([name, path]) => `get ${name}() { return require('${path}'); }`);
  return `module.exports = { ${getters.join(', ')} };`;
};
