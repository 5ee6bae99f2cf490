// The scheduled sweep: images without a current reading, back into the queue, as far as one turn's time allows.

import type { Log } from '../log.ts';
import type { Queue } from '../queue/queue.ts';
import { queueUploads } from '../queue/queue-uploads.ts';
import { streamInOrder } from '../stream-in-order.ts';
import { examineInOrder, examineLost } from './find-unread.ts';
import { isImageKey } from './keys.ts';
import type { ObjectStore } from './object-store.ts';
import { loadCursor, type SweepCursor, type SweepPlace, saveCursor } from './sweep-cursor.ts';
import { cutIntoBatches } from './unread-batches.ts';

export interface SweepHouse {
  readonly store: ObjectStore;
  readonly bucket: string;
  readonly queue: Pick<Queue, 'send' | 'region' | 'count'>;
  readonly log: Log;
}

export interface SweepOrder {
  /** Without overlap; `''` is the whole bucket. */
  readonly prefixes: readonly string[];
  /**
   * `lost`: images whose reading is missing, or was written before they were: a listing, and no more. `all`: every
   * stored reading is opened too, whether it is of the image as it stands.
   */
  readonly looks: 'lost' | 'all';
  readonly hasTime: () => boolean;
  readonly now?: Date;
}

/**
 * `finished`: the bucket's end was reached, the next turn begins anew; `interrupted`: time ran out, the next goes on;
 * `put-off`: what waits in the queue comes first; `overtaken`: another turn is under way.
 */
type SweepOutcome = 'finished' | 'interrupted' | 'put-off' | 'overtaken';

export interface Swept {
  readonly outcome: SweepOutcome;
  readonly looked: number;
  readonly queued: number;
}

/** What is younger may just be on its way through the queue. */
const settledMs = 900_000;

/** While more messages wait, images without a reading are most likely among them: queued again they only pile up. */
const maxWaiting = 1_000;

/** Requests to the queue in the air at once. */
const requestsAtOnce = 8;

/** How much of a turn is done again, at most, where it is killed. */
const saveEveryMs = 60_000;

/** @throws DigitdropError what store and queue throw; the next turn goes on where the place was last saved. */
export const sweepBucket = async (house: SweepHouse, order: SweepOrder): Promise<Swept> => {
  const { store, bucket, queue, log } = house;
  const waiting = await queue.count();
  if (waiting > maxWaiting) {
    log.warn('sweep put off, since the queue is long', { waiting });
    return { outcome: 'put-off', looked: 0, queued: 0 };
  }
  const turn = startTurn(house, await loadCursor(store, bucket));
  const prefixes = [...order.prefixes].sort();
  const from = Math.max(0, prefixes.indexOf(turn.place()?.prefix ?? ''));
  for (const prefix of prefixes.slice(from)) {
    const stopped = await sweepPrefix(house, order, prefix, turn);
    if (stopped !== null) return turn.end(stopped);
  }
  return turn.end('finished');
};

type Turn = ReturnType<typeof startTurn>;

/** Counts, and keeps the place where it may go on. */
const startTurn = ({ store, bucket, log }: SweepHouse, found: SweepCursor) => {
  let cursor: SweepCursor = found;
  let place = found.place;
  let savedAt = performance.now();
  let [looked, queued] = [0, 0];
  /** False where another turn has gone on meanwhile. */
  const save = async (at: SweepPlace): Promise<boolean> => {
    savedAt = performance.now();
    const saved = await saveCursor(store, bucket, cursor, at);
    cursor = saved ?? cursor;
    return saved !== null;
  };
  return {
    place: () => place,
    count: (batch: { readonly looked: number; readonly images: readonly unknown[] }) => {
      looked += batch.looked;
      queued += batch.images.length;
    },
    reach: async (at: NonNullable<SweepPlace>): Promise<boolean> => {
      place = at;
      return performance.now() - savedAt < saveEveryMs || (await save(at));
    },
    end: async (stopped: SweepOutcome): Promise<Swept> => {
      const isKept = stopped === 'overtaken' || (await save(stopped === 'finished' ? null : place));
      const outcome = isKept ? stopped : 'overtaken';
      log.info(`sweep ${outcome}`, { outcome, looked, queued, place: stopped === 'finished' ? null : place });
      return { outcome, looked, queued };
    },
  };
};

/** Null where its end was reached; else why not. */
const sweepPrefix = async (
  { store, bucket, queue }: SweepHouse,
  { looks, hasTime, now = new Date() }: SweepOrder,
  prefix: string,
  turn: Turn,
): Promise<'interrupted' | 'overtaken' | null> => {
  const before = turn.place();
  const startAfter = before?.prefix === prefix ? before.doneThrough : null;
  const listing = boundListing(store, { hasTime, settledBefore: now.getTime() - settledMs });
  const examine = looks === 'all' ? examineInOrder : examineLost;
  const examined = examine(listing.store, bucket, { prefix, startAfter });
  const handedOn = streamInOrder(cutIntoBatches(examined), requestsAtOnce, async batch => {
    if (batch.images.length > 0) await queueUploads(queue, batch.images, 'SWEEP', now);
    return batch;
  });
  let doneThrough = startAfter;
  for await (const batch of handedOn) {
    turn.count(batch);
    doneThrough = batch.doneThrough ?? doneThrough;
    if (!(await turn.reach({ prefix, doneThrough }))) return 'overtaken';
  }
  const cutBehind = listing.cutBehind();
  if (cutBehind === null) return null;
  return (await turn.reach({ prefix, doneThrough: cutBehind })) ? 'interrupted' : 'overtaken';
};

/**
 * A store whose listing ends when time runs out, wherever it is: an image whose reading would have come next is queued
 * then, and found to be in order by whoever reads it. Young images are not listed; readings are, whatever their age,
 * or their images would look unread.
 */
const boundListing = (
  store: ObjectStore,
  { hasTime, settledBefore }: { readonly hasTime: () => boolean; readonly settledBefore: number },
) => {
  let cutBehind: string | null = null;
  const list: ObjectStore['list'] = async function* (bucket, prefix, startAfter) {
    for await (const object of store.list(bucket, prefix, startAfter)) {
      const isSettled = object.lastModified.getTime() < settledBefore;
      if (isSettled || !isImageKey(object.key, object.bytes)) yield object;
      if (hasTime()) continue;
      cutBehind = object.key;
      return;
    }
  };
  return { store: { ...store, list }, cutBehind: () => cutBehind };
};
