// Notifications reach the queue, in their order, however often it has to be tried.
import { expect, test, vi } from 'vitest';
import { createAnnouncer } from '../../lib/local/announcer.ts';
import { createLog } from '../../lib/log.ts';

const silent = createLog('silent');

test('sends in order, ten at a time at most', async () => {
  const batches: string[][] = [];
  const send = async (messages: readonly { readonly body: string }[]) =>
    void batches.push(messages.map(one => one.body));
  const announcer = createAnnouncer({ send }, silent, 1);
  const all = Array.from({ length: 25 }, (_, at) => String(at));
  for (const one of all) announcer.announce(one);
  await announcer.settled();
  expect(batches.flat()).toEqual(all);
  expect(Math.max(...batches.map(batch => batch.length))).toBeLessThanOrEqual(10);
});

test('tries again until the queue has taken it, and announces what comes later', async () => {
  const sent: string[] = [];
  let failures = 3;
  const send = async (messages: readonly { readonly body: string }[]) => {
    if (failures-- > 0) throw new Error('connect ECONNREFUSED');
    sent.push(...messages.map(one => one.body));
  };
  const announcer = createAnnouncer({ send }, silent, 1);
  announcer.announce('a');
  announcer.announce('b');
  await announcer.settled();
  expect(sent).toEqual(['a', 'b']);
  announcer.announce('c');
  await announcer.settled();
  expect(sent).toEqual(['a', 'b', 'c']);
});

test('gives up when it is stopped', async () => {
  let tries = 0;
  const send = async () => {
    tries += 1;
    throw new Error('connect ECONNREFUSED');
  };
  const announcer = createAnnouncer({ send }, silent, 60_000);
  announcer.announce('a');
  await vi.waitFor(() => expect(tries).toBe(1));
  announcer.stop();
  await announcer.settled();
  expect(tries).toBe(1);
});
