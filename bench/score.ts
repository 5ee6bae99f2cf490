// Compares readings with labels and prints how many are right:
//   npm run -s digitdrop -- read --ndjson --expect digit OUT/images | npm run -s bench:score -- OUT/labels.csv [--at-least 0.995]
// A picture without a reading, or with one that has no value, counts as wrong.
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { z } from 'zod';

const row = z.object({
  file: z.string(),
  value: z.string().nullable(),
  status: z.enum(['accepted', 'review', 'rejected']),
});

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { 'at-least': { type: 'string' } },
});
const [labelsFile] = positionals;
if (labelsFile === undefined) throw new Error('expected: node bench/score.ts LABELS.csv, readings on stdin');

const lines = (await readFile(labelsFile, 'utf8')).trim().split('\n').slice(1);
const labels = new Map(lines.map(line => [line.split(',')[0], line.split(',')[1]]));

let [right, accepted, acceptedWrong] = [0, 0, 0];
const seen = new Set<string>();
for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
  const { file, value, status } = row.parse(JSON.parse(line));
  const name = basename(file);
  if (!labels.has(name) || seen.has(name)) continue;
  seen.add(name);
  const isRight = value === labels.get(name);
  if (isRight) right += 1;
  if (status === 'accepted') accepted += 1;
  if (status === 'accepted' && !isRight) acceptedWrong += 1;
}

const share = (part: number, whole: number) => `${((100 * part) / Math.max(1, whole)).toFixed(2)}%`;
process.stdout.write(
  `${share(right, labels.size)} right: ${right} of ${labels.size}${seen.size < labels.size ? `, ${labels.size - seen.size} without a reading` : ''}\n` +
    `${share(accepted, labels.size)} accepted, of which ${share(acceptedWrong, accepted)} wrong (${acceptedWrong} of ${accepted})\n`,
);
const least = Number(values['at-least'] ?? 0);
if (right / Math.max(1, labels.size) < least) {
  process.stderr.write(`expected at least ${share(least, 1)} right\n`);
  process.exitCode = 1;
}
