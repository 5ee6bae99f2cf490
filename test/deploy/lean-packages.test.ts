// What the artifact's bundles leave out of packages changes nothing of what these answer. Each is bundled twice, as it
// is and as the artifact has it.
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleNatives } from '../../deploy/bundle-natives.ts';
import { leanPackages } from '../../deploy/lean-packages.ts';

const home = fileURLToPath(new URL('../..', import.meta.url));
const banner = "import { createRequire as of } from 'node:module'; const require = of(import.meta.url);";

let folder = '';
let files = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'digitdrop-bundle-test-'));
  await symlink(join(home, 'node_modules'), join(folder, 'node_modules'));
});

afterAll(() => rm(folder, { recursive: true }));

const bundle = async (contents: string, plugins: Plugin[]) => {
  files += 1;
  const outfile = join(folder, `${files}.mjs`);
  const { metafile } = await build({
    stdin: { contents, resolveDir: home, loader: 'js' },
    outfile,
    plugins,
    ...{ bundle: true, platform: 'node', format: 'esm', metafile: true, logLevel: 'error' },
    mainFields: ['module', 'main'],
    banner: { js: banner },
  });
  return { outfile, inputs: Object.keys(metafile.inputs) };
};

/** What a script prints, as JSON: as it is, and as the artifact has it. */
const printedByBoth = async (script: string, env: Readonly<Record<string, string>> = {}) => {
  const run = async (plugins: Plugin[]) => {
    const { outfile, inputs } = await bundle(script, plugins);
    const printed = execFileSync(process.execPath, [outfile], {
      env,
      encoding: 'utf8',
      maxBuffer: 50_000_000,
    });
    return { printed: JSON.parse(printed), inputs };
  };
  return { whole: await run([bundleNatives]), lean: await run([leanPackages, bundleNatives]) };
};

describe('a lean bundle', () => {
  it('has all of node:http, and does not load undici for it', async () => {
    const { whole, lean } = await printedByBoth(
      'import http, { Agent, request } from "node:http"; import { get } from "https"; import own from "node:https";' +
        'const loaded = process.moduleLoadList.some(name => name.includes("undici"));' +
        'console.log(JSON.stringify({ loaded, same: [http.Agent === Agent, http.request === request, own.get === get] }));',
    );
    expect(whole.printed).toEqual({ loaded: true, same: [true, true, true] });
    expect(lean.printed).toEqual({ loaded: false, same: [true, true, true] });
  });

  it('validates as zod does, without compiling', async () => {
    const { whole, lean } = await printedByBoth(
      'import * as z from "zod"; const schema = z.object({ a: z.string().min(2), b: z.number().default(7), c: z.array(z.int()).optional() });' +
        'const told = value => { const { data, error } = schema.safeParse(value); return { data, issues: error?.issues }; };' +
        'const compile = globalThis.Function; let compiled = 0;' +
        'globalThis.Function = new Proxy(compile, { construct: (...given) => { compiled += 1; return Reflect.construct(...given); } });' +
        'const answers = [{ a: "xy" }, { a: "x", b: "1", c: [0.5] }, null].map(told);' +
        'console.log(JSON.stringify({ compiled: compiled > 0, answers }));',
    );
    expect(whole.printed.compiled).toBe(true);
    expect(lean.printed).toEqual({ ...whole.printed, compiled: false });
    expect(lean.printed.answers[0].data).toEqual({ a: 'xy', b: 7 });
    expect(lean.printed.answers[1].issues).toHaveLength(3);
  });

  it('finds a function’s credentials, and no laptop’s', async () => {
    const env = {
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'a',
      AWS_SECRET_ACCESS_KEY: 'b',
      AWS_SESSION_TOKEN: 'c',
    };
    const { whole, lean } = await printedByBoth(
      'import { S3Client } from "@aws-sdk/client-s3"; const { config } = new S3Client({});' +
        'console.log(JSON.stringify({ region: await config.region(), ...(await config.credentials()) }));',
      env,
    );
    expect(lean.printed).toMatchObject({
      ...{ region: 'eu-central-1', accessKeyId: 'a', secretAccessKey: 'b', sessionToken: 'c' },
    });
    expect(lean.printed).toEqual(whole.printed);
    const laptops = (inputs: readonly string[]) =>
      inputs.filter(path => /credential-provider-(ini|sso)/.test(path));
    expect(laptops(whole.inputs)).not.toEqual([]);
    expect(laptops(lean.inputs)).toEqual([]);
  });

  it.each(['s3', 'sqs', 'eventbridge'])('describes every operation of %s as its client does', async name => {
    const { whole, lean } = await printedByBoth(
      `import * as schemas from './node_modules/@aws-sdk/client-${name}/dist-es/schemas/schemas_0.js';` +
        'const nameOf = made => made.name || String(made()?.[2]);' +
        'const plain = (_, value) => (typeof value === "function" ? nameOf(value) : value);' +
        'console.log(JSON.stringify(schemas, plain));',
    );
    expect(Object.keys(whole.printed).length).toBeGreaterThan(50);
    expect(lean.printed).toEqual(whole.printed);
  });

  it('reads pictures as sharp does, colours included', async () => {
    const { whole, lean } = await printedByBoth(
      'import sharp from "sharp"; const half = { create: { width: 2, height: 1, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0.5 } } };' +
        'const read = background => sharp(half).flatten({ background }).raw().toBuffer();' +
        'console.log(JSON.stringify([[...(await read("#fff"))], [...(await read("orange"))], sharp.versions]));',
    );
    expect(lean.printed[0]).toHaveLength(6);
    expect(lean.printed).toEqual(whole.printed);
  });
});
