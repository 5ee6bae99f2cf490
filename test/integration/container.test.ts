// The image's contents, made here by the recipe's own steps in a folder, run by its own command as its own user:
// only the engine that would do so is missing.
import { execFile } from 'node:child_process';
import { chmod, cp, mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createdNotification } from '../../lib/queue/notification.ts';
import {
  parseCopies,
  parseEnv,
  parseExec,
  readStages,
  type Stage,
  textsOf,
} from '../container/dockerfile.ts';
import { bucketName, eventually, put, readingOf } from './bucket-client.ts';
import { useBucket } from './start-bucket.ts';
import { makeFolder } from './start-house.ts';
import { type StoreHousePlace, startStoreHouse } from './start-store-house.ts';

const run = promisify(execFile);
const home = fileURLToPath(new URL('../..', import.meta.url));
const [packages, image] = readStages() as [Stage, Stage];
/** Node as the image has it, and nothing of the project's own. */
const PATH = [dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(':');

const current = useBucket();
let folder: Awaited<ReturnType<typeof makeFolder>>;
let root = '';

/** A path of the image; each stage has a file system of its own. */
const placeOf = (stage: Stage, path: string): string => {
  const within = path.startsWith('/') ? path : join(textsOf(stage, 'WORKDIR').at(-1) ?? '/', path);
  return join(folder.path, stage.name ?? 'image', within);
};

const copyAll = async (stage: Stage): Promise<void> => {
  for (const { from, sources, target } of parseCopies(stage))
    for (const source of sources) {
      const other = from === null ? undefined : readStages().find(({ name }) => name === from);
      const origin = other === undefined ? join(home, source) : placeOf(other, source);
      const isInto = target.endsWith('/');
      const place = placeOf(stage, isInto ? join(target, source.split('/').at(-1) ?? '') : target);
      await mkdir(dirname(place), { recursive: true });
      await cp(origin, place, { recursive: true });
    }
};

const listAll = async (): Promise<readonly string[]> => {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .sort();
};

beforeAll(async () => {
  folder = await makeFolder();
  root = placeOf(image, '.');
  await copyAll(packages);
  const [install = ''] = textsOf(packages, 'RUN');
  const env = { ...process.env, PATH: `${PATH}:${process.env.PATH}`, npm_config_prefer_offline: 'true' };
  await run('sh', ['-ec', install], { cwd: placeOf(packages, '.'), env, maxBuffer: 10_000_000 });
  await copyAll(image);
  // Readable for everybody, writable for nobody, as a root that is mounted read-only.
  await run('chmod', ['-R', 'a-w,a+rX', root]);
  await chmod(folder.path, 0o755);
}, 300_000);

afterAll(async () => {
  await run('chmod', ['-R', 'u+w', folder.path]);
  await folder.remove();
});

/** As the image's user where this process may become another; else as who it is. */
const place = (): StoreHousePlace => {
  const [entry = '', command = ''] = [...textsOf(image, 'ENTRYPOINT'), ...textsOf(image, 'CMD')];
  const words = [...parseExec(entry), ...parseExec(command)] as unknown as [string, ...string[]];
  const uid = Number(textsOf(image, 'USER').at(-1)?.split(':')[0]);
  return { cwd: root, command: words, ...(process.getuid?.() === 0 ? { uid } : {}) };
};

test('holds one platform’s machine code, and no tools of development', async () => {
  const all = await listAll();
  const natives = all.filter(path => /\.(node|so[.\d]*|dll|dylib)$/.test(path));
  expect(natives.length).toBeGreaterThan(2);
  for (const path of natives) expect(path).toMatch(/linux/);
  expect(all.join('\n')).not.toMatch(
    /node_modules\/(vitest|@biomejs|serverless|esbuild|typescript|node-linux)/,
  );
  expect(
    all.some(path =>
      /\/(test|samples|data|\.git|\.npmrc)(\/|$)/.test(path.slice(root.length).replace(/node_modules.*/, '')),
    ),
  ).toBe(false);
  let bytes = 0;
  for (const path of all) bytes += (await stat(path)).size;
  expect(bytes).toBeLessThan(130_000_000);
});

test('serves a store by the image’s own command, user and check of health, and writes nothing', async () => {
  const before = await listAll();
  const token = 'a-token-of-the-store';
  const env = parseEnv(image);
  expect(env).toMatchObject({ HOST: '0.0.0.0', NODE_ENV: 'production', HOME: textsOf(image, 'WORKDIR')[0] });
  const house = await startStoreHouse(
    { ...env, PATH, PORT: '0', S3_ENDPOINT: current().running.url, EVENTS_TOKEN: token },
    place(),
  );
  try {
    const port = new URL(house.httpUrl).port;
    const [check = ''] = textsOf(image, 'HEALTHCHECK');
    const [, asJson = ''] = /CMD (\[.*\])$/.exec(check) ?? [];
    const [program = '', ...args] = parseExec(asJson);
    const isHealthy = (at: string): Promise<boolean> =>
      run(program, args, { env: { PATH, PORT: at } }).then(
        () => true,
        () => false,
      );
    await eventually(async () => expect(await isHealthy(port)).toBe(true));
    expect(await isHealthy('9')).toBe(false);

    const url = `http://127.0.0.1:${port}`;
    await put(current().client, 'in/a b.png', await readFile(join(home, 'samples/images/pen-on-white.png')));
    const told = await fetch(`${url}/v1/events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: createdNotification(
        {
          bucket: bucketName,
          key: 'in/a b.png',
          bytes: null,
          etag: null,
          sequencer: null,
          createdAt: new Date(),
        },
        { region: 'us-east-1', eventName: 'ObjectCreated:Put', requestId: 'R' },
      ),
    });
    expect(told.status).toBe(202);
    expect((await readingOf(current().client, 'in/a b.png')).value).toBe('7');
    expect((await fetch(`${url}/`, { headers: { accept: 'text/html' } })).status).toBe(200);
    expect((await fetch(`${url}/v1/models`)).status).toBe(200);
  } finally {
    expect(await house.end('SIGTERM')).toBe(0);
  }
  expect(house.stderr()).not.toContain('"level":"error"');
  expect(await listAll()).toEqual(before);
});
