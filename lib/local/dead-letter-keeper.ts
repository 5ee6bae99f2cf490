// Dead letters outlive the process: copied beside the objects as they come, and put back into their queue at start.
import type { DatabaseSync } from 'node:sqlite';
import type { Log } from '../log.ts';
import { cutBatches } from '../queue/message-batches.ts';
import type { NewMessage, Queue } from '../queue/queue.ts';
import type { QueueServer, ShownMessage } from './queue-server.ts';
import { deadLettersName } from './queues.ts';

export interface KeeperParts {
  readonly database: DatabaseSync;
  readonly queueServer: Pick<QueueServer, 'show'>;
  readonly queue: Pick<Queue, 'send'>;
  readonly log: Log;
  readonly intervalMs?: number;
}

type Kept = Pick<ShownMessage, 'body' | 'messageAttributes'>;

const loadKept = (database: DatabaseSync): readonly Kept[] => {
  const value = database.prepare("SELECT value FROM state WHERE name = 'dead-letters'").get()?.value;
  return typeof value === 'string' ? (JSON.parse(value) as Kept[]) : [];
};

const messageOf = ({ body, messageAttributes }: Kept): NewMessage & { readonly kept: Kept } => ({
  kept: { body, messageAttributes },
  body,
  messageAttributes: Object.fromEntries(
    Object.entries(messageAttributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      {
        DataType,
        ...(StringValue === undefined ? {} : { StringValue }),
        ...(BinaryValue === undefined ? {} : { BinaryValue: Buffer.from(BinaryValue, 'base64') }),
      },
    ]),
  ),
});

/** Gives those that the queue did not take. */
const putBack = async (kept: readonly Kept[], { queue, log }: KeeperParts): Promise<readonly Kept[]> => {
  const left: Kept[] = [];
  for (const batch of cutBatches(kept.map(messageOf)))
    try {
      await queue.send(batch);
    } catch (error) {
      log.error('dead letters were not put back; they are kept', { count: batch.length, error });
      left.push(...batch.map(message => message.kept));
    }
  return left;
};

/**
 * Puts what was kept back into the queue, then keeps a copy of the queue, looked at each `intervalMs`: a
 * letter that died within the last second before `kill -9` may be lost, and where it told of an image the
 * sweep at start finds that. What the queue does not take back stays kept, for the next start. Gives the
 * function that stops it, after a last look.
 */
export const keepDeadLetters = async (parts: KeeperParts): Promise<() => Promise<void>> => {
  const { database, queueServer, log, intervalMs = 1_000 } = parts;
  const left = await putBack(loadKept(database), parts);
  const keeping = database.prepare("INSERT OR REPLACE INTO state VALUES ('dead-letters', ?)");
  let known: string | null = null;
  const keep = async (): Promise<void> => {
    const letters = await queueServer.show(deadLettersName);
    const ids = letters.map(letter => letter.messageId).join();
    if (ids === known) return;
    const shown = letters.map(({ body, messageAttributes }) => ({ body, messageAttributes }));
    keeping.run(JSON.stringify([...left, ...shown]));
    known = ids;
  };
  const look = (): Promise<void> =>
    keep().catch(error => log.warn('dead letters could not be kept', { error }));
  let looking = look();
  const timer = setInterval(() => {
    looking = looking.then(look);
  }, intervalMs);
  return async () => {
    clearInterval(timer);
    await looking;
    await look();
  };
};
