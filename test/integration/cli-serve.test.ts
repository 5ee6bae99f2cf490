// `digitdrop serve` as a process: what it prints works as printed, Ctrl-C ends it, a taken port is named.
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const home = fileURLToPath(new URL('../..', import.meta.url));
let folder = '';
const children: ChildProcessByStdio<null, Readable, Readable>[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'digitdrop-serve-'));
});

afterEach(async () => {
  for (const child of children.splice(0)) if (child.exitCode === null) child.kill('SIGKILL');
  await rm(folder, { recursive: true });
});

const serve = (env: Readonly<Record<string, string>> = {}) => {
  const child = spawn(process.execPath, ['bin/digitdrop.ts', 'serve'], {
    cwd: home,
    env: { ...process.env, PORT: '0', S3_PORT: '0', DATA_DIR: folder, LOG_LEVEL: 'error', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  const texts = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', text => {
    texts.out += text;
  });
  child.stderr.setEncoding('utf8').on('data', text => {
    texts.err += text;
  });
  const ended = new Promise<number | null>(resolve => child.on('close', resolve));
  const ready = async () => {
    await expect.poll(() => texts.out + texts.err, { timeout: 30_000 }).toContain('digitdrop is ready');
    return texts.out;
  };
  return { child, texts, ended, ready };
};

const redrive = async (s3Port: string) => {
  const child = spawn(process.execPath, ['bin/digitdrop.ts', 'redrive'], {
    cwd: home,
    env: { ...process.env, S3_PORT: s3Port },
  });
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', text => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', text => {
    err += text;
  });
  const code = await new Promise<number | null>(resolve => child.on('close', resolve));
  return { code, out, err };
};

describe('digitdrop serve', () => {
  it('prints a curl line that works as it stands', async () => {
    const house = serve();
    const curl = (await house.ready()).split('\n').find(line => line.startsWith('curl '));
    const child = spawn('bash', ['-c', curl ?? 'false'], { cwd: home });
    let answer = '';
    child.stdout.setEncoding('utf8').on('data', text => {
      answer += text;
    });
    await new Promise(resolve => child.on('close', resolve));
    expect(JSON.parse(answer)).toMatchObject({ readings: [{ value: '7', status: 'accepted' }] });
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('ends with 0 on %s', async signal => {
    const house = serve();
    await house.ready();
    house.child.kill(signal);
    // npm hands each signal on that the terminal has sent already.
    setTimeout(() => house.child.kill(signal), 20);
    expect(await house.ended).toBe(0);
    expect(house.texts.err).toContain('finishing what is in hand');
  });

  it('lets another process redrive its dead letters, and says so where no house runs', async () => {
    const house = serve();
    const port = /bucket \w+ at http:\/\/127\.0\.0\.1:(\d+)/.exec(await house.ready())?.[1] ?? '';
    expect(await redrive(port)).toEqual({
      code: 0,
      out: '0 dead letters moved back into the queue\n',
      err: '',
    });
    house.child.kill('SIGINT');
    await house.ended;
    expect(await redrive(port)).toMatchObject({ code: 1, out: '', err: expect.stringContaining(port) });
  });

  it('names the port that is taken and exits 1', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise(resolve => other.on('listening', resolve));
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? String(address.port) : '';
    const house = serve({ S3_PORT: port });
    expect(await house.ended).toBe(1);
    expect(house.texts.err).toContain(port);
    other.close();
  });
});
