// Whether a queue in memory has room for more.
import type { Queue } from '../queue/queue.ts';

/** Messages that may wait: with what is about them each takes some kilobytes of memory. */
export const maxWaiting = 20_000;

/** How long a count holds; what is taken meanwhile is added to it. */
const countedMs = 1_000;

/** Takes room for so many messages; false, and none is taken, where there is less. */
export type TakeRoom = (messages: number) => Promise<boolean>;

export const createQueueRoom = (queue: Pick<Queue, 'count'>): TakeRoom => {
  const counted = { at: Number.NEGATIVE_INFINITY, waiting: 0 };
  return async messages => {
    if (performance.now() - counted.at > countedMs) {
      counted.at = performance.now();
      counted.waiting = await queue.count();
    }
    if (counted.waiting + messages > maxWaiting) return false;
    counted.waiting += messages;
    return true;
  };
};
