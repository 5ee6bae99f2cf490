// The clock of the sweep: again and again, whatever fails, until it is stopped.
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import type { SweepOrder, Swept } from '../../lib/bucket/sweep-bucket.ts';
import { runSweepClock } from '../../lib/local/sweep-clock.ts';
import { silentLog } from '../bucket/fake-reader.ts';
import { createMemoryStore } from '../bucket/memory-store.ts';

const queue = { region: 'us-east-1', count: async () => 0, send: async () => {} };
const house = { store: createMemoryStore(), bucket: 'b', queue, log: silentLog };
const swept: Swept = { outcome: 'finished', looked: 1, queued: 0 };

test('sweeps the whole bucket by its listing, over and over, also after a turn that failed', async () => {
  const orders: SweepOrder[] = [];
  const stopping = new AbortController();
  const sweep = async (_: unknown, order: SweepOrder): Promise<Swept> => {
    orders.push(order);
    if (orders.length === 1) throw new Error('the store is away');
    return swept;
  };
  const done = runSweepClock({ house, minutes: 0.0001, signal: stopping.signal, sweep });
  await vi.waitFor(() => expect(orders.length).toBeGreaterThan(2));
  expect(orders[0]).toMatchObject({ prefixes: [''], looks: 'lost' });
  expect(orders[0]?.hasTime()).toBe(true);
  stopping.abort();
  expect(orders[0]?.hasTime()).toBe(false);
  await done;
  const before = orders.length;
  await wait(30);
  expect(orders).toHaveLength(before);
});

test('never, where it is told so', async () => {
  const sweep = vi.fn(async () => swept);
  await runSweepClock({ house, minutes: 0, signal: new AbortController().signal, sweep });
  expect(sweep).not.toHaveBeenCalled();
});
