// The laptop's two queues: uploads, and the dead letters that its redrive policy moves out of it.
import type { Config } from '../config.ts';
import { DigitdropError } from '../errors.ts';
import type { Log } from '../log.ts';
import { openQueueClient, type Queue } from './queue.ts';

/** How often a message is tried before it is a dead letter. */
export const maxReceives = 5;

/** How long a message stays hidden in somebody's hands: longer than an invocation may take. */
const visibilitySeconds = 90;

export interface Queues {
  readonly uploads: Queue;
  readonly deadLetters: Queue;
  readonly close: () => void;
}

export const deadLettersName = 'digitdrop-dead-letters';

/** Opens both queues, and makes them where they are missing. */
export const openQueues = async (endpoint: string, region: string): Promise<Queues> => {
  const client = openQueueClient(endpoint, region);
  const deadLetters = await client.open(deadLettersName);
  const uploads = await client.open('digitdrop-uploads', {
    VisibilityTimeout: String(visibilitySeconds),
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: deadLetters.arn, maxReceiveCount: maxReceives }),
  });
  return { uploads, deadLetters, close: client.close };
};

/**
 * Moves every dead letter back into its queue, as it came, where it has all its tries again; gives how many.
 * Only as many as lay there at the start: one that dies again meanwhile waits for the next redrive.
 */
export const redrive = async ({
  uploads,
  deadLetters,
}: Pick<Queues, 'uploads' | 'deadLetters'>): Promise<number> => {
  const waiting = await deadLetters.count();
  let moved = 0;
  while (moved < waiting) {
    const messages = await deadLetters.receive({ waitSeconds: 1 });
    if (messages.length === 0) break;
    // Sent before deleted: a crash in between makes a duplicate, never a loss.
    await uploads.send(messages);
    await deadLetters.remove(messages);
    moved += messages.length;
  }
  return moved;
};

/**
 * Redrives the dead letters of the house that runs with these settings, from another process.
 * @throws DigitdropError `store-unavailable` where no house answers.
 */
export const redriveRunningHouse = async (
  config: Pick<Config, 's3Port' | 'region'>,
  log: Log,
): Promise<number> => {
  const url = `http://127.0.0.1:${config.s3Port}`;
  let queues: Queues | null = null;
  try {
    queues = await openQueues(url, config.region);
    const moved = await redrive(queues);
    log.info('redrove dead letters', { moved });
    return moved;
  } catch (error) {
    const advice = 'is `npm start` running, and S3_PORT the same?';
    throw new DigitdropError('store-unavailable', `no queue answers at ${url}: ${advice}`, { cause: error });
  } finally {
    queues?.close();
  }
};
