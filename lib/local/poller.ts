// Stands in for Lambda's event source mapping: takes batches from a queue to a function, and believes its answer.
import { setTimeout as wait } from 'node:timers/promises';
import type { Log } from '../log.ts';
import type { Queue, QueueMessage } from '../queue/queue.ts';
import { maxReceives } from './queues.ts';
import { failedMessages, toSqsEvent } from './sqs-event.ts';

export interface PollerOptions {
  readonly queue: Pick<Queue, 'arn' | 'region' | 'receive' | 'remove' | 'delay'>;
  readonly invoke: (event: unknown) => Promise<unknown>;
  /** Batches in hand at once. */
  readonly concurrency: number;
  readonly log: Log;
  /** How often the queue gives a message before it is a dead letter; null: for ever. */
  readonly maxReceives?: number | null;
  /** Pause before the queue is asked again after it failed to answer; doubles up to 2 s. */
  readonly firstPauseMs?: number;
}

export interface Poller {
  /** False while the queue does not answer. */
  readonly isPolling: () => boolean;
  /** Takes no more messages; resolves once what is in hand is done and deleted. */
  readonly stop: () => Promise<void>;
}

const maxPauseMs = 2_000;

/** As SQS hides a message at most; with no end of tries it comes again so often. */
const maxDelaySeconds = 15 * 60;

/**
 * Seconds until a message that failed comes again: 1, 2, 4, 8, and after its last try 0, since then the queue
 * moves it to the dead letters. Lambda leaves it to the visibility timeout alone; on a laptop nobody should
 * wait minutes for a retry, so the timeout is shortened.
 */
export const retryDelaySeconds = (receiveCount: number, most: number | null = maxReceives): number =>
  most !== null && receiveCount >= most
    ? 0
    : Math.min(2 ** Math.min(30, Math.max(0, receiveCount - 1)), maxDelaySeconds);

/** Polls until it is stopped. Survives a queue that is away for a while. */
export const startPoller = (options: PollerOptions): Poller => {
  const { queue, invoke, concurrency, log, firstPauseMs = 100 } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  let isPolling = true;

  const pause = (ms: number) => wait(ms, undefined, { signal }).catch(() => {});

  const receive = async (): Promise<readonly QueueMessage[]> => {
    for (let pauseMs = firstPauseMs; !signal.aborted; pauseMs = Math.min(pauseMs * 2, maxPauseMs)) {
      try {
        const messages = await queue.receive({ waitSeconds: 20, signal });
        isPolling = true;
        return messages;
      } catch (error) {
        if (signal.aborted) break;
        if (isPolling) log.warn('the queue does not answer; trying again', { error });
        isPolling = false;
        await pause(pauseMs);
      }
    }
    return [];
  };

  const leave = async (messages: readonly QueueMessage[]): Promise<void> => {
    for (const message of messages) {
      const count = Number(message.attributes.ApproximateReceiveCount ?? 1);
      try {
        await queue.delay(message, retryDelaySeconds(count, options.maxReceives));
      } catch (error) {
        log.debug('a message waits for its visibility timeout', { id: message.id, error });
      }
    }
  };

  // What is read but not deleted comes again and changes nothing; it is only work for nothing.
  const remove = async (messages: readonly QueueMessage[]): Promise<void> => {
    for (let attempt = 1; messages.length > 0; attempt++) {
      try {
        return await queue.remove(messages);
      } catch (error) {
        if (attempt === 3)
          return log.warn('messages that are done come again', { count: messages.length, error });
        await wait(firstPauseMs * attempt);
      }
    }
  };

  const handleBatch = async (messages: readonly QueueMessage[]): Promise<void> => {
    let failed = messages;
    try {
      failed = failedMessages(messages, await invoke(toSqsEvent(messages, queue)));
    } catch (error) {
      log.error('the upload function failed; its batch comes again', { count: messages.length, error });
    }
    await remove(messages.filter(message => !failed.includes(message)));
    await leave(failed);
  };

  const poll = async (): Promise<void> => {
    while (!signal.aborted) {
      const messages = await receive();
      if (messages.length > 0) await handleBatch(messages);
    }
  };

  const done = Promise.all(Array.from({ length: concurrency }, poll));
  return {
    isPolling: () => isPolling && !signal.aborted,
    stop: async () => {
      stopping.abort();
      await done;
    },
  };
};
