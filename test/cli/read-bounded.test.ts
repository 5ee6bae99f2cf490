// Files and pipes up to a bound. A named pipe may have no writer, and must not hold anybody up for ever.
import { execFileSync } from 'node:child_process';
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readBounded } from '../../lib/cli/read-bounded.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'digitdrop-pipes-'));
});
afterAll(() => rm(folder, { recursive: true }));

const makePipe = (name: string): string => {
  const path = join(folder, name);
  execFileSync('sh', ['-c', 'mkfifo "$0"', path]);
  return path;
};

test('gives up on named pipes that stay silent, more of them than there are threads, and reads a file meanwhile', async () => {
  const pipes = ['a', 'b', 'c', 'd', 'e'].map(makePipe);
  const silent = Promise.allSettled(pipes.map(path => readBounded(path, 1000, { silenceMs: 300 })));
  const path = join(folder, 'file');
  await writeFile(path, 'here');
  expect((await readBounded(path, 1000)).bytes).toBe(4);
  for (const result of await silent)
    expect(result).toMatchObject({
      status: 'rejected',
      reason: { message: expect.stringMatching(/pipe.*0\.3 s/) },
    });
});

test('waits for the writer of a named pipe, and for what it writes, to its end', async () => {
  const path = makePipe('slow');
  const reading = readBounded(path, 1000, { silenceMs: 2_000 });
  await wait(100);
  const writer = await open(path, 'w');
  for (const piece of ['one', 'two', 'three']) {
    await wait(50);
    await writer.write(piece);
  }
  await writer.close();
  expect(Buffer.from((await reading).body ?? []).toString()).toBe('onetwothree');
});

test('reads no more of a pipe than it may', async () => {
  const path = makePipe('long');
  const reading = readBounded(path, 10);
  const writer = await open(path, 'w');
  await writer.write('x'.repeat(100));
  expect(await reading).toMatchObject({ body: null });
  await writer.close();
});
