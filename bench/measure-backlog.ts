// How fast the house reads a thousand images that wait in its bucket: the upload function is held back until
// all of them lie there, then the clock starts. Prints one line of JSON for bench.ts.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resultKeyOf } from '../lib/bucket/keys.ts';
import { readConfig } from '../lib/config.ts';
import { openDoors } from '../lib/local/doors.ts';
import { serve } from '../lib/local/serve.ts';
import { openBucket } from '../samples/drop-and-wait.ts';

const images = 1_000;
const uploadsAtOnce = 16;

const image = await readFile(new URL('../samples/images/tiny.png', import.meta.url));
const dataDir = await mkdtemp(join(tmpdir(), 'digitdrop-bench-'));
const config = { ...readConfig({ LOG_LEVEL: 'error' }), port: 0, s3Port: 0, dataDir };
const gate = Promise.withResolvers<void>();

const house = await serve(config, {
  openDoors: async (...asked) => {
    const doors = await openDoors(...asked);
    return {
      ...doors,
      onUpload: async (event, context) => {
        await gate.promise;
        return doors.onUpload(event, context);
      },
    };
  },
});
try {
  const { store, name } = openBucket(house.s3Url, config.bucket);
  const keys = Array.from({ length: images }, (_, i) => `backlog/${i}.png`);
  const upload = async (offset: number) => {
    for (let i = offset; i < images; i += uploadsAtOnce)
      await store.put(name, keys[i] ?? '', image, { contentType: 'image/png', condition: null });
  };
  await Promise.all(Array.from({ length: uploadsAtOnce }, (_, i) => upload(i)));
  const begun = performance.now();
  gate.resolve();
  const waiting = new Set(keys.map(resultKeyOf));
  while (waiting.size > 0) {
    const [next] = waiting;
    if (next !== undefined && (await store.head(name, next)) !== null) waiting.delete(next);
    else await new Promise(resolve => setTimeout(resolve, 20));
  }
  const seconds = (performance.now() - begun) / 1000;
  process.stdout.write(
    `${JSON.stringify({ images, seconds, peakBytes: process.resourceUsage().maxRSS * 1024 })}\n`,
  );
} finally {
  await house.close();
  await rm(dataDir, { recursive: true, force: true });
}
