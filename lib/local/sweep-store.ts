// What a stop left unread in a store that is not ours, back into the queue: once, at start, as soon as the store answers.
import { setTimeout as wait } from 'node:timers/promises';
import type { UploadRecord } from '../bucket/events.ts';
import { findUnread } from '../bucket/find-unread.ts';
import type { ObjectStore } from '../bucket/object-store.ts';
import type { Log } from '../log.ts';
import type { Queue } from '../queue/queue.ts';
import { queueUploads } from '../queue/queue-uploads.ts';

export interface SweepParts {
  readonly store: ObjectStore;
  readonly bucket: string;
  readonly queue: Pick<Queue, 'send' | 'region' | 'count'>;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** Doubles up to a minute. */
  readonly firstPauseMs?: number;
}

/** So that room is left for what is told meanwhile, and memory stays small. */
const maxWaiting = 5_000;

/** As SQS takes them. */
const batchSize = 10;

const maxPauseMs = 60_000;

/** Tries until the whole bucket is looked at, or it is stopped; gives how many images were found. */
export const sweepStore = async (parts: SweepParts): Promise<number> => {
  const { log, signal, firstPauseMs = 1_000 } = parts;
  for (let pauseMs = firstPauseMs; !signal.aborted; pauseMs = Math.min(pauseMs * 2, maxPauseMs)) {
    try {
      return await sweepOnce(parts);
    } catch (error) {
      if (signal.aborted) break;
      log.warn('the sweep at start failed; trying again', { error });
      await wait(pauseMs, undefined, { signal }).catch(() => {});
    }
  }
  return 0;
};

const sweepOnce = async ({ store, bucket, queue, log, signal }: SweepParts): Promise<number> => {
  let found = 0;
  let batch: UploadRecord[] = [];
  const send = async (): Promise<void> => {
    while (!signal.aborted && (await queue.count()) > maxWaiting)
      await wait(1_000, undefined, { signal }).catch(() => {});
    if (signal.aborted || batch.length === 0) return;
    await queueUploads(queue, batch, 'SWEEP');
    found += batch.length;
    batch = [];
  };
  for await (const image of findUnread(store, bucket)) {
    if (signal.aborted) break;
    batch.push(image);
    if (batch.length === batchSize) await send();
  }
  await send();
  if (found > 0) log.info('found images that were not read yet', { found });
  return found;
};
