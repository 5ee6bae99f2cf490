// Images without a reading that is theirs: one pass over a listing, with little held in memory.

import type { UploadRecord } from './events.ts';
import { isImageKey } from './keys.ts';
import type { ListedObject, ObjectStore } from './object-store.ts';
import { isReadingOf, type ModelName } from './object-version.ts';
import { loadResult, resultKeyIfAny } from './stored-reading.ts';

/** How many stored readings are looked at ahead of the one that is handed out. */
const maxChecksAhead = 16;

/**
 * Finds the images under a prefix whose `<key>.json` is missing or not of the object as it stands. Where
 * something stands there that is not ours, or no result can be had, the image is left out: no reading could be placed.
 * `models`: also those read by none of these; null asks for no model.
 */
export async function* findUnread(
  store: ObjectStore,
  bucket: string,
  { prefix = '', models = null }: { prefix?: string; models?: readonly ModelName[] | null } = {},
): AsyncGenerator<UploadRecord> {
  const ahead: Promise<ListedObject | null>[] = [];
  try {
    for await (const { image, hasResult } of pairUp(store.list(bucket, prefix))) {
      const check = hasResult ? checkResult(store, bucket, image, models) : Promise.resolve(image);
      // Whoever awaits it first hears of a failure; it must not count as unhandled until then.
      check.catch(() => {});
      ahead.push(check);
      if (ahead.length >= maxChecksAhead) yield* asRecords(bucket, await ahead.shift());
    }
    while (ahead.length > 0) yield* asRecords(bucket, await ahead.shift());
  } finally {
    await Promise.allSettled(ahead);
  }
}

interface Pair {
  readonly image: ListedObject;
  readonly hasResult: boolean;
}

/**
 * Pairs images with the results beside them, in a listing in order of keys. All keys between `a.png` and
 * `a.png.json` begin with `a.png`, so only the images that begin the key at hand wait for their results.
 */
async function* pairUp(listing: AsyncIterable<ListedObject>): AsyncGenerator<Pair> {
  let waiting: readonly ListedObject[] = [];
  for await (const object of listing) {
    const past = waiting.filter(image => !object.key.startsWith(image.key));
    yield* past.map(image => ({ image, hasResult: false }));
    const mine = waiting.find(image => object.key === `${image.key}.json`);
    if (mine !== undefined) yield { image: mine, hasResult: true };
    waiting = waiting.filter(image => !past.includes(image) && image !== mine);
    if (isImageKey(object.key, object.bytes) && resultKeyIfAny(object.key) !== null)
      waiting = [...waiting, object];
  }
  yield* waiting.map(image => ({ image, hasResult: false }));
}

const checkResult = async (
  store: ObjectStore,
  bucket: string,
  image: ListedObject,
  models: readonly ModelName[] | null,
): Promise<ListedObject | null> => {
  const result = await loadResult(store, bucket, `${image.key}.json`);
  if (result.kind === 'foreign') return null;
  if (result.kind === 'absent') return image;
  const { reading } = result;
  const head = { key: image.key, etag: image.etag, versionId: null };
  return isReadingOf(reading, { bucket, head, models: models ?? [reading.model] }) ? null : image;
};

const asRecords = (bucket: string, image: ListedObject | null | undefined): readonly UploadRecord[] =>
  image === null || image === undefined
    ? []
    : [{ bucket, key: image.key, etag: image.etag, versionId: null, sequencer: null, bytes: image.bytes }];
