// Dead letters outlive the process: copied beside the objects as they come, and put back into their queue at start.
import type { DatabaseSync } from 'node:sqlite';
import type { Log } from '../log.ts';
import type { Queue } from './queue.ts';
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

/**
 * Puts what was kept back into the queue, then keeps a copy of the queue, looked at each `intervalMs`: a
 * letter that died within the last second before `kill -9` may be lost, and where it told of an image the
 * sweep at start finds that. Gives the function that stops it, after a last look.
 */
export const keepDeadLetters = async (parts: KeeperParts): Promise<() => Promise<void>> => {
  const { database, queueServer, queue, log, intervalMs = 1_000 } = parts;
  const kept = loadKept(database);
  for (let at = 0; at < kept.length; at += 10) await queue.send(kept.slice(at, at + 10));
  const keeping = database.prepare("INSERT OR REPLACE INTO state VALUES ('dead-letters', ?)");
  let known = '';
  const look = async (): Promise<void> => {
    const letters = await queueServer.show(deadLettersName);
    const ids = letters.map(letter => letter.messageId).join();
    if (ids === known) return;
    keeping.run(JSON.stringify(letters.map(({ body, messageAttributes }) => ({ body, messageAttributes }))));
    known = ids;
  };
  let looking: Promise<void> = look();
  const timer = setInterval(() => {
    looking = looking.then(look).catch(error => log.warn('dead letters could not be kept', { error }));
  }, intervalMs);
  return async () => {
    clearInterval(timer);
    await looking;
    await look();
  };
};
