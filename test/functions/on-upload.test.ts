// The door for uploads: which messages it names, what it throws without SQS, and that one fault is one message's own.
import { readFileSync } from 'node:fs';
import type { Context } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import { createHandler } from '../../functions/on-upload.ts';
import { DigitdropError } from '../../lib/errors.ts';
import { createLog } from '../../lib/log.ts';
import type { Reading } from '../../lib/reading/reading.ts';
import { createFakeReader, readingAt, silentLog } from '../bucket/fake-reader.ts';
import { createMemoryStore, type MemoryStore, unavailable } from '../bucket/memory-store.ts';

const sample = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../events/${name}.json`, import.meta.url), 'utf8'));

const context = {} as Context;

const open = () => {
  const store = createMemoryStore();
  const reader = createFakeReader();
  const handle = createHandler({ store, reader, log: silentLog });
  return { store, reader, handle: (event: unknown) => handle(event, context) };
};

const notification = (...keys: readonly string[]) => ({
  Records: keys.map(key => ({
    eventName: 'ObjectCreated:Put',
    s3: { bucket: { name: 'digitdrop' }, object: { key } },
  })),
});

/** An SQS event: the message's name is its place. */
const queue = (...bodies: readonly unknown[]) => ({
  Records: bodies.map((body, i) => ({
    messageId: `m${i}`,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    eventSource: 'aws:sqs',
  })),
});

const failures = (...names: readonly string[]) => ({
  batchItemFailures: names.map(itemIdentifier => ({ itemIdentifier })),
});

test('poison in a batch of ten: nine are read, one message is named', async () => {
  const { store, handle } = open();
  for (let i = 0; i < 10; i++) store.drop(`${i}.png`, i === 4 ? 'boom' : String(i));
  const event = queue(...Array.from({ length: 10 }, (_, i) => notification(`${i}.png`)));
  expect(await handle(event)).toEqual(failures('m4'));
  for (let i = 0; i < 10; i++)
    if (i === 4) expect(store.text('4.png.json')).toBeNull();
    else expect(readingAt(store, `${i}.png.json`).value).toBe(String(i));
});

test('named are a passing fault, an unknown shape and no place; not named a broken image, a gone one, our own result', async () => {
  const { store, handle } = open();
  for (const key of ['good.png', 'busy.png', 'taken.png', `${'k'.repeat(1020)}`]) store.drop(key, '1');
  store.drop('broken.png', 'no image');
  store.drop('taken.png.json', 'mine');
  store.when('before', 'get', 'busy.png', unavailable);
  const messages = {
    good: notification('good.png'),
    busy: notification('busy.png'),
    unknown: { hello: 'world' },
    'no JSON': '{',
    taken: notification('taken.png'),
    'too long': notification('k'.repeat(1020)),
    broken: notification('broken.png'),
    gone: notification('gone.png'),
    own: notification('good.png.json'),
    test: { Event: 's3:TestEvent' },
  };
  const names = Object.keys(messages);
  const reply = await handle(queue(...Object.values(messages)));
  expect(reply.batchItemFailures.map(({ itemIdentifier }) => names[Number(itemIdentifier.slice(1))])).toEqual(
    ['busy', 'unknown', 'no JSON', 'taken', 'too long'],
  );
  expect(readingAt(store, 'broken.png.json').status).toBe('rejected');
  expect(store.text('taken.png.json')).toBe('mine');
  expect(await handle(queue(messages.busy))).toEqual(failures());
  expect(readingAt(store, 'busy.png.json').value).toBe('1');
});

test('its own result event writes nothing, and the event of the image does', async () => {
  const { store, handle } = open();
  store.drop('a.png', '1');
  const puts = () => store.calls.filter(call => call.startsWith('put')).length;
  await handle(queue(notification('a.png')));
  expect(puts()).toBe(1);
  expect(await handle(queue(notification('a.png.json')))).toEqual(failures());
  expect(puts()).toBe(1);
});

test('a message whose records partly fail comes again whole, its good records read', async () => {
  const { store, handle } = open();
  for (const key of ['a.png', 'b.png', 'c.png']) store.drop(key, '1');
  store.when('before', 'get', 'b.png', unavailable);
  const event = queue(notification('a.png', 'b.png', 'c.png'));
  expect(await handle(event)).toEqual(failures('m0'));
  expect(readingAt(store, 'c.png.json').value).toBe('1');
  const first = store.text('a.png.json');
  expect(await handle(event)).toEqual(failures());
  expect(store.text('a.png.json')).toBe(first);
  expect(readingAt(store, 'b.png.json').value).toBe('1');
});

test('records of one key take their turns in the order they came', async () => {
  const { store, handle } = open();
  for (const key of ['a.png', 'b.png', 'c.png']) store.drop(key, '1');
  await handle(queue(notification('a.png', 'b.png'), notification('a.png'), notification('c.png', 'a.png')));
  const ofA = store.calls.filter(call => call.endsWith(' a.png') || call.endsWith(' a.png.json'));
  const placing = ['get a.png.json', 'get a.png', 'put a.png.json', 'head a.png'];
  const looking = ['get a.png.json', 'head a.png'];
  expect(ofA).toEqual([...placing, ...looking, ...looking]);
});

test('no more than a few keys at once, and all of them in the end', async () => {
  let now = 0;
  let most = 0;
  const store: MemoryStore = createMemoryStore();
  const reader = createFakeReader();
  const counted: typeof reader.readImage = async request => {
    most = Math.max(most, ++now);
    await new Promise(resolve => setTimeout(resolve, 5));
    now--;
    return reader.readImage(request);
  };
  const handle = createHandler({ store, reader: { ...reader, readImage: counted }, log: silentLog });
  const keys = Array.from({ length: 30 }, (_, i) => `${i}.png`);
  for (const key of keys) store.drop(key, '1');
  await handle(queue(...keys.map(key => notification(key))), context);
  expect(most).toBeGreaterThan(1);
  expect(most).toBeLessThanOrEqual(4);
  for (const key of keys) expect(readingAt(store, `${key}.json`).value).toBe('1');
});

test.each(['s3-notification', 'eventbridge-object-created', 'sns-s3-notification'])(
  '%s without SQS: a passing fault is thrown, so that the caller retries, and then passes',
  async name => {
    const { store, handle } = open();
    store.drop('inbox/zip code #7.png', '7');
    store.when('before', 'get', 'inbox/zip code #7.png', unavailable);
    await expect(handle(sample(name))).rejects.toMatchObject({ code: 'store-unavailable' });
    expect(await handle(sample(name))).toEqual(failures());
    expect(readingAt(store, 'inbox/zip code #7.png.json').value).toBe('7');
  },
);

test('without SQS an unknown shape and a result without a place are thrown, a passing fault before them', async () => {
  const { store, handle } = open();
  await expect(handle({ hello: 'world' })).rejects.toMatchObject({ code: 'unknown-event' });
  store.drop('taken.png', '1');
  store.drop('taken.png.json', 'mine');
  await expect(handle(notification('taken.png'))).rejects.toMatchObject({ code: 'no-place-for-result' });
  store.drop('busy.png', '1');
  store.when('before', 'get', 'busy.png', unavailable);
  const both = handle(notification('taken.png', 'busy.png'));
  await expect(both).rejects.toMatchObject({ code: 'store-unavailable' });
  expect(await handle(sample('s3-test-event'))).toEqual(failures());
});

test('a store that refuses leaves the message to the dead-letter queue: no image ends without a word', async () => {
  const { store, handle } = open();
  store.drop('a.png', '1');
  store.when('before', 'put', 'a.png.json', () => {
    throw new DigitdropError('store-refused', 'AccessDenied (403)');
  });
  expect(await handle(queue(notification('a.png')))).toEqual(failures('m0'));
});

test('each upload is told in the log, a fault with its code', async () => {
  const lines: string[] = [];
  const store = createMemoryStore();
  store.drop('a.png', '1');
  store.drop('b.png', 'boom');
  const log = createLog('info', line => void lines.push(line));
  const handle = createHandler({ store, reader: createFakeReader(), log });
  await handle(queue(notification('a.png'), notification('b.png'), { hello: 'world' }), context);
  expect(lines.map(line => JSON.parse(line)).map(({ level, key, code }) => [level, key, code])).toEqual(
    expect.arrayContaining([
      ['info', 'a.png', undefined],
      ['warn', 'b.png', 'internal'],
    ]),
  );
  expect(lines.join('')).toContain('unknown-event');
  expect(lines.join('')).toContain('the session died');
});

describe('what is told of a reading', () => {
  const openTelling = (announce: (reading: Reading) => Promise<void>) => {
    const store = createMemoryStore();
    const handle = createHandler({ store, reader: createFakeReader(), log: silentLog, announce });
    return { store, handle: (event: unknown) => handle(event, context) };
  };

  test('comes after its result is placed, of accepted and rejected alike, and of nothing else', async () => {
    const told: (string | null)[] = [];
    const { store, handle } = openTelling(async ({ source, status }) => {
      told.push(`${source.key} ${status} ${store.text(`${source.key}.json`) === null ? 'before' : 'placed'}`);
    });
    store.drop('a.png', '1');
    store.drop('broken.png', 'no image');
    store.drop('taken.png', '1');
    store.drop('taken.png.json', 'mine');
    await handle(
      queue(...['a.png', 'broken.png', 'taken.png', 'gone.png', 'a.png.json'].map(key => notification(key))),
    );
    expect(told.sort()).toEqual(['a.png accepted placed', 'broken.png rejected placed']);
  });

  test('is told again where it could not be told, without another reading', async () => {
    const told: Reading[] = [];
    let tries = 0;
    const { store, handle } = openTelling(async reading => {
      if (tries++ === 0) throw new DigitdropError('event-not-sent', 'the bus is away');
      told.push(reading);
    });
    store.drop('a.png', '1');
    expect(await handle(queue(notification('a.png')))).toEqual(failures('m0'));
    const placed = store.text('a.png.json');
    expect(placed).not.toBeNull();
    expect(told).toEqual([]);
    expect(await handle(queue(notification('a.png')))).toEqual(failures());
    expect(store.text('a.png.json')).toBe(placed);
    expect(told).toMatchObject([{ value: '1' }]);
  });

  test('a duplicate tells the same reading again; of an overwritten image the last one is told', async () => {
    const told: Reading[] = [];
    const { store, handle } = openTelling(async reading => void told.push(reading));
    store.drop('a.png', '1');
    await handle(queue(notification('a.png')));
    await handle(queue(notification('a.png')));
    expect(told).toHaveLength(2);
    expect(told[1]).toEqual(told[0]);
    store.drop('b.png', '2');
    store.when('after', 'put', 'b.png.json', () => void store.drop('b.png', '3'));
    await handle(queue(notification('b.png')));
    expect(told.slice(2).map(({ value }) => value)).toEqual(['3']);
  });
});
