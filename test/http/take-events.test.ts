// Where events go that came over HTTP: into the queue that the settings name, or to the reader before the answer.
import { createServer } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { readConfig } from '../../lib/config.ts';
import { takeEventsOf } from '../../lib/http/take-events.ts';
import { closeServer, listenOnLoopback } from '../../lib/local/listen.ts';
import { openQueueServer } from '../../lib/local/queue-server.ts';
import { createdNotification } from '../../lib/queue/notification.ts';
import { openQueueClient } from '../../lib/queue/queue.ts';
import { createFakeReader, readingAt, silentLog } from '../bucket/fake-reader.ts';
import { createMemoryStore, unavailable } from '../bucket/memory-store.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const messageOf = (key: string): string =>
  createdNotification(
    { bucket: 'digitdrop', key, bytes: null, etag: null, sequencer: null, createdAt: new Date() },
    { region: 'us-east-1', eventName: 'ObjectCreated:Put', requestId: 'R' },
  );

const houseOf = (env: Readonly<Record<string, string>> = {}) => {
  const store = createMemoryStore();
  const config = readConfig(env);
  return { store, house: { store, reader: createFakeReader(), log: silentLog, config } };
};

test('into the queue, and nothing is read', async () => {
  const queueServer = await openQueueServer('us-east-1');
  const server = createServer((request, response) => queueServer.answer(request, response));
  const url = `http://127.0.0.1:${await listenOnLoopback(server, 0, 'the queue')}`;
  closers.push(() => closeServer(server, 0), queueServer.close);
  const client = openQueueClient(url, 'us-east-1');
  closers.push(async () => client.close());
  const queue = await client.open('uploads');
  const { store, house } = houseOf({ QUEUE_URL: `${url}/000000000000/uploads` });
  store.drop('a.png', '1');
  const take = takeEventsOf(house);
  await take(Array.from({ length: 25 }, (_, i) => messageOf(`${i}.png`)));
  await take([messageOf('a.png')]);
  expect(await queue.count()).toBe(26);
  expect(store.text('a.png.json')).toBeNull();
});

test('a queue that is away or does not answer is a passing fault', async () => {
  const server = createServer(() => {});
  const port = await listenOnLoopback(server, 0, 'the queue');
  closers.push(() => closeServer(server, 0));
  for (const url of [`http://127.0.0.1:${port}/0/uploads`, 'http://127.0.0.1:9/0/uploads']) {
    const { house } = houseOf({ QUEUE_URL: url });
    await expect(takeEventsOf(house)([messageOf('a.png')])).rejects.toMatchObject({ code: 'event-not-sent' });
  }
});

test('without a queue they are read before it resolves', async () => {
  const { store, house } = houseOf();
  store.drop('a.png', '42');
  await takeEventsOf(house)([messageOf('a.png'), messageOf('gone.png')]);
  expect(readingAt(store, 'a.png.json').value).toBe('42');
});

test('without a queue a passing fault is thrown, for the sender to try again; what never passes is not', async () => {
  const { store, house } = houseOf();
  const take = takeEventsOf(house);
  store.drop('a.png', '42');
  store.drop('foreign.png', '1');
  store.drop('foreign.png.json', 'somebody else’s');
  await expect(take([messageOf('foreign.png')])).resolves.toBeUndefined();
  store.when('before', 'get', 'a.png', () => {
    throw unavailable();
  });
  await expect(take([messageOf('foreign.png'), messageOf('a.png')])).rejects.toMatchObject({
    code: 'store-unavailable',
  });
  await take([messageOf('a.png')]);
  expect(readingAt(store, 'a.png.json').value).toBe('42');
  await expect(take(Array(101).fill(messageOf('a.png')))).rejects.toMatchObject({ code: 'too-much-at-once' });
});
