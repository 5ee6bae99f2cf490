// One created object in, one right result out: whatever the order, the repeats and the overwriting on the way.
import { setTimeout as pause } from 'node:timers/promises';
import { DigitdropError } from '../errors.ts';
import { limits } from '../reading/limits.ts';
import type { Reader } from '../reading/reader.ts';
import type { Reading } from '../reading/reading.ts';
import { noteForReview } from '../review/review-entry.ts';
import type { UploadRecord } from './events.ts';
import { fetchImage } from './fetch-image.ts';
import { isImageKey, resultKeyOf } from './keys.ts';
import type { ObjectHead, ObjectStore } from './object-store.ts';
import { isReadingOf, isSameVersion, sourceOf } from './object-version.ts';
import { placeResult } from './place-result.ts';
import { readStatedOptions } from './stated-options.ts';
import { loadResult } from './stored-reading.ts';

/** What an upload is read with. */
export interface UploadHouse {
  readonly store: ObjectStore;
  readonly reader: Reader;
  /** The share of accepted readings that a person is to look at as well; 0 where nobody says one. */
  readonly auditShare?: number;
  /** Told of the reading that stands in the end, also where it stood before; what it throws, the upload throws. */
  readonly tell?: (reading: Reading, outcome: 'placed' | 'unchanged') => Promise<void>;
}

/** What came of it: a result was written; it was there already; the image is gone; it is no image. */
export type UploadOutcome = 'placed' | 'unchanged' | 'gone' | 'skipped';

/** An object that changes faster than this is left to the queue's next try. */
const maxRounds = 8;

/** The longest pause before the second round; each further one may be twice as long. */
const firstPauseMs = 20;

/** The image as it was read, and what it holds. */
interface Read {
  readonly head: ObjectHead;
  readonly reading: Reading;
}

/**
 * Reads the object and places its result. The event only says where to look; what stands in the bucket
 * decides. The stored result is looked at before the image, and replaced only if it is still the same,
 * so a reading never goes over one of a later version; after writing, the image is looked at again.
 * Without conditional writes an older reading may stand for the moment between a write and that look.
 * @throws DigitdropError `no-place-for-result`, `store-refused`, or a passing one.
 */
export const readUpload = async (house: UploadHouse, record: UploadRecord): Promise<UploadOutcome> => {
  const { bucket, key } = record;
  if (!isImageKey(key, record.bytes)) return 'skipped';
  const resultKey = resultKeyOf(key);
  let inHand: Read | null = null;
  for (let round = 0; round < maxRounds; round++) {
    if (round > 0) await pause(Math.random() * firstPauseMs * 2 ** (round - 1));
    const turn: UploadOutcome | Read = await takeTurn(house, record, resultKey, inHand);
    if (typeof turn === 'string') return turn;
    inHand = turn;
  }
  throw new DigitdropError(
    'store-unavailable',
    `expected s3://${bucket}/${key} to stand still for one reading, but it changed ${maxRounds} times`,
  );
};

/** One round: look at the result, read the image, place, look again. A `Read` means: once more. */
const takeTurn = async (
  { store, reader, auditShare = 0, tell = async () => {} }: UploadHouse,
  record: UploadRecord,
  resultKey: string,
  inHand: Read | null,
): Promise<UploadOutcome | Read> => {
  const { bucket, key } = record;
  const before = await loadResult(store, bucket, resultKey);
  const stored = before.kind === 'reading' ? before.reading : null;
  // The object is asked for alone only where that may spare fetching it.
  const asksFirst = before.kind !== 'absent' || inHand !== null || mayBeSpared(record);
  const head = asksFirst ? await store.head(bucket, key) : null;
  if (asksFirst && head === null) return 'gone';
  if (head !== null && !isImageKey(key, head.bytes)) return 'skipped';
  if (before.kind === 'foreign') throw noPlace(bucket, resultKey);
  if (
    head !== null &&
    stored !== null &&
    isReadingOf(stored, { bucket, head, models: reader.models, record })
  ) {
    await tell(stored, 'unchanged');
    return 'unchanged';
  }
  const isInHand = head !== null && inHand !== null && isSameVersion(head, inHand.head);
  const read = isInHand ? inHand : await readObject({ store, reader }, record, stored, head);
  if (read === null) return 'gone';
  // First, so that no reading that asks for a person lies there without anybody being told.
  await noteForReview(store, bucket, read.reading, auditShare);
  const placed = await placeResult(store, { bucket, resultKey, before, reading: read.reading });
  if (placed === 'lost-race') return read;
  const after = await store.head(bucket, key);
  if (after !== null && !isSameVersion(after, read.head)) return read;
  await tell(read.reading, 'placed');
  return 'placed';
};

/** Too large to fetch, or perhaps the empty object that stands for a folder. */
const mayBeSpared = ({ key, bytes }: UploadRecord): boolean =>
  (bytes !== null && bytes > limits.maxBytes) || (key.endsWith('/') && bytes === null);

const noPlace = (bucket: string, resultKey: string): DigitdropError =>
  new DigitdropError(
    'no-place-for-result',
    `expected nothing or a reading of ours at s3://${bucket}/${resultKey}, found something else`,
  );

/** Reads the object as it stands now; null where it is gone. */
const readObject = async (
  { store, reader }: UploadHouse,
  record: UploadRecord,
  stored: Reading | null,
  asked: ObjectHead | null,
): Promise<Read | null> => {
  const image = await fetchImage(store, record.bucket, record.key, asked);
  if (image === null) return null;
  const { head, body } = image;
  const source = sourceOf(head, record, stored);
  if (body === null) return { head, reading: reader.refuse(tooLarge(head.bytes), source) };
  const { options, optionFault } = readStatedOptions(head.metadata, reader);
  return { head, reading: await reader.readImage({ bytes: body, options, source, optionFault }) };
};

const tooLarge = (bytes: number): DigitdropError =>
  new DigitdropError('image-too-large', `expected at most ${limits.maxBytes} bytes, got ${bytes}`);
