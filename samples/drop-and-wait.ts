// Drops an image into a bucket and waits for the JSON beside it, as any user of the bucket would.
import { setTimeout as wait } from 'node:timers/promises';
import { resultKeyOf } from '../lib/bucket/keys.ts';
import type { ObjectStore } from '../lib/bucket/object-store.ts';
import { openStore } from '../lib/bucket/store.ts';
import { parseReading } from '../lib/bucket/stored-reading.ts';
import { readConfig } from '../lib/config.ts';
import type { Reading } from '../lib/reading/reading.ts';

interface Bucket {
  readonly name: string;
  readonly store: Pick<ObjectStore, 'head' | 'get' | 'put'>;
}

interface Dropped {
  /** Null where none came in time. */
  readonly reading: Reading | null;
  /** From the answer to the upload to the sight of the JSON. */
  readonly waitedMs: number;
}

const patienceMs = 30_000;
const lookEveryMs = 20;
const maxResultBytes = 8_000_000;

/** A bucket on this machine; it takes any credentials. */
export const openBucket = (s3Url: string, name: string): Bucket => ({
  name,
  store: openStore({ ...readConfig({}), s3Endpoint: s3Url }),
});

/** Never rejects for an image that gets no JSON; that is `reading: null`. */
export const dropAndWait = async (
  { store, name }: Bucket,
  key: string,
  image: Uint8Array,
): Promise<Dropped> => {
  await store.put(name, key, image, { contentType: 'application/octet-stream', condition: null });
  const droppedAt = performance.now();
  while (performance.now() - droppedAt < patienceMs) {
    const result = await store.get(name, resultKeyOf(key), { maxBytes: maxResultBytes });
    if (result !== null)
      return { reading: parseReading(result.body), waitedMs: performance.now() - droppedAt };
    await wait(lookEveryMs);
  }
  return { reading: null, waitedMs: performance.now() - droppedAt };
};
