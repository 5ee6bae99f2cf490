// The sweep at start over a store of others: what is unread goes into the queue, however late the store answers.
import { expect, test } from 'vitest';
import { parseUploadEvent } from '../../lib/bucket/events.ts';
import { readUpload } from '../../lib/bucket/read-upload.ts';
import { sweepStore } from '../../lib/local/sweep-store.ts';
import { createFakeReader, silentLog } from '../bucket/fake-reader.ts';
import { createMemoryStore, unavailable } from '../bucket/memory-store.ts';
import { bucket, uploadOf } from '../bucket/upload-record.ts';

const createQueue = () => {
  const bodies: string[] = [];
  return {
    queue: {
      region: 'us-east-1',
      count: async () => 0,
      send: async (messages: readonly { readonly body: string }[]) =>
        void bodies.push(...messages.map(({ body }) => body)),
    },
    keys: () =>
      bodies
        .map(body => parseUploadEvent(JSON.parse(body)).messages[0]?.uploads[0]?.key)
        .sort((a, b) => String(a).localeCompare(String(b))),
  };
};

const signal = new AbortController().signal;

test('what has no reading is queued, what has one is not; also where the store fails at first', async () => {
  const store = createMemoryStore();
  for (let i = 0; i < 25; i++) store.drop(`${i}.png`, '1');
  await readUpload({ store, reader: createFakeReader() }, uploadOf('7.png'));
  const { queue, keys } = createQueue();
  let fails = 2;
  const list: typeof store.list = (...asked) => {
    fails -= 1;
    if (fails >= 0) throw unavailable();
    return store.list(...asked);
  };
  const parts = { store: { ...store, list }, bucket, queue, log: silentLog, signal, firstPauseMs: 1 };
  expect(await sweepStore(parts)).toBe(24);
  expect(new Set(keys()).size).toBe(24);
  expect(keys()).not.toContain('7.png');
});

test('waits while the queue is full, and ends when it is stopped', async () => {
  const store = createMemoryStore();
  for (let i = 0; i < 25; i++) store.drop(`${i}.png`, '1');
  const { queue, keys } = createQueue();
  const stopping = new AbortController();
  const full = { ...queue, count: async () => 5_001 };
  const swept = sweepStore({ store, bucket, queue: full, log: silentLog, signal: stopping.signal });
  await new Promise(resolve => setTimeout(resolve, 50));
  expect(keys()).toEqual([]);
  stopping.abort();
  expect(await swept).toBe(0);
});
