// A queue that is there already, named by its URL, and the queue that its dead letters go to: AWS's, or any other's.
import { z } from 'zod';
import type { Config } from '../config.ts';
import { DigitdropError } from '../errors.ts';
import { openQueueClientAt, type Queue } from '../queue/queue.ts';

export interface QueuePair {
  readonly uploads: Queue;
  /** How often a message is given before it is a dead letter; null where none ever is. */
  readonly maxReceives: number | null;
  /** @throws DigitdropError `store-refused` where no dead-letter queue is set up. */
  readonly openDeadLetters: () => Promise<Queue>;
  readonly close: () => void;
}

/** Some servers write the count as text. */
const redrivePolicySchema = z.object({
  deadLetterTargetArn: z.string().min(1),
  maxReceiveCount: z.coerce.number().int().min(1),
});

const parsePolicy = (redrivePolicy: string | null) =>
  redrivePolicy === null ? null : (redrivePolicySchema.safeParse(JSON.parse(redrivePolicy)).data ?? null);

/**
 * Opens the queue; nothing is made.
 * @throws DigitdropError `store-unavailable` where it does not answer or may not be asked.
 */
export const openQueuePair = async (
  queueUrl: string,
  config: Pick<Config, 'region' | 'hasCredentials'>,
): Promise<QueuePair> => {
  const client = openQueueClientAt(queueUrl, config);
  const ask = async (url: string) => {
    try {
      return await client.at(url);
    } catch (error) {
      client.close();
      const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      const said = `the queue at ${url} does not answer: ${why}`;
      throw new DigitdropError('store-unavailable', said, { cause: error });
    }
  };
  const { queue, redrivePolicy } = await ask(queueUrl);
  const policy = parsePolicy(redrivePolicy);
  return {
    uploads: queue,
    maxReceives: policy?.maxReceiveCount ?? null,
    openDeadLetters: async () => {
      if (policy === null)
        throw new DigitdropError('store-refused', `the queue at ${queueUrl} has no queue for dead letters`);
      // Of the same account and region, as SQS has it: only the name is another.
      return (await ask(queueUrl.replace(/[^/]+$/, policy.deadLetterTargetArn.split(':').at(-1) ?? '')))
        .queue;
    },
    close: client.close,
  };
};
