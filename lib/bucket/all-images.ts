// Every image under a prefix, whether or not it was read: one listing, and nothing else is asked.
import type { Examined, FindOptions } from './find-unread.ts';
import { isImageKey } from './keys.ts';
import type { ObjectStore } from './object-store.ts';
import { resultKeyIfAny } from './stored-reading.ts';

/** Images that can have no result are left out. */
export async function* listImages(
  store: ObjectStore,
  bucket: string,
  { prefix = '', startAfter = null }: Pick<FindOptions, 'prefix' | 'startAfter'> = {},
): AsyncGenerator<Examined> {
  for await (const { key, etag, bytes } of store.list(bucket, prefix, startAfter))
    if (isImageKey(key, bytes) && resultKeyIfAny(key) !== null)
      yield { unread: { bucket, key, etag, versionId: null, sequencer: null, bytes }, doneThrough: key };
}
