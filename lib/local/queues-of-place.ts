// The queues that a command works on: those that a URL names, or those of the house on this machine.
import type { Config } from '../config.ts';
import { openQueuePair, type QueuePair } from './queue-pair.ts';
import { maxReceives, openRunningQueues } from './queues.ts';

/** @throws DigitdropError `store-unavailable` where nobody answers. */
export const openQueuesOf = async (
  config: Pick<Config, 'queueUrl' | 's3Port' | 'region' | 'hasCredentials'>,
): Promise<QueuePair> => {
  if (config.queueUrl !== null) return openQueuePair(config.queueUrl, config);
  const { uploads, deadLetters, close } = await openRunningQueues(config);
  return { uploads, maxReceives, openDeadLetters: async () => deadLetters, close };
};
