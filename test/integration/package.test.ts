// The artifact that Lambda gets: what is inside and what is not, its size, its bytes, and that it runs where nothing
// else is. AWS allows 250 MB unpacked.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readZip, type ZipEntries } from '../../deploy/steady-zip.ts';
import { drawings } from '../../samples/drawings.ts';
import { packagingMs, runPackage } from './packaging.ts';

const home = fileURLToPath(new URL('../..', import.meta.url));
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);

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

  it('holds both functions and every model, as the manifest has them', async () => {
    const { models } = JSON.parse(text(entries['models/manifest.json']));
    expect(models.length).toBeGreaterThan(0);
    for (const { file, sha256: wanted } of models) expect(sha256(entries[`models/${file}`]!)).toBe(wanted);
    const outside = Object.keys(entries).filter(name => !/^node_modules\//.test(name));
    const wanted = ['functions/api.mjs', 'functions/on-upload.mjs', 'models/manifest.json'];
    expect(outside.filter(name => !name.endsWith('.onnx')).sort()).toEqual(wanted);
  });

  it('holds nothing of the workshop or the laptop', () => {
    const packages = new Set(
      Object.keys(entries).flatMap(name => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(name)?.[1] ?? []),
    );
    const shared = [
      '@img/colour',
      'detect-libc',
      'onnxruntime-common',
      'onnxruntime-node',
      'semver',
      'sharp',
    ];
    const own = [`@img/sharp-libvips-linux-${arch}`, `@img/sharp-linux-${arch}`];
    expect([...packages].sort()).toEqual([...shared, ...own].sort());
    const sources = Object.keys(entries).filter(name => /\.(ts|map|md|cc|h|gyp|py|npz)$/.test(name));
    expect(sources.filter(name => !/licen[cs]e/i.test(name))).toEqual([]);
    for (const name of ['functions/api.mjs', 'functions/on-upload.mjs']) {
      const code = text(entries[name]);
      // esbuild says in a comment which file comes next. The control first: these are there.
      const files = code.match(/^\/\/ \S+\.[cm]?[jt]s$/gm) ?? [];
      expect(files).toContain('// lib/reading/open-reader.ts');
      expect(files.filter(file => file.includes('node_modules/@aws-sdk/client-s3/')).length).toBeGreaterThan(
        0,
      );
      const workshop = /fauxqs|lib\/(local|cli)\/|client-sqs|^\/\/ (bench|bin|deploy|samples|test)\//;
      expect(files.filter(file => workshop.test(file))).toEqual([]);
      expect(code.includes(home)).toBe(false);
    }
  });

  it('carries the licences of what it ships', () => {
    const licences = Object.keys(entries).filter(name => /\/licen[cs]e/i.test(name));
    expect(licences).toContain('node_modules/sharp/LICENSE');
  });
});

describe('the artifact, unpacked where nothing else is', () => {
  let folder = '';

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'digitdrop-artifact-test-'));
    const entries = readZip(await readFile(join(home, 'dist/x86_64/digitdrop.zip')));
    for (const [name, bytes] of Object.entries(entries)) {
      await mkdir(join(folder, dirname(name)), { recursive: true });
      await writeFile(join(folder, name), bytes);
    }
  });

  afterAll(() => rm(folder, { recursive: true }));

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
