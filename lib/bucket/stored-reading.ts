// What stands at `<key>.json`: nothing, a reading of ours, or something that is not ours to touch.
import { DigitdropError } from '../errors.ts';
import { type Reading, readingSchema } from '../reading/reading.ts';
import { resultKeyOf } from './keys.ts';
import type { ObjectStore } from './object-store.ts';

export type StoredResult =
  | { readonly kind: 'absent' }
  | { readonly kind: 'reading'; readonly reading: Reading; readonly etag: string }
  | { readonly kind: 'foreign' };

/** Far above any reading; what is larger is not ours. */
const maxResultBytes = 8_000_000;

/** The reading that a stored result spells, or null where it is none of ours. */
export const parseReading = (body: Uint8Array | string): Reading | null => {
  try {
    const text = typeof body === 'string' ? body : new TextDecoder('utf-8', { fatal: true }).decode(body);
    return readingSchema.safeParse(withLaterFields(JSON.parse(text))).data ?? null;
  } catch {
    return null;
  }
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Readings of before numbers were read lack these fields; they are ours all the same. */
const withLaterFields = (stored: unknown): unknown => {
  if (!isRecord(stored)) return stored;
  const lines = Array.isArray(stored.lines)
    ? stored.lines.map(line => (isRecord(line) ? { text: null, ...line } : line))
    : stored.lines;
  return { text: null, writing: null, ...stored, lines };
};

/** A reading as it is stored: indented, since people open these files too. */
export const formatReading = (reading: Reading): string => `${JSON.stringify(reading, null, 2)}\n`;

/** @throws DigitdropError what the store throws, but for its `image-too-large`: that is `foreign`. */
export const loadResult = async (
  store: ObjectStore,
  bucket: string,
  resultKey: string,
): Promise<StoredResult> => {
  try {
    const object = await store.get(bucket, resultKey, { maxBytes: maxResultBytes });
    if (object === null) return { kind: 'absent' };
    const reading = parseReading(object.body);
    return reading === null ? { kind: 'foreign' } : { kind: 'reading', reading, etag: object.head.etag };
  } catch (error) {
    if (error instanceof DigitdropError && error.code === 'image-too-large') return { kind: 'foreign' };
    throw error;
  }
};

/**
 * The stored reading of an image, or null where there is none of ours.
 * @throws DigitdropError `store-unavailable` or `store-refused`.
 */
export const loadReading = async (
  store: ObjectStore,
  bucket: string,
  imageKey: string,
): Promise<Reading | null> => {
  const resultKey = resultKeyIfAny(imageKey);
  if (resultKey === null) return null;
  const result = await loadResult(store, bucket, resultKey);
  return result.kind === 'reading' ? result.reading : null;
};

/** The result's key, or null where the image's is too long to have one. */
export const resultKeyIfAny = (imageKey: string): string | null => {
  try {
    return resultKeyOf(imageKey);
  } catch {
    return null;
  }
};
