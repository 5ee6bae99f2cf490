// An image out of the bucket, or its head alone where it is too large to be fetched.
import { DigitdropError } from '../errors.ts';
import { limits } from '../reading/limits.ts';
import type { ObjectHead, ObjectStore } from './object-store.ts';

export interface FetchedImage {
  readonly head: ObjectHead;
  /** Null where it is above `limits.maxBytes`, by the store's own word. */
  readonly body: Uint8Array | null;
}

/** Null where the object is gone. `asked`: its head, where it was asked for just now. */
export const fetchImage = async (
  store: ObjectStore,
  bucket: string,
  key: string,
  asked: ObjectHead | null,
): Promise<FetchedImage | null> => {
  const { maxBytes } = limits;
  if (asked !== null && asked.bytes > maxBytes) return { head: asked, body: null };
  try {
    return await store.get(bucket, key, { maxBytes });
  } catch (error) {
    if (!(error instanceof DigitdropError) || error.code !== 'image-too-large') throw error;
    const head = await store.head(bucket, key);
    if (head === null || head.bytes > maxBytes) return head && { head, body: null };
    throw new DigitdropError(
      'store-unavailable',
      `expected s3://${bucket}/${key} to stand still, but a smaller object took its place`,
      { cause: error },
    );
  }
};
