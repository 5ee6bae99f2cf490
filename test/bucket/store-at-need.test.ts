// A store that is opened by its first call: once, however many come together, and again where opening failed.
import { expect, test } from 'vitest';
import { openNow, openStoreAtNeed } from '../../lib/bucket/store-at-need.ts';
import { readConfig } from '../../lib/config.ts';
import { collect } from './collect.ts';
import { createMemoryStore } from './memory-store.ts';

const config = readConfig({});

test('every call reaches the store, which is opened once', async () => {
  let opened = 0;
  const store = openStoreAtNeed(config, async () => {
    opened += 1;
    return createMemoryStore();
  });
  expect(opened).toBe(0);
  const written = { contentType: 'text/plain', condition: null };
  await Promise.all(['a', 'b'].map(key => store.put('bucket', key, key, written)));
  expect((await store.head('bucket', 'a'))?.bytes).toBe(1);
  expect((await store.get('bucket', 'b', { maxBytes: 9 }))?.head.key).toBe('b');
  expect(await store.honoursConditions('bucket')).toBe(true);
  expect(await store.remove('bucket', 'a')).toBe('removed');
  expect((await collect(store.list('bucket', ''))).map(({ key }) => key)).toEqual(['b']);
  expect(opened).toBe(1);
});

test('where opening fails the call does, and the next one tries again', async () => {
  let tries = 0;
  const store = openStoreAtNeed(config, async () => {
    tries += 1;
    if (tries === 1) throw new Error('no SDK');
    return createMemoryStore();
  });
  await expect(store.head('bucket', 'a')).rejects.toThrow('no SDK');
  expect(await store.head('bucket', 'a')).toBeNull();
  expect(tries).toBe(2);
});

test('without another way to open it, it is the SDK’s', async () => {
  expect(Object.keys(await openNow(config)).sort()).toEqual(Object.keys(openStoreAtNeed(config)).sort());
});
