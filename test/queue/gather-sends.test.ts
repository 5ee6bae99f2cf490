// Messages that come one by one are sent together, and each caller hears of its own.
import { expect, test } from 'vitest';
import { gatherSends } from '../../lib/queue/gather-sends.ts';
import type { NewMessage } from '../../lib/queue/queue.ts';

const createQueue = (refused: readonly string[] = []) => {
  const batches: string[][] = [];
  const send = async (messages: readonly NewMessage[]): Promise<void> => {
    batches.push(messages.map(({ body }) => body));
    await new Promise(resolve => setTimeout(resolve, 5));
    if (messages.some(({ body }) => refused.includes(body))) throw new Error('refused');
  };
  return { batches, send };
};

test('the first goes at once, the others ten at a time, in their order', async () => {
  const { batches, send } = createQueue();
  const gathered = gatherSends(send, 1);
  await Promise.all(Array.from({ length: 25 }, (_, i) => gathered([{ body: String(i) }])));
  expect(batches.map(batch => batch.length)).toEqual([1, 10, 10, 4]);
  expect(batches.flat()).toEqual(Array.from({ length: 25 }, (_, i) => String(i)));
});

test('who was refused hears of it, who was sent does not', async () => {
  const { send } = createQueue(['b']);
  const gathered = gatherSends(send, 1);
  const sent = await Promise.allSettled(['a', 'b', 'c'].map(body => gathered([{ body }])));
  // b and c went together; whoever hears that it failed tells again, and twice is no harm.
  expect(sent.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
  await expect(gathered([{ body: 'd' }])).resolves.toBeUndefined();
});

test('large ones do not go together', async () => {
  const { batches, send } = createQueue();
  const gathered = gatherSends(send, 1);
  const large = 'x'.repeat(600_000);
  await gathered([{ body: large }, { body: large }, { body: 'small' }]);
  expect(batches.map(batch => batch.length)).toEqual([1, 2]);
});
