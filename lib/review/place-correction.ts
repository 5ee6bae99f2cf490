// A correction goes beside its image, never over what it did not see: nothing, one's own, or one of an older version.
import type { ObjectStore } from '../bucket/object-store.ts';
import { loadReading } from '../bucket/stored-reading.ts';
import { DigitdropError } from '../errors.ts';
import { createKeyTurns } from '../key-turns.ts';
import { type Correction, loadStoredCorrection, type StoredCorrection, saidBy } from './correction.ts';
import type { Holder } from './leases.ts';
import { correctionKeyIfAny } from './review-keys.ts';

export interface Corrected extends Holder {
  readonly key: string;
  readonly etag: string;
  readonly value: string | null;
}

export interface PlacedCorrection {
  /** `taken`: somebody else said something else, and that stands. */
  readonly outcome: 'written' | 'unchanged' | 'taken';
  readonly correction: Correction;
}

/** Who mends the same correction at the same moment is few. */
const maxRounds = 8;

/** Where the store honours no conditions, one process writes, and looks before it does. */
const inTurn = createKeyTurns();

/**
 * @throws DigitdropError `not-found` where image or reading is gone, `version-changed` where another version stands,
 * `no-place-for-result` where something that is not ours lies in the correction's place; else what the store throws.
 */
export const placeCorrection = async (
  store: ObjectStore,
  bucket: string,
  corrected: Corrected,
  now = new Date(),
): Promise<PlacedCorrection> => {
  const { key } = corrected;
  const correctionKey = correctionKeyIfAny(key);
  if (correctionKey === null) throw noPlace('expected a key that leaves room for ".correction.json"');
  const honoured = await store.honoursConditions(bucket);
  const work = () => placeInRounds(store, bucket, { corrected, correctionKey, honoured, now });
  return honoured ? work() : inTurn(`${bucket}/${key}`, work);
};

interface Work {
  readonly corrected: Corrected;
  readonly correctionKey: string;
  readonly honoured: boolean;
  readonly now: Date;
}

const placeInRounds = async (store: ObjectStore, bucket: string, work: Work): Promise<PlacedCorrection> => {
  const { corrected, correctionKey, honoured, now } = work;
  const correction = await composeCorrection(store, bucket, corrected, now);
  for (let round = 0; round < maxRounds; round++) {
    const before = await loadStoredCorrection(store, bucket, correctionKey);
    if (before.kind === 'foreign') throw noPlace('expected nothing or a correction of ours beside the image');
    const standing = standingOf(before, correction);
    if (standing !== null) return standing;
    const condition = before.kind === 'absent' ? ({ ifAbsent: true } as const) : { ifEtag: before.etag };
    const written = await store.put(bucket, correctionKey, `${JSON.stringify(correction, null, 2)}\n`, {
      contentType: 'application/json',
      condition: honoured ? condition : null,
    });
    if (written === 'written') return { outcome: 'written', correction };
  }
  throw new DigitdropError(
    'store-unavailable',
    `expected the correction to stand still for ${maxRounds} tries`,
  );
};

/** Null where the new one may be written over it. */
const standingOf = (
  before: Exclude<StoredCorrection, { readonly kind: 'foreign' }>,
  correction: Correction,
): PlacedCorrection | null => {
  if (before.kind === 'absent') return null;
  const { correction: stored } = before;
  if (stored.key !== correction.key || stored.etag !== correction.etag) return null;
  if (stored.value === correction.value) return { outcome: 'unchanged', correction: stored };
  return isSamePerson(stored, correction) ? null : { outcome: 'taken', correction: stored };
};

/** By name where people have one, else by the page that they have open. */
const isSamePerson = (a: Holder, b: Holder): boolean =>
  a.who === null && b.who === null ? a.holder === b.holder : a.who === b.who;

const composeCorrection = async (
  store: ObjectStore,
  bucket: string,
  { key, etag, value, who, holder }: Corrected,
  now: Date,
): Promise<Correction> => {
  const [head, reading] = await Promise.all([store.head(bucket, key), loadReading(store, bucket, key)]);
  if (head === null || reading === null || reading.source.key !== key)
    throw new DigitdropError('not-found', 'expected an image with a reading of ours, found none');
  if (head.etag !== etag || reading.source.etag !== etag)
    throw new DigitdropError(
      'version-changed',
      `expected a correction of the image as it stands (ETag ${head.etag}), got one of another version`,
    );
  const at = now.toISOString();
  return { schema: 'digitdrop.correction/1', key, etag, value, who, holder, at, said: saidBy(reading) };
};

const noPlace = (message: string): DigitdropError => new DigitdropError('no-place-for-result', message);
