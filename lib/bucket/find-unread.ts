// Images without a reading that is theirs, out of listings, with little held in memory.
import type { UploadRecord } from './events.ts';
import { isImageKey } from './keys.ts';
import type { ListedObject, ObjectStore } from './object-store.ts';
import { isReadingOf, type ModelName } from './object-version.ts';
import { loadResult, resultKeyIfAny } from './stored-reading.ts';

/** How many stored readings are looked into ahead of the image that is handed out. */
const maxChecksAhead = 16;

/**
 * Finds the images under a prefix whose `<key>.json` is missing or not of the object as it stands. Where
 * something stands there that is not ours, or no result can be had, the image is left out: no reading could
 * be placed. Listed twice: what looks lost comes first, since looking into readings takes milliseconds
 * each, and after a crash nobody should wait for the ten thousand that are in order.
 * `models`: also those read by none of these; null asks for no model. `sequencerOf`: what is known of the
 * object at a key; the same bytes put again are told by it, and without it by the store's own times alone.
 */
export async function* findUnread(
  store: ObjectStore,
  bucket: string,
  options: FindOptions = {},
): AsyncGenerator<UploadRecord> {
  const { prefix = '' } = options;
  for (const lost of [true, false]) {
    const checks: Promise<UploadRecord | null>[] = [];
    try {
      for await (const pair of pairUp(store.list(bucket, prefix))) {
        if (looksLost(pair) !== lost) continue;
        checks.push(check(store, bucket, pair, options));
        if (checks.length >= maxChecksAhead) yield* orNothing(await checks.shift());
      }
      while (checks.length > 0) yield* orNothing(await checks.shift());
    } finally {
      await Promise.allSettled(checks);
    }
  }
}

interface FindOptions {
  readonly prefix?: string;
  readonly models?: readonly ModelName[] | null;
  readonly sequencerOf?: (key: string) => string | null;
}

interface Pair {
  readonly image: ListedObject;
  readonly result: ListedObject | null;
}

/** No result, or one that was written before the image was. */
const looksLost = ({ image, result }: Pair): boolean =>
  result === null || result.lastModified < image.lastModified;

/**
 * Pairs images with the results beside them, in a listing in order of keys. All keys between `a.png` and
 * `a.png.json` begin with `a.png`, so only the images that begin the key at hand wait for their results.
 */
async function* pairUp(listing: AsyncIterable<ListedObject>): AsyncGenerator<Pair> {
  let waiting: readonly ListedObject[] = [];
  for await (const object of listing) {
    const past = waiting.filter(image => !object.key.startsWith(image.key));
    yield* past.map(image => ({ image, result: null }));
    const mine = waiting.find(image => object.key === `${image.key}.json`);
    if (mine !== undefined) yield { image: mine, result: object };
    waiting = waiting.filter(image => !past.includes(image) && image !== mine);
    if (isImageKey(object.key, object.bytes) && resultKeyIfAny(object.key) !== null)
      waiting = [...waiting, object];
  }
  yield* waiting.map(image => ({ image, result: null }));
}

/** The image, where it is unread indeed; else null. */
const check = (
  store: ObjectStore,
  bucket: string,
  pair: Pair,
  options: FindOptions,
): Promise<UploadRecord | null> => {
  const checked = lookInto(store, bucket, pair, options);
  // Whoever awaits it in its turn hears of a failure; until then it must not count as unhandled.
  checked.catch(() => {});
  return checked;
};

const lookInto = async (
  store: ObjectStore,
  bucket: string,
  pair: Pair,
  { models = null, sequencerOf = () => null }: FindOptions,
): Promise<UploadRecord | null> => {
  const { key, etag, bytes } = pair.image;
  const record = { bucket, key, etag, versionId: null, sequencer: sequencerOf(key), bytes };
  if (pair.result === null) return record;
  const result = await loadResult(store, bucket, `${key}.json`);
  if (result.kind === 'foreign') return null;
  // Both times are the store's own, and a new reading is later than its image: nothing is found for ever.
  if (result.kind === 'absent' || looksLost(pair)) return record;
  const { reading } = result;
  const head = { key, etag, versionId: null };
  return isReadingOf(reading, { bucket, head, models: models ?? [reading.model], record }) ? null : record;
};

const orNothing = (record: UploadRecord | null | undefined): readonly UploadRecord[] =>
  record === null || record === undefined ? [] : [record];
