// Images with the results beside them, out of one listing, with little held in memory.
import { isImageKey } from './keys.ts';
import type { ListedObject } from './object-store.ts';
import { resultKeyIfAny } from './stored-reading.ts';

export interface Pair {
  readonly image: ListedObject;
  readonly result: ListedObject | null;
  /** No image up to this key comes after this pair: a listing that goes on behind it misses none. */
  readonly doneThrough: string | null;
}

/** An image whose result may still come. */
interface Waiting {
  readonly image: ListedObject;
  /** The key that was listed before it. */
  readonly after: string | null;
}

/** S3 lists in the order of UTF-8. */
const isBehind = (key: string, other: string): boolean =>
  Buffer.compare(Buffer.from(key), Buffer.from(other)) > 0;

/**
 * Pairs images with their results, in a listing in order of keys. All keys between `a.png` and `a.png.json`
 * begin with `a.png`, so only the images that begin the key at hand wait for their results: as many as a key
 * has characters, at most. Images that can have no result are left out.
 */
export async function* pairUp(
  listing: AsyncIterable<ListedObject>,
  startAfter: string | null = null,
): AsyncGenerator<Pair> {
  let waiting: readonly Waiting[] = [];
  let before = startAfter;
  const take = (taken: Waiting, result: ListedObject | null): Pair => {
    const place = waiting.indexOf(taken);
    waiting = waiting.filter(one => one !== taken);
    const doneThrough = place === 0 ? taken.image.key : (waiting[0]?.after ?? startAfter);
    return { image: taken.image, result, doneThrough };
  };
  for await (const object of listing) {
    const mine = waiting.find(({ image }) => object.key === `${image.key}.json`);
    if (mine !== undefined) yield take(mine, object);
    const past = waiting.filter(
      ({ image }) => !object.key.startsWith(image.key) || isBehind(object.key, `${image.key}.json`),
    );
    for (const one of past) yield take(one, null);
    if (isImageKey(object.key, object.bytes) && resultKeyIfAny(object.key) !== null)
      waiting = [...waiting, { image: object, after: before }];
    before = object.key;
  }
  for (const one of waiting) yield take(one, null);
}
