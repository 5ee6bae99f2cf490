// Leases: for a while one person alone has an item. In the bucket by conditional writes; where the store honours none,
// in the memory of the one process that hands them out.
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { ListedObject, ObjectStore } from '../bucket/object-store.ts';
import { parseStored } from './parse-stored.ts';
import { idOfKey, leaseKeyOf, leasePrefix } from './review-keys.ts';

/** Long enough for a hard case between two renewals that fail, short enough that nobody waits for who went away. */
export const leaseMs = 120_000;

/** More leases are not listed: a thousand items are in somebody's hands then. */
const maxListed = 1000;
const maxLeaseBytes = 10_000;
/** Leases of long ago that one listing clears away. */
const maxCleared = 20;

const leaseSchema = z.object({
  schema: z.literal('digitdrop.lease/1'),
  holder: z.string(),
  who: z.string().nullable(),
  until: z.iso.datetime(),
});

export interface Holder {
  /** One open page; the same person may have two. */
  readonly holder: string;
  /** As whoever signs people in names them; null where nobody has to say. */
  readonly who: string | null;
}

interface Lease extends Holder {
  /** Milliseconds of the epoch. */
  readonly until: number;
}

export interface Leases {
  /** Ids that are most likely held, with when each runs out: what they hold is decided by `take`. */
  readonly list: (now: number) => Promise<ReadonlyMap<string, number>>;
  /** Null where anybody has it, the same holder included. */
  readonly take: (id: string, by: Holder, now: number) => Promise<Lease | null>;
  /** Null where somebody else has it; what nobody has is taken. */
  readonly renew: (id: string, by: Holder, now: number) => Promise<Lease | null>;
  /** Only where this holder has it. */
  readonly release: (id: string, by: Pick<Holder, 'holder'>) => Promise<void>;
  /** Once the item is done, whoever has it. */
  readonly end: (id: string) => Promise<void>;
  readonly look: (id: string) => Promise<Lease | null>;
}

/** In the bucket: an object for each lease, written only over what was looked at. */
export const leasesInBucket = (
  store: Pick<ObjectStore, 'get' | 'put' | 'remove' | 'list'>,
  bucket: string,
): Leases => {
  const load = async (id: string): Promise<(Lease & { readonly etag: string }) | 'broken' | null> => {
    const object = await store.get(bucket, leaseKeyOf(id), { maxBytes: maxLeaseBytes });
    if (object === null) return null;
    const lease = parseStored(leaseSchema, object.body);
    return lease === null ? 'broken' : { ...lease, until: Date.parse(lease.until), etag: object.head.etag };
  };
  const write = async (id: string, by: Holder, now: number, isRenewal: boolean): Promise<Lease | null> => {
    const lease = { ...by, until: now + leaseMs };
    const body = { schema: 'digitdrop.lease/1', ...by, until: new Date(lease.until).toISOString() };
    // Each writing differs, so that a lease that ran out and was taken anew is not mistaken for the one before.
    const text = `${JSON.stringify({ ...body, written: randomUUID() })}\n`;
    const put = async (condition: { readonly ifAbsent: true } | { readonly ifEtag: string }) => {
      const options = { contentType: 'application/json', condition };
      const written = await store.put(bucket, leaseKeyOf(id), text, options);
      return written === 'written' ? lease : null;
    };
    const taken = await put({ ifAbsent: true });
    if (taken !== null) return taken;
    const held = await load(id);
    if (held === null || held === 'broken') return null;
    const isFree = held.until < now || (isRenewal && held.holder === by.holder);
    return isFree ? put({ ifEtag: held.etag }) : null;
  };
  /** What nobody gave back would pile up, for items that are long done. By what it says, for clocks may differ. */
  const clear = async (old: readonly ListedObject[], now: number): Promise<void> => {
    for (const { key } of old.slice(0, maxCleared)) {
      const lease = await load(idOfKey(key, leasePrefix) ?? '');
      if (lease !== null && lease !== 'broken' && lease.until + leaseMs < now)
        await store.remove(bucket, key, { ifEtag: lease.etag });
    }
  };
  return {
    list: async now => {
      const listed: ListedObject[] = [];
      for await (const object of store.list(bucket, leasePrefix)) {
        listed.push(object);
        if (listed.length >= maxListed) break;
      }
      await clear(
        listed.filter(({ lastModified }) => lastModified.getTime() + 2 * leaseMs < now),
        now,
      );
      return new Map(
        listed.flatMap(({ key, lastModified }) => {
          const id = idOfKey(key, leasePrefix);
          const until = lastModified.getTime() + leaseMs;
          return id === null || until < now ? [] : [[id, until] as const];
        }),
      );
    },
    take: (id, by, now) => write(id, by, now, false),
    renew: (id, by, now) => write(id, by, now, true),
    release: async (id, { holder }) => {
      const lease = await load(id);
      if (lease === null || lease === 'broken' || lease.holder !== holder) return;
      await store.remove(bucket, leaseKeyOf(id), { ifEtag: lease.etag });
    },
    end: async id => void (await store.remove(bucket, leaseKeyOf(id))),
    look: async id => {
      const lease = await load(id);
      return lease === 'broken' ? null : lease;
    },
  };
};

/** In memory. A process that starts anew knows of none: whoever renews has the item again, if nobody else has. */
export const leasesInMemory = (): Leases => {
  const leases = new Map<string, Lease>();
  const write = (id: string, by: Holder, now: number, isRenewal: boolean): Lease | null => {
    const held = leases.get(id);
    const isMine = isRenewal && held?.holder === by.holder;
    if (held !== undefined && held.until >= now && !isMine) return null;
    const lease = { ...by, until: now + leaseMs };
    leases.set(id, lease);
    return lease;
  };
  return {
    list: async now => {
      for (const [id, { until }] of leases) if (until < now) leases.delete(id);
      return new Map([...leases].map(([id, { until }]) => [id, until]));
    },
    take: async (id, by, now) => write(id, by, now, false),
    renew: async (id, by, now) => write(id, by, now, true),
    release: async (id, { holder }) => {
      if (leases.get(id)?.holder === holder) leases.delete(id);
    },
    end: async id => void leases.delete(id),
    look: async id => leases.get(id) ?? null,
  };
};
