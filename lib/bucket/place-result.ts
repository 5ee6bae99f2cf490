// A reading goes beside its image, and only over what was looked at before: nothing, or a reading of ours.
import type { Reading } from '../reading/reading.ts';
import type { ObjectStore, WriteCondition } from './object-store.ts';
import { formatReading, type StoredResult } from './stored-reading.ts';

/** What a reading may replace; something that is not ours it never may. */
type Replaceable = Exclude<StoredResult, { readonly kind: 'foreign' }>;

/**
 * Writes the reading if `<key>.json` still is what `before` says; else `lost-race`, and nothing is written.
 * Where the store honours no conditions, a moment stays between the look and the write: whoever calls
 * looks at the image afterwards (read-upload.ts), so that the last to write is right.
 * @throws DigitdropError what the store throws.
 */
export const placeResult = async (
  store: ObjectStore,
  { bucket, resultKey, before, reading }: Placement,
): Promise<'written' | 'lost-race'> => {
  const honoured = await store.honoursConditions(bucket);
  if (!honoured && !(await stillIs(store, bucket, resultKey, before))) return 'lost-race';
  return store.put(bucket, resultKey, formatReading(reading), {
    contentType: 'application/json',
    condition: honoured ? conditionOf(before) : null,
    tag: 'reading',
  });
};

export interface Placement {
  readonly bucket: string;
  readonly resultKey: string;
  readonly before: Replaceable;
  readonly reading: Reading;
}

const conditionOf = (before: Replaceable): WriteCondition =>
  before.kind === 'absent' ? { ifAbsent: true } : { ifEtag: before.etag };

const stillIs = async (
  store: ObjectStore,
  bucket: string,
  resultKey: string,
  before: Replaceable,
): Promise<boolean> => {
  const now = await store.head(bucket, resultKey);
  return before.kind === 'absent' ? now === null : now?.etag === before.etag;
};
