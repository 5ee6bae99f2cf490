// An entry that was leased, looked into: is it still to be checked? Else it is dropped, and only then.
import type { ListedObject, ObjectStore } from '../bucket/object-store.ts';
import { loadReading } from '../bucket/stored-reading.ts';
import type { Reading } from '../reading/reading.ts';
import { loadCorrection } from './correction.ts';
import { loadEntry, type ReviewEntry } from './review-entry.ts';
import { entryKeyOf } from './review-keys.ts';

/**
 * The entry is written before its reading: until the reading must be there (the longest that a function runs), an
 * entry that looks idle is left alone.
 */
const settledMs = 900_000;

export interface OpenedItem {
  readonly entry: ReviewEntry;
  readonly reading: Reading;
}

/** `wait`: nothing to check yet, and perhaps later; `dropped`: nothing to check, nor will there be. */
export const openItem = async (
  store: ObjectStore,
  bucket: string,
  { id, listed }: { readonly id: string; readonly listed: Pick<ListedObject, 'lastModified'> },
  now: number,
): Promise<OpenedItem | 'wait' | 'dropped'> => {
  const entry = await loadEntry(store, bucket, id);
  if (entry === null) return 'dropped';
  if (entry === 'broken') return drop(store, bucket, id, null);
  const { key, etag } = entry;
  const [reading, head, correction] = await Promise.all([
    loadReading(store, bucket, key),
    store.head(bucket, key),
    loadCorrection(store, bucket, { key, etag }),
  ]);
  const isOfVersion = reading !== null && reading.source.key === key && reading.source.etag === etag;
  const isAsked =
    isOfVersion && (reading.status === 'review' || (reading.status === 'accepted' && entry.why === 'audit'));
  if (isAsked && head?.etag === etag && correction === null) return { entry, reading };
  if (correction !== null) return drop(store, bucket, id, entry.entryEtag);
  return now - listed.lastModified.getTime() < settledMs ? 'wait' : drop(store, bucket, id, entry.entryEtag);
};

/** By its ETag: an entry that was written again meanwhile is of a reading that is about to be placed. */
const drop = async (
  store: ObjectStore,
  bucket: string,
  id: string,
  entryEtag: string | null,
): Promise<'dropped' | 'wait'> => {
  const entryKey = entryKeyOf(id);
  const now = entryEtag === null ? null : await store.head(bucket, entryKey);
  if (entryEtag !== null && now?.etag !== entryEtag) return 'wait';
  const isHonoured = entryEtag !== null && (await store.honoursConditions(bucket));
  const removed = await store.remove(bucket, entryKey, isHonoured ? { ifEtag: entryEtag } : undefined);
  return removed === 'removed' ? 'dropped' : 'wait';
};
