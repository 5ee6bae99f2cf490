// The readings beside the images of a bucket, in the order of the images' keys, one at a time.
import type { Reading } from '../reading/reading.ts';
import { type Correction, loadCorrection } from '../review/correction.ts';
import { listImages } from './all-images.ts';
import type { ObjectStore } from './object-store.ts';
import { isReadingOf } from './object-version.ts';
import { loadReading } from './stored-reading.ts';

/** An image, and its reading: null where there is none of ours, or one of an earlier object at that key. */
export interface CurrentReading {
  readonly key: string;
  readonly reading: Reading | null;
  /** What a person said of this version; null where nobody did. */
  readonly correction: Correction | null;
}

/**
 * The reading that holds for an image, and what a person said of it. Whatever else may one day say what an image
 * holds is to be asked here, so that everyone who asks for readings hears the same.
 */
export const loadCurrentReading = async (
  store: ObjectStore,
  bucket: string,
  image: { readonly key: string; readonly etag: string },
): Promise<CurrentReading> => {
  const { key, etag } = image;
  const [reading, correction] = await Promise.all([
    loadReading(store, bucket, key),
    loadCorrection(store, bucket, image),
  ]);
  const isCurrent =
    reading !== null &&
    isReadingOf(reading, { bucket, head: { key, etag, versionId: null }, models: [reading.model] });
  return { key, reading: isCurrent ? reading : null, correction };
};

/** The images to ask for, in order. */
export async function* listImageVersions(
  store: ObjectStore,
  bucket: string,
  options: Parameters<typeof listImages>[2],
): AsyncGenerator<{ readonly key: string; readonly etag: string }> {
  for await (const { unread } of listImages(store, bucket, options))
    if (unread !== null) yield { key: unread.key, etag: unread.etag ?? '' };
}
