// `npm run demo`: the whole house on free ports in a temporary folder. Each sample is dropped into the bucket
// through the S3 protocol; its JSON must appear beside it and say what expected.json says. Exit 0 only then.
import { rmSync } from 'node:fs';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../lib/config.ts';
import { serve } from '../lib/local/serve.ts';
import { dropAndWait, openBucket } from './drop-and-wait.ts';
import { differenceFrom, type Expected } from './expected.ts';

const folder = new URL('./', import.meta.url);
const columns = [24, 5, 8, 10, 8] as const;

const row = (cells: readonly [string, string, string, string, string]): string =>
  `${cells.map((cell, i) => (i < 3 ? cell.padEnd(columns[i] ?? 0) : cell.padStart(columns[i] ?? 0))).join('  ')}\n`;

/** Drops every sample, prints a row for each; resolves to what did not come back as expected. */
const dropAll = async (s3Url: string, bucketName: string): Promise<readonly string[]> => {
  const samples: readonly Expected[] = JSON.parse(await readFile(new URL('expected.json', folder), 'utf8'));
  const bucket = openBucket(s3Url, bucketName);
  const wrong: string[] = [];
  process.stdout.write(row(['image', 'value', 'status', 'confidence', 'time']));
  for (const expected of samples) {
    const bytes = await readFile(new URL(`images/${expected.file}`, folder));
    const { reading, waitedMs } = await dropAndWait(bucket, `demo/${expected.file}`, bytes);
    const confidence = reading?.confidence?.toFixed(4) ?? '-';
    const time = `${waitedMs.toFixed(0)} ms`;
    process.stdout.write(
      row([expected.file, reading?.value ?? '-', reading?.status ?? 'none', confidence, time]),
    );
    const difference = differenceFrom(expected, reading);
    if (difference !== null) wrong.push(`${expected.file}: ${difference}`);
  }
  process.stdout.write(
    `\n${samples.length - wrong.length} of ${samples.length} samples came back as expected\n`,
  );
  return wrong;
};

const dataDir = await mkdtemp(join(tmpdir(), 'digitdrop-demo-'));
const cleanUp = () => rmSync(dataDir, { recursive: true, force: true });
// Ctrl-C in the middle: nothing may stay behind, and nobody waits for samples.
process.once('SIGINT', () => {
  cleanUp();
  process.exit(130);
});
// Whatever the shell's settings are, the demo shows the house as it comes.
const config = { ...readConfig({ LOG_LEVEL: 'error' }), port: 0, s3Port: 0, dataDir };
try {
  const house = await serve(config);
  try {
    const wrong = await dropAll(house.s3Url, config.bucket);
    for (const line of wrong) process.stderr.write(`${line}\n`);
    process.exitCode = wrong.length === 0 ? 0 : 1;
  } finally {
    await house.close();
  }
} finally {
  cleanUp();
}
