// The queue of uploads of a house over somebody else's store: the one that the settings name, or one of its own.
import type { Announce } from '../after/reading-created.ts';
import type { Config } from '../config.ts';
import { type TakeEvents, takeEventsInto } from '../http/take-events.ts';
import type { Log } from '../log.ts';
import type { Queue } from '../queue/queue.ts';
import type { Closers } from './closers.ts';
import { type OwnQueue, startOwnQueue } from './own-queue.ts';
import { openQueuePair } from './queue-pair.ts';
import { maxReceives } from './queues.ts';
import { startWebhooks } from './webhooks.ts';

export interface StoreQueues {
  readonly uploads: Queue;
  /** How often it gives a message before that is a dead letter; null: for ever. */
  readonly maxReceives: number | null;
  readonly takeEvents: TakeEvents;
  /** Null where the settings name a queue. */
  readonly own: OwnQueue | null;
}

/** @throws DigitdropError `store-unavailable` where the queue of the settings does not answer, `port-taken` */
export const openStoreQueues = async (config: Config, closers: Closers): Promise<StoreQueues> => {
  if (config.queueUrl === null) {
    const own = await startOwnQueue(config, closers);
    return { ...own, own, maxReceives };
  }
  const pair = await openQueuePair(config.queueUrl, config);
  closers.add(pair.close);
  return { ...pair, own: null, takeEvents: takeEventsInto(pair.uploads) };
};

/** The webhook after a reading has its queue in memory, whatever queue the uploads have; null where none is set. */
export const openStoreWebhook = async (
  config: Config,
  { own }: Pick<StoreQueues, 'own'>,
  opening: { readonly log: Log; readonly closers: Closers },
): Promise<Announce | null> => {
  if (config.webhookUrl === null) return null;
  const { url } = own ?? (await startOwnQueue(config, opening.closers));
  return startWebhooks(config, { url, ...opening });
};
