// How long one image takes in a process that has read some: node bench/measure-warm.ts IMAGE WARM_UPS COUNT
// Prints one line of JSON for bench.ts.
import { readFile } from 'node:fs/promises';
import { createLog } from '../lib/log.ts';
import { openReader } from '../lib/reading/open-reader.ts';
import { defaultOptions } from '../lib/reading/options.ts';
import { noSource } from '../lib/reading/reading.ts';

const [path = '', warmUps = '0', count = '1'] = process.argv.slice(2);
const bytes = await readFile(path);
const reader = await openReader({ log: createLog('warn'), modelUri: null, store: { get: async () => null } });
const read = () => reader.readImage({ bytes, options: defaultOptions, source: noSource, optionFault: null });

for (let i = 0; i < Number(warmUps); i += 1) await read();
const times: number[] = [];
for (let i = 0; i < Number(count); i += 1) {
  const begun = performance.now();
  const { status } = await read();
  times.push(performance.now() - begun);
  if (status !== 'accepted') throw new Error(`expected the digit in ${path} to be accepted, got ${status}`);
}
times.sort((a, b) => a - b);
const quantile = (share: number) => times[Math.min(times.length - 1, Math.floor(share * times.length))];

const figures = {
  bytes: bytes.length,
  count: times.length,
  mean: times.reduce((sum, ms) => sum + ms, 0) / times.length,
  p50: quantile(0.5),
  p99: quantile(0.99),
  peakBytes: process.resourceUsage().maxRSS * 1024,
};
process.stdout.write(`${JSON.stringify(figures)}\n`);
