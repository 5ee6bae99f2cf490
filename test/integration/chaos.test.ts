// The chaos run in small, over our own bucket and over one that is not ours; and with a fault planted, which it must find.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { seekVersitygw } from '../chaos/fetch-versitygw.ts';
import type { RunCounts } from '../chaos/run-counts.ts';

const chaos = fileURLToPath(new URL('../chaos/chaos.ts', import.meta.url));

interface Outcome {
  readonly exitCode: number;
  readonly counts: RunCounts;
  readonly stderr: string;
}

/** As `npm run test:chaos` does, with fewer events, and kills as often as a run of half a minute needs. */
const runSmall = (...args: readonly string[]): Promise<Outcome> =>
  new Promise((resolve, reject) => {
    const size = ['--events', '400', '--keys', '100', '--kill-every', '2000', '--visibility', '8'];
    execFile(
      process.execPath,
      [chaos, ...size, ...args],
      { maxBuffer: 10_000_000 },
      (error, stdout, stderr) => {
        try {
          const counts = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as RunCounts;
          resolve({ exitCode: error === null ? 0 : Number(error.code), counts, stderr });
        } catch {
          reject(new Error(`no counts in ${JSON.stringify(stdout)}, stderr: ${stderr}`));
        }
      },
    );
  });

const expectAllRight = ({ exitCode, counts, stderr }: Outcome): void => {
  expect(counts, stderr).toMatchObject({ lost: 0, wrong: 0, stale: 0, deadLetters: counts.poisonMessages });
  expect(exitCode, stderr).toBe(0);
  expect(counts.events).toBeGreaterThanOrEqual(400);
  expect(counts.keys).toBeGreaterThanOrEqual(100);
  expect(counts.kills).toBeGreaterThan(0);
  expect(counts.poisonMessages).toBeGreaterThan(3);
};

const { program, why } = await seekVersitygw();

test('nothing is lost, wrong or stale over the laptop’s own bucket', async () => {
  expectAllRight(await runSmall('--store', 'laptop'));
});

test.skipIf(program === null)(`nor over versitygw${why}`, async () => {
  expectAllRight(await runSmall('--store', 'versitygw', '--seed', '2'));
});

describe.concurrent('a planted fault is found', () => {
  test('a write without its condition goes over what is somebody else’s', async () => {
    const { exitCode, counts } = await runSmall('--store', 'laptop', '--plant', 'unconditional-write');
    expect(exitCode).toBe(1);
    expect(counts.wrong).toBeGreaterThan(0);
  });

  test('a swallowed error loses what should come again, and poison never dies', async () => {
    const { exitCode, counts } = await runSmall('--store', 'laptop', '--plant', 'swallowed-error');
    expect(exitCode).toBe(1);
    expect(counts.poisonMessages).toBeGreaterThan(0);
    expect(counts.deadLetters).toBe(0);
  });
});
