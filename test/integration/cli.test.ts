// The command line as a process of its own, with the real reader: pipes, exit codes, npm's INIT_CWD, long lists.
import { type ChildProcess, spawn } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readingSchema } from '../../lib/reading/reading.ts';
import { drawings } from '../../samples/drawings.ts';
import { differenceFrom } from '../../samples/expected.ts';

const home = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
const images = join(home, 'samples/images');
const door = join(home, 'bin/digitdrop.ts');
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'digitdrop-cli-'));
  await mkdir(join(folder, 'inbox'));
  await copyFile(join(images, 'tiny.png'), join(folder, 'inbox/neun + grün.png'));
});

afterAll(() => rm(folder, { recursive: true }));

interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly out: string;
  readonly err: string;
}

const ended = async (child: ChildProcess): Promise<Ended> => {
  const texts = { out: '', err: '' };
  child.stdout?.setEncoding('utf8').on('data', text => {
    texts.out += text;
  });
  child.stderr?.setEncoding('utf8').on('data', text => {
    texts.err += text;
  });
  return new Promise(resolve => {
    child.on('close', (code, signal) => resolve({ code, signal, ...texts }));
  });
};

const digitdrop = (args: readonly string[], { cwd = folder, stdin = '' } = {}): Promise<Ended> => {
  const child = spawn(process.execPath, [door, ...args], { cwd });
  child.stdin.on('error', () => {});
  child.stdin.end(stdin);
  return ended(child);
};

const linesOf = (out: string): readonly Record<string, unknown>[] =>
  out
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line));

describe('digitdrop read, as a process', () => {
  it('reads every sample as expected, in name order, each line a Reading', async () => {
    const { code, out, err } = await digitdrop(['read', images]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const lines = linesOf(out);
    const byFile = new Map(drawings.map(d => [join(images, d.file), d]));
    expect(lines.map(line => line.file)).toEqual(
      (await readdir(images)).sort().map(name => join(images, name)),
    );
    for (const line of lines) {
      const reading = readingSchema.parse(line);
      const drawing = byFile.get(String(line.file))!;
      expect([line.file, differenceFrom(drawing, reading)]).toEqual([line.file, null]);
    }
  });

  it('finds relative paths where the user stands, under npm and without', async () => {
    const asked = ['read', '--csv', 'inbox/neun + grün.png', './inbox'];
    const expected = /^file,.*\ninbox\/neun \+ grün\.png,9,accepted,[\d.]+,\n\.\/inbox\/neun \+ grün\.png,9,/;
    expect((await digitdrop(asked)).out).toMatch(expected);
    const npm = spawn('npm', ['--prefix', home, 'run', '-s', 'digitdrop', '--', ...asked], { cwd: folder });
    expect(await ended(npm)).toMatchObject({ code: 0, out: expect.stringMatching(expected) });
  });

  it('exits 1 where a file is missing and 2 on wrong usage', async () => {
    const missing = await digitdrop(['read', 'inbox/none.png', 'inbox']);
    expect(missing).toMatchObject({ code: 1, err: 'digitdrop: "inbox/none.png": no such file or folder\n' });
    expect(linesOf(missing.out)).toMatchObject([{ file: 'inbox/neun + grün.png', value: '9' }]);
    for (const args of [
      ['read'],
      ['read', '--expect', 'x', 'inbox'],
      ['reed'],
      ['read', '--max-error', 'x', 'inbox'],
    ])
      expect(await digitdrop(args)).toMatchObject({
        code: 2,
        out: '',
        err: expect.stringContaining('Usage:'),
      });
  });

  it('takes a list that no argument could hold, and keeps its order', async () => {
    const names = Array.from({ length: 3_000 }, (_, i) => `none/${'long-name-'.repeat(20)}${i}.png`);
    const stdin = ['inbox', ...names, 'inbox/neun + grün.png'].join('\n');
    const { code, out, err } = await digitdrop(['read', '-'], { stdin });
    expect(code).toBe(1);
    expect(linesOf(out).map(line => line.file)).toEqual(['inbox/neun + grün.png', 'inbox/neun + grün.png']);
    expect(err.trimEnd().split('\n')).toEqual(
      names.map(n => `digitdrop: ${JSON.stringify(n)}: no such file or folder`),
    );
  });

  it('ends quietly when its reader leaves', async () => {
    const list = join(folder, 'list.txt');
    await writeFile(list, `${join(images, 'tiny.png')}\n`.repeat(5_000));
    const begun = performance.now();
    const script = `set -o pipefail; ${process.execPath} ${door} read - < ${list} | head -n 2`;
    const { code, out, err } = await ended(spawn('bash', ['-c', script], { cwd: folder }));
    expect({ code, err, lines: linesOf(out).length }).toEqual({ code: 0, err: '', lines: 2 });
    // The whole list would take far longer.
    expect(performance.now() - begun).toBeLessThan(10_000);
  });

  it('reads a pipe that is named as a file, up to the limit', async () => {
    const script = `${process.execPath} ${door} read <(cat ${join(images, 'tiny.png')}) <(head -c 30000000 /dev/zero)`;
    const { code, out } = await ended(spawn('bash', ['-c', script], { cwd: folder }));
    expect(code).toBe(0);
    expect(linesOf(out)).toMatchObject([{ value: '9' }, { status: 'rejected', reason: 'image-too-large' }]);
  });

  it('follows what the shell hands over to its end, also where its writer has gone or is slow', async () => {
    const tiny = join(images, 'tiny.png');
    const read = `${process.execPath} ${door} read --csv`;
    const script = `cat ${tiny} | ${read} /dev/stdin; mkfifo p; cat ${tiny} > p & ${read} /dev/stdin < p; ${read} <(sleep 6; cat ${tiny})`;
    const { code, out, err } = await ended(spawn('bash', ['-c', script], { cwd: folder }));
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out.match(/^\/dev\/\w+.*,9,accepted/gm)).toHaveLength(3);
  });

  it('does not wait for ever for named pipes that nobody writes to', async () => {
    const script = `mkfifo p1 p2 p3 p4 p5; ${process.execPath} ${door} read --csv p? 'inbox/neun + grün.png'`;
    const { code, out, err } = await ended(spawn('bash', ['-c', script], { cwd: folder }));
    expect(code).toBe(1);
    expect(out).toMatch(/\ninbox\/neun \+ grün\.png,9,accepted/);
    expect(err).toBe(
      [1, 2, 3, 4, 5].map(n => `digitdrop: "p${n}": a named pipe that said nothing for 5 s\n`).join(''),
    );
  });

  // With ORT_DISABLE_TELEMETRY=0 the same run leaves `.ses` and `mat-debug-*.log` in the temporary folder (tried with
  // onnxruntime 1.30); that control is not run here, since it would call the world outside.
  it('leaves nothing behind: the runtime of the model neither logs nor reports', async () => {
    const [tmp, user] = [join(folder, 'tmp'), join(folder, 'user')];
    await Promise.all([mkdir(tmp), mkdir(user)]);
    const child = spawn(process.execPath, [door, 'read', images], {
      env: { PATH: process.env.PATH, TMPDIR: tmp, HOME: user, XDG_CACHE_HOME: user },
    });
    expect((await ended(child)).code).toBe(0);
    expect([...(await readdir(tmp)), ...(await readdir(user))]).toEqual([]);
  });

  it('prints help and version at once, without a model', async () => {
    const begun = performance.now();
    expect(await digitdrop(['--version'])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    });
    expect((await digitdrop(['--help'])).out).toContain('Usage: digitdrop');
    expect(performance.now() - begun).toBeLessThan(5_000);
  });
});
