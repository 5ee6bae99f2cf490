// Kept dead letters never keep a house from starting: they are put back by what a request takes, or stay kept.
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { keepDeadLetters } from '../../lib/local/dead-letter-keeper.ts';
import type { ShownMessage } from '../../lib/local/queue-server.ts';
import { createLog } from '../../lib/log.ts';
import type { NewMessage } from '../../lib/queue/queue.ts';

const databaseWith = (kept: unknown): DatabaseSync => {
  const database = new DatabaseSync(':memory:');
  database.exec('CREATE TABLE state (name TEXT PRIMARY KEY, value TEXT)');
  database.prepare("INSERT INTO state VALUES ('dead-letters', ?)").run(JSON.stringify(kept));
  return database;
};

const keptIn = (database: DatabaseSync): unknown =>
  JSON.parse(String(database.prepare("SELECT value FROM state WHERE name = 'dead-letters'").get()?.value));

/** A queue that takes 1 MiB a request and refuses what says so. */
const createQueue = () => {
  const taken: NewMessage[] = [];
  const queue = {
    send: async (messages: readonly NewMessage[]) => {
      if (messages.reduce((sum, { body }) => sum + body.length, 0) > 1_048_576)
        throw new Error('BatchRequestTooLong');
      if (messages.some(({ body }) => body === 'refused')) throw new Error('refused');
      taken.push(...messages);
    },
  };
  const show = async (): Promise<readonly ShownMessage[]> =>
    taken.map(({ body }, at) => ({ messageId: String(at), body, messageAttributes: {} }));
  return { taken, parts: { queue, queueServer: { show }, log: createLog('silent') } };
};

const letter = (body: string) => ({ body, messageAttributes: {} });

test('puts back letters that are too large for one request', async () => {
  const letters = ['a', 'b', 'c', 'd', 'e', 'f'].map(sign => letter(sign.repeat(250_000)));
  const database = databaseWith(letters);
  const { taken, parts } = createQueue();
  const stop = await keepDeadLetters({ database, ...parts });
  expect(taken.map(({ body }) => body[0])).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  await stop();
  expect(keptIn(database)).toEqual(letters);
});

test('keeps what the queue does not take back, and starts all the same', async () => {
  const letters = [...Array.from({ length: 10 }, (_, at) => letter(String(at))), letter('refused')];
  const database = databaseWith(letters);
  const { taken, parts } = createQueue();
  const stop = await keepDeadLetters({ database, ...parts });
  expect(taken).toHaveLength(10);
  await stop();
  expect(keptIn(database)).toEqual([letter('refused'), ...letters.slice(0, 10)]);
});

test('gives binary attributes back as they were', async () => {
  const messageAttributes = { a: { DataType: 'Binary', BinaryValue: 'AP8=' } };
  const { taken, parts } = createQueue();
  const stop = await keepDeadLetters({
    database: databaseWith([{ body: 'b', messageAttributes }]),
    ...parts,
  });
  await stop();
  expect(taken[0]?.messageAttributes).toEqual({
    a: { DataType: 'Binary', BinaryValue: Buffer.from([0, 255]) },
  });
});
