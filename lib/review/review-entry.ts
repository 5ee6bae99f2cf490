// An entry of the review queue: a tiny object that says which version of which image a person should look at.
import { createHash, randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { ObjectStore } from '../bucket/object-store.ts';
import type { Reading } from '../reading/reading.ts';
import { parseStored } from './parse-stored.ts';
import { correctionKeyIfAny, entryKeyOf, reviewIdOf } from './review-keys.ts';

const maxEntryBytes = 10_000;

const entrySchema = z.object({
  schema: z.literal('digitdrop.review/1'),
  key: z.string(),
  etag: z.string(),
  why: z.enum(['review', 'audit']),
});

type Why = z.infer<typeof entrySchema>['why'];

export interface ReviewEntry extends Readonly<z.infer<typeof entrySchema>> {
  /** Of the entry's own object. */
  readonly entryEtag: string;
}

/** Why somebody should look at a reading; null where nobody has to. The same for every try at an object version. */
const whyToLook = (reading: Reading, auditShare: number): Why | null => {
  const { key, etag } = reading.source;
  if (key === null || etag === null || correctionKeyIfAny(key) === null) return null;
  if (reading.status === 'review') return 'review';
  return reading.status === 'accepted' && auditShare > 0 && chanceOf(key, etag) < auditShare ? 'audit' : null;
};

/** In [0, 1), evenly spread over object versions. */
const chanceOf = (key: string, etag: string): number =>
  createHash('sha256').update(`audit\0${key}\0${etag}`).digest().readUIntBE(0, 6) / 2 ** 48;

/**
 * Writes the entry of a reading that somebody should look at; `false` where nobody has to. Done before the reading is
 * placed: a crash between the two leaves an entry without a reading, which is dropped once it is old, and never a
 * reading that nobody finds. Each writing differs, so that whoever drops an entry by its ETag cannot drop a later one.
 */
export const noteForReview = async (
  store: Pick<ObjectStore, 'put'>,
  bucket: string,
  reading: Reading,
  auditShare: number,
): Promise<boolean> => {
  const why = whyToLook(reading, auditShare);
  const { key, etag } = reading.source;
  if (why === null || key === null || etag === null) return false;
  const entry = { schema: 'digitdrop.review/1', key, etag, why, written: randomUUID() };
  await store.put(bucket, entryKeyOf(reviewIdOf(key, etag)), `${JSON.stringify(entry)}\n`, {
    contentType: 'application/json',
    condition: null,
  });
  return true;
};

/** Null where it is gone, `broken` where what lies there is no entry. */
export const loadEntry = async (
  store: Pick<ObjectStore, 'get'>,
  bucket: string,
  id: string,
): Promise<ReviewEntry | 'broken' | null> => {
  const object = await store.get(bucket, entryKeyOf(id), { maxBytes: maxEntryBytes });
  if (object === null) return null;
  const entry = parseStored(entrySchema, object.body);
  return entry === null ? 'broken' : { ...entry, entryEtag: object.head.etag };
};

/** Takes the entry off the queue, whatever was written there. */
export const removeEntry = async (
  store: Pick<ObjectStore, 'remove'>,
  bucket: string,
  id: string,
): Promise<void> => {
  await store.remove(bucket, entryKeyOf(id));
};
