// Finds what a stop or a crash left unread, and puts it into the queue as if it had just been dropped.
import { findUnread } from '../bucket/find-unread.ts';
import type { ObjectStore } from '../bucket/object-store.ts';
import type { Log } from '../log.ts';
import { createdNotification } from '../queue/notification.ts';
import type { Announcer } from './announcer.ts';
import type { Bucket } from './s3/bucket.ts';

export interface SweepParts {
  readonly store: ObjectStore;
  readonly bucket: Bucket;
  readonly announcer: Pick<Announcer, 'announce'>;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/**
 * Announces every image without a reading of its own, with the sequencer that its object has: what was
 * announced before the crash and is announced again are duplicates, which change nothing. Gives how many.
 */
export const sweepAtStart = async ({
  store,
  bucket,
  announcer,
  log,
  signal,
}: SweepParts): Promise<number> => {
  let found = 0;
  const sequencerOf = (key: string) => bucket.index.find(bucket.name, key)?.sequencer ?? null;
  for await (const { key } of findUnread(store, bucket.name, { sequencerOf })) {
    if (signal.aborted) break;
    const object = bucket.index.find(bucket.name, key);
    if (object === null) continue;
    const created = { ...object, createdAt: object.lastModified };
    const { region } = bucket;
    announcer.announce(
      createdNotification(created, { region, eventName: 'ObjectCreated:Put', requestId: 'SWEEPATSTART0000' }),
    );
    found += 1;
  }
  if (found > 0) log.info('found images that were not read yet', { found });
  return found;
};
