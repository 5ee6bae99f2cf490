// How long numbers of several digits take, one after the other: node bench/measure-strings.ts WARM_UPS COUNT
// Prints one line of JSON for bench.ts.
import { createLog } from '../lib/log.ts';
import { defaultOptions } from '../lib/reading/options.ts';
import { noSource } from '../lib/reading/reading.ts';
import { type DrawnString, drawString } from './draw-strings.ts';

const [warmUps = '0', count = '1'] = process.argv.slice(2);
const options = { ...defaultOptions, expect: 'number' } as const;
const strings: DrawnString[] = [];
for (let seed = 1; seed <= Number(warmUps) + Number(count); seed += 1) strings.push(await drawString(seed));

// Only now: the house shuts sharp's loader of SVG, by which the strings are drawn.
const { openReader } = await import('../lib/reading/open-reader.ts');
const reader = await openReader({ log: createLog('warn'), modelUri: null, store: { get: async () => null } });

const times: number[] = [];
let right = 0;
for (const [i, { bytes, value }] of strings.entries()) {
  const begun = performance.now();
  const reading = await reader.readImage({ bytes, options, source: noSource, optionFault: null });
  if (i < Number(warmUps)) continue;
  times.push(performance.now() - begun);
  if (reading.value === value) right += 1;
}
// Fast and wrong would be no figure: what is drawn so clearly is read, but for a few.
if (right < 0.9 * times.length)
  throw new Error(
    `expected at least nine in ten of the strings to be read right, got ${right} of ${times.length}`,
  );
const seconds = times.reduce((sum, ms) => sum + ms, 0) / 1000;
times.sort((a, b) => a - b);
const quantile = (share: number) => times[Math.min(times.length - 1, Math.floor(share * times.length))];

const figures = {
  bytes: strings.reduce((sum, { bytes }) => sum + bytes.length, 0) / strings.length,
  count: times.length,
  right,
  perSecond: times.length / seconds,
  mean: (1_000 * seconds) / times.length,
  p50: quantile(0.5),
  p99: quantile(0.99),
  peakBytes: process.resourceUsage().maxRSS * 1024,
};
process.stdout.write(`${JSON.stringify(figures)}\n`);
