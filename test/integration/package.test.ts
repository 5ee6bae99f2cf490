// The artifact that Lambda gets: what is inside and what is not, its size, its bytes, and that it runs where nothing
// else is. AWS allows 250 MB unpacked.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readZip, type ZipEntries } from '../../deploy/steady-zip.ts';
import own from '../../package.json' with { type: 'json' };
import { drawings } from '../../samples/drawings.ts';
import { packagingMs, runPackage } from './packaging.ts';
import { unpackArtifact } from './ric/unpack-artifact.ts';

const home = fileURLToPath(new URL('../..', import.meta.url));
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);

/** What packaging lays beside the zip. */
const inDist = async (architecture: string, name: string) =>
  JSON.parse(await readFile(join(home, 'dist', architecture, name), 'utf8'));

/** The laptop's own files, and what only builds, tests or measures. */
const workshop = /fauxqs|^lib\/cli\/|^lib\/local\/|^(bench|bin|deploy|samples|test)\//;

/** e_machine of the ELF header, in the two bytes from 18 on (System V ABI). */
const machineOf = (bytes: Uint8Array) => ({ 62: 'x86_64', 183: 'arm64' })[bytes[18]! + 256 * bytes[19]!];

const nativeFiles = (arch: 'arm64' | 'x64') => [
  new RegExp(`^node_modules/@img/sharp-libvips-linux-${arch}/lib/libvips-cpp\\.so\\.[\\d.]+$`),
  new RegExp(`^node_modules/@img/sharp-linux-${arch}/lib/sharp-linux-${arch}-[\\d.]+\\.node$`),
  new RegExp(`^node_modules/onnxruntime-node/bin/napi-v6/linux/${arch}/libonnxruntime\\.so\\.1$`),
  new RegExp(`^node_modules/onnxruntime-node/bin/napi-v6/linux/${arch}/onnxruntime_binding\\.node$`),
];

const limits = [
  { architecture: 'x86_64', arch: 'x64', maxBytes: 36_000_000 },
  { architecture: 'arm64', arch: 'arm64', maxBytes: 28_000_000 },
] as const;

describe.each(limits)('the artifact for $architecture', ({ architecture, arch, maxBytes }) => {
  let printed = '';
  let zip: Uint8Array = new Uint8Array();
  let entries: ZipEntries = {};

  beforeAll(async () => {
    printed = await runPackage('--arch', architecture);
    zip = await readFile(join(home, 'dist', architecture, 'digitdrop.zip'));
    entries = readZip(zip);
  }, packagingMs);

  it('is small, and its path and size are said', () => {
    expect(printed).toContain(`dist/${architecture}/digitdrop.zip ${zip.length} bytes`);
    expect(zip.length).toBeLessThanOrEqual(maxBytes);
    expect(Object.values(entries).reduce((sum, bytes) => sum + bytes.length, 0)).toBeLessThan(100_000_000);
  });

  it('holds the machine code of one platform', () => {
    const elf = Object.entries(entries).filter(([, bytes]) => text(bytes.subarray(1, 4)) === 'ELF');
    const names = elf.map(([name]) => name).sort();
    expect(names).toHaveLength(4);
    nativeFiles(arch).forEach((pattern, i) => {
      expect(names[i]).toMatch(pattern);
    });
    for (const [name, bytes] of elf) expect(machineOf(bytes), name).toBe(architecture);
    const foreign = /darwin|win32|musl|wasm32|\.(dll|dylib|exe|lib)$/;
    expect(Object.keys(entries).filter(name => foreign.test(name))).toEqual([]);
  });

  it('holds every function, every model as the manifest has it, the licences, and nothing more', async () => {
    const { models } = JSON.parse(text(entries['models/manifest.json']));
    expect(models.length).toBeGreaterThan(0);
    for (const { file, sha256: wanted } of models) expect(sha256(entries[`models/${file}`]!)).toBe(wanted);
    const template = await inDist(architecture, 'cloudformation-template-update-stack.json');
    const handlers = [...JSON.stringify(template).matchAll(/"Handler":"(functions\/[\w-]+)\.handler"/g)];
    expect(handlers.length).toBeGreaterThanOrEqual(2);
    for (const [, path] of handlers) expect(Object.keys(entries)).toContain(`${path}.mjs`);
    const modelFiles = models.map(({ file }: { file: string }) => `models/${file}`);
    const others = Object.keys(entries).filter(
      name => !/^(node_modules\/|functions\/[\w-]+\.mjs$|web\/dist\/)/.test(name),
    );
    expect(others.sort()).toEqual(['licences.txt', 'models/manifest.json', ...modelFiles].sort());
    const page = Object.keys(entries).filter(name => name.startsWith('web/dist/'));
    const named = [...text(entries['web/dist/index.html']).matchAll(/"\.\/(assets\/[^"]+)"/g)];
    expect(named).toHaveLength(3);
    for (const [, name] of named) expect(page).toContain(`web/dist/${name}`);
    expect(
      page.filter(
        name => !/^web\/dist\/(index\.html|assets\/[\w-]+-[0-9a-f]{8}\.(js|css|svg|webp))$/.test(name),
      ),
    ).toEqual([]);
  });

  it('holds nothing of the workshop or the laptop', async () => {
    const beside = ['onnxruntime-node', `@img/sharp-libvips-linux-${arch}`, `@img/sharp-linux-${arch}`];
    const packages = Object.keys(entries).flatMap(
      name => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(name)?.[1] ?? [],
    );
    expect([...new Set(packages)].sort()).toEqual(beside.sort());
    expect(Object.keys(entries).filter(name => /\.(ts|map|md|cc|h|gyp|py|npz)$/.test(name))).toEqual([]);
    const bundles = await inDist(architecture, 'bundles.json');
    for (const name of Object.keys(entries).filter(path => /^functions\/(api|on-[\w-]+)\.mjs$/.test(path))) {
      const files: string[] = bundles[name];
      // The controls first: these are there.
      expect(files).toContain(name.replace('.mjs', '.ts'));
      expect(files.filter(file => file.includes('node_modules/@aws-sdk/')).length).toBeGreaterThan(0);
      expect(files.filter(file => workshop.test(file))).toEqual([]);
    }
    expect(bundles['functions/on-upload.mjs']).toContain('lib/reading/open-reader.ts');
    const code = Object.keys(entries).filter(name => name.startsWith('functions/'));
    expect(code.filter(name => text(entries[name]).includes(home))).toEqual([]);
  });

  it('carries the licences of what it ships', () => {
    const told = text(entries['licences.txt']);
    const { dependencies } = own;
    const expected = {
      '@aws-sdk/client-s3': 'Apache-2.0',
      zod: 'MIT',
      sharp: 'Apache-2.0',
      'onnxruntime-node': 'MIT',
    };
    for (const [name, licence] of Object.entries(expected))
      expect(told).toContain(`\n${name} ${dependencies[name as keyof typeof dependencies]}: ${licence}\n`);
    expect(told).toMatch(new RegExp(`^@img/sharp-libvips-linux-${arch} [\\d.]+: LGPL-3.0-or-later$`, 'm'));
    expect(told).toContain('Apache License\n                           Version 2.0');
    expect(told).not.toContain('fauxqs');
  });
});

describe('the artifact, unpacked where nothing else is', () => {
  let folder = '';

  let remove: () => Promise<void>;

  beforeAll(async () => {
    ({ folder, remove } = await unpackArtifact(join(home, 'dist/x86_64/digitdrop.zip')));
  });

  afterAll(() => remove?.());

  /** Runs a script that has `load(name)` and `event`, as Lambda's own process would: in the folder, with its settings. */
  const runThere = async (script: string, event: unknown, env: Record<string, string> = {}) => {
    const prelude =
      'const event = JSON.parse(process.env.EVENT);' +
      'const load = async name => (await import(process.cwd() + "/functions/" + name + ".mjs")).handler;' +
      'const context = { awsRequestId: "1", getRemainingTimeInMillis: () => 9000 };' +
      'const tell = async work => console.log(JSON.stringify(await work.catch(error => ({ failed: error.code }))));';
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '-e', prelude + script],
      {
        cwd: folder,
        env: {
          AWS_REGION: 'eu-central-1',
          BUCKET: 'digitdrop-test',
          LOG_LEVEL: 'silent',
          HOME: folder,
          EVENT: JSON.stringify(event),
          ...env,
        },
      },
    );
    return stdout
      .trim()
      .split('\n')
      .map(line => JSON.parse(line));
  };

  const eventOf = async (name: string) =>
    JSON.parse(await readFile(join(home, `events/${name}.json`), 'utf8'));
  const onLambda = { AWS_LAMBDA_FUNCTION_NAME: 'digitdrop-test-api' };

  it.skipIf(process.arch !== 'x64')('reads an image that is posted', async () => {
    const { file, value } = drawings.find(drawing => drawing.status === 'accepted')!;
    const body = (await readFile(join(home, 'samples/images', file))).toString('base64');
    const event = { ...(await eventOf('api-image')), body, isBase64Encoded: true, rawQueryString: '' };
    const [metrics, answer] = await runThere(
      'await tell((await load("api"))(event, context))',
      event,
      onLambda,
    );
    expect(metrics).toMatchObject({ service: 'digitdrop-test-api', ReadingsAccepted: 1 });
    expect(answer.statusCode).toBe(200);
    expect(JSON.parse(answer.body).readings).toMatchObject([{ value, status: 'accepted' }]);
  });

  it.skipIf(process.arch !== 'x64')('serves the page and its files', async () => {
    const event = { ...(await eventOf('api-models')), headers: { accept: 'text/html' } };
    const paths = [
      '/',
      `/${Object.keys(readZip(await readFile(join(home, 'dist/x86_64/digitdrop.zip'))))
        .find(name => /^web\/dist\/assets\/.*\.js$/.test(name))
        ?.slice('web/dist/'.length)}`,
    ];
    for (const rawPath of paths) {
      const [answer] = await runThere('await tell((await load("api"))(event, context))', {
        ...event,
        rawPath,
      });
      expect([answer.statusCode, answer.isBase64Encoded], rawPath).toEqual([200, true]);
      expect(answer.headers['content-type'], rawPath).toMatch(/^text\/(html|javascript); /);
    }
  });

  it.skipIf(process.arch !== 'x64')('takes messages from the queue', async () => {
    const script = 'await tell((await load("on-upload"))(event, context))';
    expect(await runThere(script, await eventOf('sqs-s3-test-event'), onLambda)).toEqual([
      { batchItemFailures: [] },
    ]);
    const [unknown] = await runThere(script, await eventOf('sqs-unknown-message'), onLambda);
    expect(unknown.batchItemFailures).toHaveLength(1);
  });

  const call = 'await tell(handler(event, context).then(({ statusCode }) => statusCode));';
  const hide = 'const fs = await import("node:fs"); const hide = () => fs.renameSync("models", "away");';

  it.skipIf(process.arch !== 'x64')('opens the models while it starts, on Lambda', async () => {
    const script = `${hide} const handler = await load("api"); hide(); ${call}`;
    const event = await eventOf('api-models');
    expect(await runThere(script, event, onLambda)).toEqual([200]);
    await rename(join(folder, 'away'), join(folder, 'models'));
    // The control: elsewhere the first event opens them, too late here.
    expect(await runThere(script, event)).toEqual([{ failed: 'model-unusable' }]);
    await rename(join(folder, 'away'), join(folder, 'models'));
  });

  it.skipIf(process.arch !== 'x64')(
    'starts without its models, and tries again with each event',
    async () => {
      const script = `${hide} hide(); const handler = await load("api"); ${call} fs.renameSync("away", "models"); ${call}`;
      const answers = await runThere(script, await eventOf('api-models'), onLambda);
      expect(answers).toEqual([{ failed: 'model-unusable' }, 200]);
    },
  );
});

describe('packaging', () => {
  it(
    'gives the same bytes again',
    async () => {
      const path = join(home, 'dist/x86_64/digitdrop.zip');
      const first = sha256(await readFile(path));
      await rm(path);
      await runPackage('--arch', 'x86_64');
      expect(sha256(await readFile(path))).toBe(first);
    },
    packagingMs,
  );

  it('knows two architectures', async () => {
    await expect(runPackage('--arch', 'riscv')).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('arm64|x86_64'),
    });
  });
});
