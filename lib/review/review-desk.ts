// The desk that hands out what is to be checked: one person an item at a time, and each item once.
import { randomBytes } from 'node:crypto';
import type { ObjectStore } from '../bucket/object-store.ts';
import { mapInOrder } from '../in-order.ts';
import { type Holder, type Leases, leasesInBucket, leasesInMemory } from './leases.ts';
import { listWaiting, type Waiting } from './list-waiting.ts';
import { type OpenedItem, openItem } from './open-item.ts';
import { removeEntry } from './review-entry.ts';
import { entryKeyOf } from './review-keys.ts';

export interface ReviewItem extends OpenedItem {
  readonly id: string;
  readonly until: number;
}

interface Taken {
  readonly items: readonly ReviewItem[];
  /** What waits beside these, as far as it was counted. */
  readonly waiting: { readonly count: number; readonly isMore: boolean };
}

interface Held {
  readonly waiting: Taken['waiting'];
  /** What others look at; `who` null where nobody has to say who they are. */
  readonly others: readonly { readonly who: string | null; readonly items: number }[];
}

export interface ReviewDesk {
  readonly take: (by: Holder, most: number) => Promise<Taken>;
  /** Those of the ids that the holder still has, with when each runs out. */
  readonly renew: (by: Holder, ids: readonly string[]) => Promise<ReadonlyMap<string, number>>;
  readonly release: (by: Holder, ids: readonly string[]) => Promise<void>;
  /** Once its correction is placed. */
  readonly finish: (id: string) => Promise<void>;
  readonly look: (by: Holder) => Promise<Held>;
}

/** Requests to the store in the air at once, for one caller. */
const atOnce = 8;
/** Entries that are looked into for one request: where many are stale, the next request goes on. */
const maxOpened = 50;
/** Leases whose holders are asked for. */
const maxHolders = 50;
/** What is counted of the queue; beyond it is "more". */
const maxCounted = 100;

/** `startAt`: where in the list to begin, an id; by chance, so that people seldom reach for the same. */
export const openReviewDesk = (
  store: ObjectStore,
  bucket: string,
  { clock = Date.now, startAt = () => randomBytes(16).toString('hex') } = {},
): ReviewDesk => {
  const inMemory = leasesInMemory();
  const inBucket = leasesInBucket(store, bucket);
  const leasesOf = async (): Promise<Leases> =>
    (await store.honoursConditions(bucket)) ? inBucket : inMemory;

  const tryOne = async (leases: Leases, by: Holder, waiting: Waiting): Promise<ReviewItem | null> => {
    const { id } = waiting;
    const lease = await leases.take(id, by, clock());
    if (lease === null) return null;
    const opened = await openItem(store, bucket, waiting, clock());
    if (typeof opened !== 'string') return { id, until: lease.until, ...opened };
    await leases.release(id, by);
    return null;
  };

  const count = (names: readonly unknown[], isMore: boolean): Taken['waiting'] => ({
    count: Math.min(maxCounted, Math.max(0, names.length)),
    isMore: isMore || names.length > maxCounted,
  });

  return {
    take: async (by, most) => {
      const leases = await leasesOf();
      const [held, { waiting, isMore }] = await Promise.all([
        leases.list(clock()),
        listWaiting(store, bucket, startAt()),
      ]);
      const free = waiting.filter(({ id }) => !held.has(id));
      const items: ReviewItem[] = [];
      let looked = 0;
      while (items.length < most && looked < Math.min(free.length, maxOpened)) {
        const next = free.slice(looked, looked + Math.min(most - items.length, maxOpened - looked));
        looked += next.length;
        const tried = await mapInOrder(next, atOnce, one => tryOne(leases, by, one));
        items.push(...tried.filter(item => item !== null));
      }
      return { items, waiting: count(free.slice(looked), isMore) };
    },
    renew: async (by, ids) => {
      const leases = await leasesOf();
      const renewed = await mapInOrder(ids, atOnce, async id =>
        // What is done, or never was, takes no lease.
        (await store.head(bucket, entryKeyOf(id))) === null ? null : leases.renew(id, by, clock()),
      );
      return new Map(ids.flatMap((id, i) => (renewed[i] ? [[id, renewed[i].until] as const] : [])));
    },
    release: async (by, ids) => {
      const leases = await leasesOf();
      await mapInOrder(ids, atOnce, id => leases.release(id, by));
    },
    finish: async id => {
      // In this order: an entry without a lease would be handed out again.
      await removeEntry(store, bucket, id);
      await (await leasesOf()).end(id);
    },
    look: async by => {
      const leases = await leasesOf();
      const [held, { waiting, isMore }] = await Promise.all([
        leases.list(clock()),
        listWaiting(store, bucket, startAt()),
      ]);
      const ids = [...held.keys()].slice(0, maxHolders);
      const looked = await mapInOrder(ids, atOnce, leases.look);
      const counts = new Map<string | null, number>();
      for (const lease of looked)
        if (lease !== null && lease.holder !== by.holder && lease.until >= clock())
          counts.set(lease.who, (counts.get(lease.who) ?? 0) + 1);
      const free = waiting.filter(({ id }) => !held.has(id));
      return {
        waiting: count(free, isMore),
        others: [...counts].map(([who, items]) => ({ who, items })),
      };
    },
  };
};
