// `npm run bench:backlog [-- IMAGES]`: a backlog of 10,000 images through bucket, queue and functions on this machine.
import { execFile } from 'node:child_process';
import { cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';

const run = promisify(execFile);

const spread = z.object({ p50: z.number(), p99: z.number() });
const shape = z.object({
  images: z.number(),
  seconds: z.number(),
  peakBytes: z.number(),
  toldToJsonMs: spread,
  takenToJsonMs: spread,
  memory: z.object({ tenths: z.array(z.number()), growth: z.number() }),
});

const print = (what: string, figure: string): void => {
  process.stdout.write(`${what.padEnd(60)} ${figure}\n`);
};
const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;
const mib = (bytes: number): string => (bytes / 2 ** 20).toFixed(0);

const [images = '10000'] = process.argv.slice(2);
if (!/^[1-9]\d*$/.test(images)) throw new Error(`expected a number of images, got ${images}`);
print('processor', `${cpus()[0]?.model ?? 'unknown'}, ${cpus().length} logical`);
print('load before', loadavg()[0]?.toFixed(2) ?? 'unknown');
// A process of its own, whose memory is of this run alone.
const script = fileURLToPath(new URL('measure-backlog.ts', import.meta.url));
const { stdout } = await run(process.execPath, [script, images], { maxBuffer: 10_000_000 });
const figures = shape.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''));
const { toldToJsonMs, takenToJsonMs, memory } = figures;
print(
  `${figures.images} images that wait, 28 px PNG`,
  `${(figures.images / figures.seconds).toFixed(1)} images/s (${figures.seconds.toFixed(1)} s)`,
);
print(
  'from the event to the JSON, the wait in the backlog included',
  `p50 ${seconds(toldToJsonMs.p50)}, p99 ${seconds(toldToJsonMs.p99)}`,
);
print(
  'from the function’s taking its batch to the JSON',
  `p50 ${seconds(takenToJsonMs.p50)}, p99 ${seconds(takenToJsonMs.p99)}`,
);
print('memory over time, bucket and queue included, MiB', memory.tenths.map(mib).join(' '));
print('  last third against the second', `${(memory.growth * 100).toFixed(1)}%`);
print('  peak', `${mib(figures.peakBytes)} MiB`);
