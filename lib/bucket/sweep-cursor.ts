// Where the scheduled sweep stopped, kept in the bucket itself: a sweep goes on in another process, or days later.
import { z } from 'zod';
import { ownPrefix } from './keys.ts';
import type { ObjectStore } from './object-store.ts';

export const cursorKey = `${ownPrefix}sweep.json`;

const maxCursorBytes = 10_000;

const cursorSchema = z.object({
  schema: z.literal('digitdrop.sweep/1'),
  place: z.object({ prefix: z.string(), doneThrough: z.string().nullable() }).nullable(),
});

/** All before this prefix, and within it all up to this key, was looked at. Null: a sweep begins anew. */
export type SweepPlace = Readonly<z.infer<typeof cursorSchema>['place']>;

export interface SweepCursor {
  readonly place: SweepPlace;
  /** Of the object that says so; null where there is none. */
  readonly etag: string | null;
}

/** What cannot be read is no place: then the sweep begins anew. */
export const loadCursor = async (store: Pick<ObjectStore, 'get'>, bucket: string): Promise<SweepCursor> => {
  const object = await store.get(bucket, cursorKey, { maxBytes: maxCursorBytes });
  if (object === null) return { place: null, etag: null };
  return { place: parsePlace(object.body), etag: object.head.etag };
};

const parsePlace = (body: Uint8Array): SweepPlace => {
  try {
    return cursorSchema.parse(JSON.parse(Buffer.from(body).toString())).place;
  } catch {
    return null;
  }
};

/** Null where somebody else has written one since: two sweeps are under way, and this one is to give way. */
export const saveCursor = async (
  store: Pick<ObjectStore, 'put' | 'head' | 'honoursConditions'>,
  bucket: string,
  { etag }: SweepCursor,
  place: SweepPlace,
): Promise<SweepCursor | null> => {
  const isHonoured = await store.honoursConditions(bucket);
  const condition = etag === null ? ({ ifAbsent: true } as const) : { ifEtag: etag };
  const body = `${JSON.stringify({ schema: 'digitdrop.sweep/1', place })}\n`;
  const options = { contentType: 'application/json', condition: isHonoured ? condition : null };
  if ((await store.put(bucket, cursorKey, body, options)) === 'lost-race') return null;
  const head = await store.head(bucket, cursorKey);
  return { place, etag: head?.etag ?? null };
};
