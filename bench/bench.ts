// `npm run bench`: prints the README's figures of time and memory. Each measure runs in a fresh process, so that
// none warms another up and each has a peak of memory of its own. With --json FILE it writes them there as well.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import onnxruntime from 'onnxruntime-node/package.json' with { type: 'json' };
import sharp from 'sharp';
import { z } from 'zod';
import own from '../package.json' with { type: 'json' };
import { drawPhoto } from './draw-photo.ts';
import type { Figures } from './figures-file.ts';

const run = promisify(execFile);

/** Processes that are started to measure a start. */
const starts = 7;

const measure = async <T>(name: string, shape: z.ZodType<T>, ...args: readonly string[]): Promise<T> => {
  const script = fileURLToPath(new URL(`${name}.ts`, import.meta.url));
  const { stdout } = await run(process.execPath, [script, ...args], { maxBuffer: 10_000_000 });
  return shape.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''));
};

const print = (what: string, figure: string): void => {
  process.stdout.write(`${what.padEnd(46)} ${figure}\n`);
};

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

const ms = (value: number): string => `${value.toFixed(value < 10 ? 2 : 0)} ms`;
const mib = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(0)} MiB`;

const { json } = parseArgs({ options: { json: { type: 'string' } } }).values;
const [loadBefore = 0] = loadavg();
const [processor] = cpus();
const versions = `digitdrop ${own.version}, Node ${process.versions.node}, onnxruntime ${onnxruntime.version}, sharp ${sharp.versions.sharp}`;
print('processor', `${processor?.model ?? 'unknown'}, ${cpus().length} logical`);
print('memory', mib(totalmem()));
print('load before', loadBefore.toFixed(2));
print('versions', versions);

const startShape = z.object({ importMs: z.number(), sessionMs: z.number(), firstMs: z.number() });
const start = [];
for (let i = 0; i < starts; i += 1) start.push(await measure('measure-start', startShape));
print(`import of the reader (median of ${starts})`, ms(median(start.map(s => s.importMs))));
print('session with the model', ms(median(start.map(s => s.sessionMs))));
print('first image, 28 px PNG', ms(median(start.map(s => s.firstMs))));

const warmShape = z.object({
  bytes: z.number(),
  count: z.number(),
  mean: z.number(),
  p50: z.number(),
  p99: z.number(),
  peakBytes: z.number(),
});
const measureWarm = async (shown: string, path: string, warmUps: number, count: number) => {
  const warm = await measure('measure-warm', warmShape, path, String(warmUps), String(count));
  const size = `${(warm.bytes / 1000).toFixed(warm.bytes < 10_000 ? 1 : 0)} kB`;
  print(`${shown} (${size}), warm, ${warm.count} times`, `p50 ${ms(warm.p50)}, p99 ${ms(warm.p99)}`);
  print('  peak memory of that process', mib(warm.peakBytes));
  return warm;
};
const digit = await measureWarm(
  '28 px PNG',
  fileURLToPath(new URL('../samples/images/tiny.png', import.meta.url)),
  200,
  2_000,
);
const stringsShape = warmShape.extend({ right: z.number(), perSecond: z.number() });
const strings = await measure('measure-strings', stringsShape, '50', '500');
print(
  `2 to 8 digits, 64 px JPEG, warm, ${strings.count} times`,
  `p50 ${ms(strings.p50)}, p99 ${ms(strings.p99)}, ${strings.perSecond.toFixed(0)} strings/s (${strings.right} right)`,
);
print('  peak memory of that process', mib(strings.peakBytes));
const folder = await mkdtemp(join(tmpdir(), 'digitdrop-bench-'));
let photo: z.infer<typeof warmShape>;
try {
  const path = join(folder, 'photo.jpg');
  await writeFile(path, await drawPhoto());
  photo = await measureWarm('12 megapixel JPEG', path, 3, 100);
} finally {
  await rm(folder, { recursive: true });
}

const backlogShape = z.object({ images: z.number(), seconds: z.number(), peakBytes: z.number() });
const backlog = await measure('measure-backlog', backlogShape);
print(
  `bucket to JSON, backlog of ${backlog.images} (28 px PNG)`,
  `${(backlog.images / backlog.seconds).toFixed(0)} images/s (${backlog.seconds.toFixed(1)} s)`,
);
print('  peak memory, bucket, queue and functions', mib(backlog.peakBytes));

if (json !== undefined) {
  const figures: Figures = {
    schema: 'digitdrop.figures/1',
    measuredAt: new Date().toISOString(),
    loadBefore,
    processor: processor?.model ?? 'unknown',
    processors: cpus().length,
    versions,
    start: {
      importMs: median(start.map(s => s.importMs)),
      sessionMs: median(start.map(s => s.sessionMs)),
      firstMs: median(start.map(s => s.firstMs)),
    },
    digit,
    string: strings,
    photo,
    backlog,
  };
  await writeFile(json, `${JSON.stringify(figures, null, 2)}\n`);
}
