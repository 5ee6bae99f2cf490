// Who asks with a machine's key: looked up in the bucket, and remembered for less than a minute.
import { timingSafeEqual } from 'node:crypto';
import type { ObjectStore } from '../bucket/object-store.ts';
import { DigitdropError } from '../errors.ts';
import type { Who } from '../http/identify.ts';
import { rolesOf } from '../http/roles.ts';
import { idOf, type KeyRecord, loadKeyRecord } from './key-records.ts';
import { isKeyText, sumOfKey } from './key-text.ts';

/** A revoked key is refused after this at the latest. */
const keptMs = 30_000;
/** Whatever somebody sends, no more are remembered, of keys that there are and of those that there are not. */
const maxKept = 1_000;

interface Found {
  readonly record: KeyRecord | null;
  readonly until: number;
}

type Kept = Map<string, Found>;

export interface KeyPlace {
  readonly store: ObjectStore;
  readonly bucket: string;
  /** In milliseconds since 1970. */
  readonly now?: () => number;
}

/**
 * Tells whose a key is. The answer is a fault where it is nobody's, was revoked, has expired, or where the bucket does
 * not say: a store that refuses is as little a reason to let anybody in as one that is away.
 */
export const openKeyIdentity = ({ store, bucket, now = Date.now }: KeyPlace) => {
  // Apart, since anybody can make up keys: those would push out the others, and the bucket be asked for each again.
  const [known, unknown]: readonly [Kept, Kept] = [new Map(), new Map()];

  const find = async (sum: string): Promise<KeyRecord | null> => {
    for (const kept of [known, unknown]) {
      const found = kept.get(sum);
      if (found !== undefined && found.until > now()) return found.record;
    }
    const record = await loadKeyRecord({ store, bucket }, sum);
    keep(record === null ? unknown : known, sum, { record, until: now() + keptMs });
    return record;
  };

  return async (text: string): Promise<Who | DigitdropError> => {
    if (!isKeyText(text)) return refusal('one that is cut short or mistyped');
    const sum = sumOfKey(text);
    try {
      const record = await find(sum);
      if (record === null || !isSame(record.sha256, sum)) return refusal('one that nobody has');
      if (record.expiresAt !== null && Date.parse(record.expiresAt) <= now())
        return refusal('one that has expired');
      return { kind: 'key', subject: record.name, client: idOf(record), roles: rolesOf([record.role]) };
    } catch (cause) {
      return new DigitdropError('store-unavailable', 'expected the bucket to tell of keys', { cause });
    }
  };
};

const keep = (kept: Kept, sum: string, found: Found): void => {
  kept.delete(sum);
  // Those that were put in first go first.
  for (const oldest of kept.keys()) if (kept.size >= maxKept) kept.delete(oldest);
  kept.set(sum, found);
};

/** The bucket found it by its sum already; what is compared here takes the same time whatever it holds. */
const isSame = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));

const refusal = (came: string): DigitdropError =>
  new DigitdropError(
    'unauthorized',
    `expected Authorization: "Bearer dd_…" with a key of this house, got ${came}`,
  );
