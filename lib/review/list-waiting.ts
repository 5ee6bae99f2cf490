// Entries that wait, from a place of the list on: a page or two, however long the queue is.
import type { ListedObject, ObjectStore } from '../bucket/object-store.ts';
import { entryKeyOf, idOfKey, waitingPrefix } from './review-keys.ts';

export interface Waiting {
  readonly id: string;
  readonly listed: ListedObject;
}

export interface WaitingList {
  readonly waiting: readonly Waiting[];
  /** There are more than these. */
  readonly isMore: boolean;
}

/** A page of a listing. */
const maxListed = 1000;

/** @param from an id; the list is gone through from there to its end, and then from its start. */
export const listWaiting = async (
  store: Pick<ObjectStore, 'list'>,
  bucket: string,
  from: string,
  most = maxListed,
): Promise<WaitingList> => {
  const startKey = entryKeyOf(from);
  const behind = await listUpTo(store.list(bucket, waitingPrefix, startKey), most + 1);
  const before =
    behind.length > most
      ? []
      : await listUpTo(store.list(bucket, waitingPrefix), most + 1 - behind.length, startKey);
  const all = [...behind, ...before];
  return { waiting: all.slice(0, most), isMore: all.length > most };
};

const listUpTo = async (
  objects: AsyncIterable<ListedObject>,
  most: number,
  lastKey: string | null = null,
): Promise<Waiting[]> => {
  const found: Waiting[] = [];
  for await (const listed of objects) {
    if (lastKey !== null && listed.key > lastKey) break;
    const id = idOfKey(listed.key, waitingPrefix);
    if (id !== null) found.push({ id, listed });
    if (found.length >= most) break;
  }
  return found;
};
