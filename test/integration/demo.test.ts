// `npm run demo` as a stranger runs it: exit 0, a row a sample, twice, beside a running house, nothing left behind.
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawings } from '../../samples/drawings.ts';

const home = fileURLToPath(new URL('../..', import.meta.url));
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'digitdrop-demo-test-'));
});

afterAll(() => rm(folder, { recursive: true }));

/** Settings of the user's shell that the demo must not follow. */
const hostile = { PORT: '3000', S3_PORT: '4566', BUCKET: 'another', MODEL_URI: 's3://none/manifest.json' };

const demo = async () => {
  const child = spawn(process.execPath, ['samples/demo.ts'], {
    cwd: home,
    env: { ...process.env, ...hostile, TMPDIR: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
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

describe('the demo', () => {
  it('answers every sample as expected, also two at a time, and leaves nothing behind', async () => {
    const runs = await Promise.all([demo(), demo()]);
    for (const { code, out, err } of runs) {
      expect({ code, err }).toEqual({ code: 0, err: '' });
      expect(out).toMatch(/^image +value +status +confidence +time\n/);
      for (const { file, value, status } of drawings) {
        const told = status === 'not accepted' ? '\\S+ +(review|rejected)' : `${value ?? '-'} +${status}`;
        expect(out).toMatch(new RegExp(`^${file} +${told} +[\\d.-]+ +\\d+ ms$`, 'm'));
      }
      expect(out).toContain(`${drawings.length} of ${drawings.length} samples came back as expected`);
    }
    expect(await readdir(folder)).toEqual([]);
  });
});
