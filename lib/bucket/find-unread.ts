// Images without a reading that is theirs, out of listings, with little held in memory.
import type { UploadRecord } from './events.ts';
import type { ObjectStore } from './object-store.ts';
import { isReadingOf, type ModelName } from './object-version.ts';
import { type Pair, pairUp } from './pair-up.ts';
import { loadResult } from './stored-reading.ts';

/** How many stored readings are looked into ahead of the image that is handed out. */
const maxChecksAhead = 16;

/**
 * Finds the images under a prefix whose `<key>.json` is missing or not of the object as it stands. Where
 * something stands there that is not ours, or no result can be had, the image is left out: no reading could
 * be placed. Listed twice: what looks lost comes first, since looking into readings takes milliseconds
 * each, and after a crash nobody should wait for the ten thousand that are in order.
 */
export async function* findUnread(
  store: ObjectStore,
  bucket: string,
  options: FindOptions = {},
): AsyncGenerator<UploadRecord> {
  for (const looksLostIs of [true, false])
    for await (const { unread } of examine(store, bucket, options, pair => looksLost(pair) === looksLostIs))
      if (unread !== null) yield unread;
}

/** The same in one listing, in order: each image that is looked at, `unread` where it is. */
export const examineInOrder = (
  store: ObjectStore,
  bucket: string,
  options: FindOptions = {},
): AsyncGenerator<Examined> => examine(store, bucket, options, () => true);

/** Only what looks lost, without a look into the readings that are in order: a listing, and no more. */
export const examineLost = (
  store: ObjectStore,
  bucket: string,
  options: FindOptions = {},
): AsyncGenerator<Examined> => examine(store, bucket, options, looksLost);

export interface FindOptions {
  readonly prefix?: string;
  /** Also those read by none of these; null asks for no model. */
  readonly models?: readonly ModelName[] | null;
  /**
   * What is known of the object at a key; the same bytes put again are told by it, and without it by the
   * store's own times alone.
   */
  readonly sequencerOf?: (key: string) => string | null;
  readonly startAfter?: string | null;
}

/** One image that was looked at. */
export interface Examined {
  readonly unread: UploadRecord | null;
  /** Every image up to this key was looked at before, or is this one. */
  readonly doneThrough: string | null;
}

async function* examine(
  store: ObjectStore,
  bucket: string,
  options: FindOptions,
  isWanted: (pair: Pair) => boolean,
): AsyncGenerator<Examined> {
  const { prefix = '', startAfter = null } = options;
  const checks: Promise<Examined>[] = [];
  try {
    for await (const pair of pairUp(store.list(bucket, prefix, startAfter), startAfter)) {
      const { doneThrough } = pair;
      const passedOver = Promise.resolve({ unread: null, doneThrough });
      checks.push(isWanted(pair) ? check(store, bucket, pair, options) : passedOver);
      if (checks.length >= maxChecksAhead) yield (await checks.shift())!;
    }
    while (checks.length > 0) yield (await checks.shift())!;
  } finally {
    await Promise.allSettled(checks);
  }
}

/** No result, or one that was written before the image was. */
const looksLost = ({ image, result }: Pair): boolean =>
  result === null || result.lastModified < image.lastModified;

/** Looked into, and told once it is its turn. */
const check = (store: ObjectStore, bucket: string, pair: Pair, options: FindOptions): Promise<Examined> => {
  const checked = lookInto(store, bucket, pair, options).then(unread => ({
    unread,
    doneThrough: pair.doneThrough,
  }));
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
