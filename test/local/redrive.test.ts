// A redrive that fails half way: what could be moved is moved, what could not is no longer hidden, and why is said.
import { expect, test } from 'vitest';
import { redrive } from '../../lib/local/queues.ts';
import type { QueueMessage } from '../../lib/queue/queue.ts';
import { message } from './fake-queue.ts';

const unused = async (): Promise<never> => {
  throw new Error('not asked for by a redrive');
};

const createQueues = (letters: readonly QueueMessage[], refused: readonly string[]) => {
  const sent: string[] = [];
  const removed: string[] = [];
  const delayed: (readonly [string, number])[] = [];
  const waiting = [...letters];
  const common = { arn: 'arn', region: 'us-east-1' };
  const uploads = {
    ...{ ...common, receive: unused, remove: unused, delay: unused, count: unused },
    send: async (messages: readonly { readonly body: string }[]) => {
      const bad = messages.find(one => refused.includes(one.body));
      if (bad !== undefined) throw new Error('the true cause');
      sent.push(...messages.map(one => one.body));
    },
  };
  const deadLetters = {
    ...{ ...common, send: unused, count: async () => letters.length },
    receive: async () => waiting.splice(0, 10),
    remove: async (messages: readonly QueueMessage[]) => void removed.push(...messages.map(one => one.id)),
    delay: async (one: QueueMessage, seconds: number) => void delayed.push([one.id, seconds]),
  };
  return { queues: { uploads, deadLetters }, sent, removed, delayed };
};

const large = (id: string): QueueMessage => ({ ...message(id), body: id.repeat(250_000) });

test('moves letters that are too large for one request in several', async () => {
  const letters = ['a', 'b', 'c', 'd', 'e', 'f'].map(large);
  const { queues, removed, delayed } = createQueues(letters, []);
  const { send } = queues.uploads;
  const uploads = {
    ...queues.uploads,
    send: (messages: readonly { readonly body: string }[]) => {
      const bytes = messages.reduce((sum, { body }) => sum + body.length, 0);
      return bytes > 1_048_576 ? Promise.reject(new Error('BatchRequestTooLong')) : send(messages);
    },
  };
  expect(await redrive({ ...queues, uploads })).toBe(6);
  expect(removed).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  expect(delayed).toEqual([]);
});

test('goes on past a batch that is refused, hides nothing, and says why', async () => {
  const letters = Array.from({ length: 25 }, (_, at) => message(String(at)));
  const { queues, removed, delayed } = createQueues(letters, ['body of 12']);
  await expect(redrive(queues)).rejects.toMatchObject({
    code: 'store-unavailable',
    message: expect.stringMatching(/25 dead letters, moved 15.*the true cause/),
  });
  expect(removed).toHaveLength(15);
  expect(delayed).toEqual(Array.from({ length: 10 }, (_, at) => [String(at + 10), 0]));
});

test('tells how far it is, and ends after the batch in hand where it is asked to', async () => {
  const letters = Array.from({ length: 25 }, (_, at) => message(String(at)));
  const { queues, removed } = createQueues(letters, []);
  const stopping = new AbortController();
  const told: string[] = [];
  const moved = await redrive(queues, {
    onTotal: count => told.push(`of ${count}`),
    onMoved: count => {
      told.push(`moved ${count}`);
      if (told.length === 3) stopping.abort();
    },
    signal: stopping.signal,
  });
  expect(moved).toBe(20);
  expect(removed).toHaveLength(20);
  expect(told).toEqual(['of 25', 'moved 10', 'moved 10']);
  expect(await redrive(queues)).toBe(5);
});
