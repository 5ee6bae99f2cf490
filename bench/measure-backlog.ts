// How fast the house reads the images that wait in its bucket: the upload function is held back until all of them lie
// there and are told of, then the clock starts. node bench/measure-backlog.ts [IMAGES]; prints one line of JSON.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseUploadEvent } from '../lib/bucket/events.ts';
import { resultKeyOf } from '../lib/bucket/keys.ts';
import { openStore } from '../lib/bucket/store.ts';
import { readConfig } from '../lib/config.ts';
import { openDoors } from '../lib/local/doors.ts';
import { serve } from '../lib/local/serve.ts';
import { startMemoryWatch } from './memory-watch.ts';
import { quantileOf } from './quantile.ts';

const images = Number(process.argv[2] ?? 1_000);
const uploadsAtOnce = 16;
const prefix = 'backlog/';

const image = await readFile(new URL('../samples/images/tiny.png', import.meta.url));
const dataDir = await mkdtemp(join(tmpdir(), 'digitdrop-bench-'));
const config = { ...readConfig({ LOG_LEVEL: 'error' }), port: 0, s3Port: 0, dataDir };
const gate = Promise.withResolvers<void>();
/** When the upload function was handed the image's message, by the image's key. */
const takenAt = new Map<string, number>();

const house = await serve(config, {
  openDoors: async (...asked) => {
    const doors = await openDoors(...asked);
    return {
      ...doors,
      onUpload: async (event, context) => {
        await gate.promise;
        const now = Date.now();
        for (const { uploads } of parseUploadEvent(event).messages)
          for (const { key } of uploads) takenAt.set(key, now);
        return doors.onUpload(event, context);
      },
    };
  },
});
try {
  const store = openStore({ ...config, s3Endpoint: house.s3Url });
  const name = config.bucket;
  const keys = Array.from({ length: images }, (_, i) => `${prefix}${i}.png`);
  const upload = async (offset: number) => {
    for (let i = offset; i < images; i += uploadsAtOnce)
      await store.put(name, keys[i] ?? '', image, { contentType: 'image/png', condition: null });
  };
  await Promise.all(Array.from({ length: uploadsAtOnce }, (_, i) => upload(i)));

  const begunAt = Date.now();
  const memory = startMemoryWatch();
  gate.resolve();
  const waiting = new Set(keys.map(resultKeyOf));
  while (waiting.size > 0) {
    const [next] = waiting;
    if (next !== undefined && (await store.head(name, next)) !== null) waiting.delete(next);
    else await new Promise(resolve => setTimeout(resolve, 20));
  }
  const watched = memory.stop();

  // When each JSON came to be, by the bucket's own clock, which is this process's too.
  const placedAt = new Map<string, number>();
  for await (const { key, lastModified } of store.list(name, prefix))
    placedAt.set(key, lastModified.getTime());
  const doneAt = keys.map(key => placedAt.get(resultKeyOf(key)) ?? Number.NaN);
  const sinceTold = doneAt.map(at => at - begunAt).sort((a, b) => a - b);
  const sinceTaken = doneAt
    .map((at, i) => at - (takenAt.get(keys[i] ?? '') ?? Number.NaN))
    .sort((a, b) => a - b);
  const figures = {
    images,
    seconds: (sinceTold.at(-1) ?? 0) / 1000,
    peakBytes: process.resourceUsage().maxRSS * 1024,
    toldToJsonMs: { p50: quantileOf(sinceTold, 0.5), p99: quantileOf(sinceTold, 0.99) },
    takenToJsonMs: { p50: quantileOf(sinceTaken, 0.5), p99: quantileOf(sinceTaken, 0.99) },
    memory: watched,
  };
  process.stdout.write(`${JSON.stringify(figures)}\n`);
} finally {
  await house.close();
  await rm(dataDir, { recursive: true, force: true });
}
