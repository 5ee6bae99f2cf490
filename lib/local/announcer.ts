// Sends notifications of created objects into the queue, in their order, until the queue has taken them.
import { setTimeout as wait } from 'node:timers/promises';
import type { Log } from '../log.ts';
import type { Queue } from '../queue/queue.ts';

export interface Announcer {
  /** Never waits and never fails: a queue that is away is tried again until it is back. */
  readonly announce: (notification: string) => void;
  /** Resolves once all that was announced is in the queue, or the announcer has stopped. */
  readonly settled: () => Promise<void>;
  /** Gives up what is not sent yet; the sweep at the next start finds it. */
  readonly stop: () => void;
}

const maxPauseMs = 2_000;

export const createAnnouncer = (queue: Pick<Queue, 'send'>, log: Log, firstPauseMs = 50): Announcer => {
  const waiting: string[] = [];
  const stopping = new AbortController();
  let sending: Promise<void> | null = null;

  const sendAll = async (): Promise<void> => {
    let pauseMs = firstPauseMs;
    while (waiting.length > 0 && !stopping.signal.aborted) {
      const batch = waiting.slice(0, 10);
      try {
        await queue.send(batch.map(body => ({ body })));
        waiting.splice(0, batch.length);
        pauseMs = firstPauseMs;
      } catch (error) {
        log.warn('the queue does not take notifications; trying again', { waiting: waiting.length, error });
        await wait(pauseMs, undefined, { signal: stopping.signal }).catch(() => {});
        pauseMs = Math.min(pauseMs * 2, maxPauseMs);
      }
    }
  };
  return {
    announce: notification => {
      waiting.push(notification);
      sending ??= sendAll().finally(() => {
        sending = null;
      });
    },
    settled: () => sending ?? Promise.resolve(),
    stop: () => stopping.abort(),
  };
};
