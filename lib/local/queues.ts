// The laptop's two queues: uploads, and the dead letters that its redrive policy moves out of it.
import { statusOf } from '../bucket/store-faults.ts';
import type { Config } from '../config.ts';
import { DigitdropError } from '../errors.ts';
import { cutBatches } from '../queue/message-batches.ts';
import { openQueueClient, type Queue, type QueueMessage } from '../queue/queue.ts';

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
const uploadsName = 'digitdrop-uploads';

/** Opens both queues, and makes them where they are missing. */
export const openQueues = async (endpoint: string, region: string): Promise<Queues> => {
  const client = openQueueClient(endpoint, region);
  const deadLetters = await client.open(deadLettersName);
  const uploads = await client.open(uploadsName, {
    VisibilityTimeout: String(visibilitySeconds),
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: deadLetters.arn, maxReceiveCount: maxReceives }),
  });
  return { uploads, deadLetters, close: client.close };
};

export interface RedriveOptions {
  /** Told of how many there are, and of each batch that was moved. */
  readonly onTotal?: (letters: number) => void;
  readonly onMoved?: (letters: number) => void;
  /** Once it is aborted, the batch in hand is the last. */
  readonly signal?: AbortSignal;
}

/**
 * Moves every dead letter back into its queue, as it came, where it has all its tries again; gives how many.
 * Only as many as lay there at the start: one that dies again meanwhile waits for the next redrive.
 * @throws DigitdropError `store-unavailable` where some could not be moved: all others are, and those stay dead
 * letters, to be seen at once.
 */
export const redrive = async (
  queues: Pick<Queues, 'uploads' | 'deadLetters'>,
  { onTotal, onMoved, signal }: RedriveOptions = {},
): Promise<number> => {
  const { deadLetters } = queues;
  const waiting = await deadLetters.count();
  onTotal?.(waiting);
  const left: QueueMessage[] = [];
  let moved = 0;
  let fault: unknown = null;
  try {
    while (moved + left.length < waiting && !signal?.aborted) {
      const messages = await deadLetters.receive({ waitSeconds: 1 });
      if (messages.length === 0) break;
      for (const batch of cutBatches(messages)) {
        const failure = await moveBatch(queues, batch);
        fault ??= failure;
        if (failure !== null) {
          left.push(...batch);
          continue;
        }
        moved += batch.length;
        onMoved?.(batch.length);
      }
    }
  } catch (error) {
    fault = error;
  }
  // What was taken and not moved would stay hidden in nobody's hands until its visibility timeout.
  for (const message of left) await deadLetters.delay(message, 0).catch(() => {});
  if (fault === null) return moved;
  const why = fault instanceof Error ? fault.message : String(fault);
  const message = `expected to move ${waiting} dead letters, moved ${moved}; the others stay where they are: ${why}`;
  throw new DigitdropError('store-unavailable', message, { cause: fault });
};

/** Null, or why the batch still lies among the dead letters. */
const moveBatch = async (
  { uploads, deadLetters }: Pick<Queues, 'uploads' | 'deadLetters'>,
  batch: readonly QueueMessage[],
): Promise<unknown> => {
  try {
    // Sent before deleted: a crash in between makes a duplicate, never a loss.
    await uploads.send(batch);
    await deadLetters.remove(batch);
    return null;
  } catch (error) {
    return error;
  }
};

/**
 * The queues of the house that runs with these settings on this machine, from another process. Found, not
 * opened: whoever asks makes none, and what somebody set them to since is no reason to refuse.
 * @throws DigitdropError `store-unavailable` where nobody answers, `store-refused` where there are no such queues.
 */
export const openRunningQueues = async ({
  s3Port,
  region,
}: Pick<Config, 's3Port' | 'region'>): Promise<Queues> => {
  const url = `http://127.0.0.1:${s3Port}`;
  const client = openQueueClient(url, region);
  const find = async (name: string): Promise<Queue> => {
    try {
      return await client.find(name);
    } catch (cause) {
      client.close();
      if (statusOf(cause) === null) {
        const advice = 'is `npm start` running, and S3_PORT the same?';
        throw new DigitdropError('store-unavailable', `no queue answers at ${url}: ${advice}`, { cause });
      }
      // Of a server of another kind the SDK has more lines to say.
      const [why] = String(cause).split('\n', 1);
      const message = `${url} answers, but gives no queue ${name} of ${region}: ${why}`;
      const advice = 'are S3_PORT and AWS_REGION those of the house?';
      throw new DigitdropError('store-refused', `${message}; ${advice}`, { cause });
    }
  };
  const deadLetters = await find(deadLettersName);
  const uploads = await find(uploadsName);
  return { uploads, deadLetters, close: client.close };
};
