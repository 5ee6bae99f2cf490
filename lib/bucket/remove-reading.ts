// A reading goes with its image: only once the image is gone indeed, and only what is a reading of that image.
import { setTimeout as pause } from 'node:timers/promises';
import { DigitdropError } from '../errors.ts';
import { loadStoredCorrection } from '../review/correction.ts';
import { correctionKeyIfAny } from '../review/review-keys.ts';
import { isImageKey } from './keys.ts';
import type { ObjectStore } from './object-store.ts';
import { loadResult, resultKeyIfAny } from './stored-reading.ts';

/** One object that an event says was removed. */
export interface RemovalRecord {
  readonly bucket: string;
  /** As it was in the bucket, decoded. */
  readonly key: string;
}

/**
 * `removed`; `kept`: the image stands, or what stands beside it is nothing, or not ours; `came-back`: the
 * image was there again when its reading had been removed, and is to be read anew.
 */
export type RemovalOutcome = 'removed' | 'kept' | 'came-back';

const maxRounds = 8;
const firstPauseMs = 20;

/**
 * The event only says where to look; what stands in the bucket decides. The image is looked at before and
 * after: one that came back in between may have been told "unchanged" over a reading that is gone now.
 * @throws DigitdropError `store-unavailable`, `store-refused`
 */
export const removeReading = async (store: ObjectStore, record: RemovalRecord): Promise<RemovalOutcome> => {
  const { bucket, key } = record;
  const resultKey = isImageKey(key, null) ? resultKeyIfAny(key) : null;
  if (resultKey === null) return 'kept';
  for (let round = 0; round < maxRounds; round++) {
    if (round > 0) await pause(Math.random() * firstPauseMs * 2 ** (round - 1));
    const outcome = await takeTurn(store, record, resultKey);
    if (outcome !== 'lost-race') return outcome;
  }
  const message = `expected s3://${bucket}/${resultKey} to stand still, but it changed ${maxRounds} times`;
  throw new DigitdropError('store-unavailable', message);
};

const takeTurn = async (
  store: ObjectStore,
  { bucket, key }: RemovalRecord,
  resultKey: string,
): Promise<RemovalOutcome | 'lost-race'> => {
  const result = await loadResult(store, bucket, resultKey);
  if (result.kind !== 'reading') return 'kept';
  const { source } = result.reading;
  if (source.bucket !== bucket || source.key !== key) return 'kept';
  if ((await store.head(bucket, key)) !== null) return 'kept';
  await removeCorrection(store, bucket, key);
  const condition = (await store.honoursConditions(bucket)) ? { ifEtag: result.etag } : undefined;
  if ((await store.remove(bucket, resultKey, condition)) === 'lost-race') return 'lost-race';
  return (await store.head(bucket, key)) === null ? 'removed' : 'came-back';
};

/** Before the reading, which a second try looks for: what a person said of the image goes with it as well. */
const removeCorrection = async (store: ObjectStore, bucket: string, key: string): Promise<void> => {
  const correctionKey = correctionKeyIfAny(key);
  if (correctionKey === null) return;
  const stored = await loadStoredCorrection(store, bucket, correctionKey);
  if (stored.kind !== 'correction' || stored.correction.key !== key) return;
  const condition = (await store.honoursConditions(bucket)) ? { ifEtag: stored.etag } : undefined;
  await store.remove(bucket, correctionKey, condition);
};
