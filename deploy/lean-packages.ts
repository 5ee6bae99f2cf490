// An esbuild plugin: what packages need not do while a function starts. Each saves milliseconds of every cold start
// (`npm run bench:cold`), and changes nothing of what they answer.
import { readFile } from 'node:fs/promises';
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

    // AWS's clients look for credentials on a laptop, in containers and on EC2 too, by more clients. Lambda lays a
    // function's into its environment (https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html).
    onResolve({ filter: /^@aws-sdk\/credential-provider-node$/ }, ({ path, resolveDir }) => ({
      path,
      namespace: 'credentials',
      pluginData: resolveDir,
    }));
    onLoad({ filter: /./, namespace: 'credentials' }, ({ pluginData }) => ({
      contents: "export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';",
      resolveDir: pluginData,
      loader: 'js',
    }));

    // Their descriptions of hundreds of operations name fields by constants, in which esbuild sees work that may matter,
    // so that it keeps them all. With the names themselves it leaves out those of operations that are not used.
    onLoad({ filter: /[\\/]@aws-sdk[\\/]client-[^\\/]+[\\/]dist-es[\\/]schemas[\\/]/ }, async ({ path }) => ({
      contents: nameFields(await readFile(path, 'utf8')),
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

/** `{ [_h]: …` becomes `{ "http": …` where the file says `const _h = "http";`. */
const nameFields = (source: string): string => {
  const names = new Map(
    [...source.matchAll(/^const (\w+) = ("[^"\\]*");$/gm)].map(([, name, text]) => [name, text]),
  );
  return source.replaceAll(
    /\[(\w+)\]:/g,
    (field, name: string) => `${names.get(name) ?? field.slice(0, -1)}:`,
  );
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
