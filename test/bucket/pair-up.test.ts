// Images and their results out of one listing: each image once, and a listing that goes on behind what is done misses none.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { listImages } from '../../lib/bucket/all-images.ts';
import { examineInOrder, examineLost } from '../../lib/bucket/find-unread.ts';
import { pairUp } from '../../lib/bucket/pair-up.ts';
import { readUpload } from '../../lib/bucket/read-upload.ts';
import { collect } from './collect.ts';
import { createFakeReader } from './fake-reader.ts';
import { createMemoryStore } from './memory-store.ts';
import { bucket, uploadOf } from './upload-record.ts';

const anyKeys = fc.uniqueArray(
  fc.string({ unit: fc.constantFrom('a', '.', '-', '/', '.json', 'é', '😀'), minLength: 1, maxLength: 5 }),
  { maxLength: 25 },
);

const storeOf = (keys: readonly string[]) => {
  const store = createMemoryStore({ yieldTo: async () => {} });
  for (const key of keys) store.drop(key, '1');
  return store;
};

const pairsOf = (keys: readonly string[], startAfter: string | null = null) =>
  collect(pairUp(storeOf(keys).list(bucket, '', startAfter), startAfter));

test('each image once, with the result that is its own', async () => {
  const pairs = await pairsOf(['a', 'a-b', 'a.json', 'a.png', 'a.png.json', 'b', 'orphan.json']);
  expect(pairs.map(({ image, result }) => [image.key, result?.key ?? null])).toEqual([
    ['a', 'a.json'],
    ['a-b', null],
    ['a.png', 'a.png.json'],
    ['b', null],
  ]);
});

test('an image waits no longer than its result could still come', async () => {
  const pairs = await pairsOf(['i', 'inbox/1.png', 'inbox/2.png', 'inbox/3.png']);
  // "i.json" would stand before "inbox".
  expect(pairs.map(({ image }) => image.key)).toEqual(['i', 'inbox/1.png', 'inbox/2.png', 'inbox/3.png']);
  expect(pairs.map(({ doneThrough }) => doneThrough)).toEqual(pairs.map(({ image }) => image.key));
});

test('while an image waits, nothing behind it counts as done', async () => {
  const pairs = await pairsOf(['0', 'a', 'a-1', 'a-2', 'a.json', 'b']);
  expect(pairs.map(({ image, doneThrough }) => [image.key, doneThrough])).toEqual([
    ['0', '0'],
    ['a-1', '0'],
    ['a', 'a'],
    ['a-2', 'a-2'],
    ['b', 'b'],
  ]);
});

test('any keys: cut anywhere, a listing that goes on behind what is done gives all the others', async () => {
  await fc.assert(
    fc.asyncProperty(anyKeys, fc.nat(), async (keys, cut) => {
      const whole = await pairsOf(keys);
      const images = keys.filter(key => !key.endsWith('.json'));
      expect(whole.map(({ image }) => image.key).sort()).toEqual([...images].sort());
      if (whole.length === 0) return;
      const done = whole.slice(0, (cut % whole.length) + 1);
      const rest = await pairsOf(keys, done.at(-1)!.doneThrough);
      const seen = new Set([...done, ...rest].map(({ image }) => image.key));
      expect(seen.size).toBe(images.length);
      for (const { image, result } of rest)
        expect(result?.key ?? null).toBe(keys.includes(`${image.key}.json`) ? `${image.key}.json` : null);
    }),
  );
});

test('in order: every image is told of, the unread ones with their record', async () => {
  const store = createMemoryStore();
  const reader = createFakeReader();
  for (const key of ['a.png', 'b.png', 'c.png']) store.drop(key, '1');
  await readUpload({ store, reader }, uploadOf('b.png'));
  const examined = await collect(examineInOrder(store, bucket));
  expect(examined.map(({ unread, doneThrough }) => [unread?.key ?? null, doneThrough])).toEqual([
    ['a.png', 'a.png'],
    [null, 'b.png'],
    ['c.png', 'c.png'],
  ]);
  const rest = await collect(examineInOrder(store, bucket, { startAfter: 'a.png' }));
  expect(rest.map(({ unread }) => unread?.key ?? null)).toEqual([null, 'c.png']);
});

test('what looks lost is found without a look into readings that are in order', async () => {
  const store = createMemoryStore();
  const reader = createFakeReader();
  for (const key of ['a.png', 'b.png', 'c.png']) store.drop(key, '1');
  for (const key of ['a.png', 'b.png']) await readUpload({ store, reader }, uploadOf(key));
  store.drop('b.png', '2');
  const asked = store.calls.length;
  const examined = await collect(examineLost(store, bucket));
  expect(examined.map(({ unread }) => unread?.key ?? null)).toEqual([null, 'b.png', 'c.png']);
  expect(store.calls.slice(asked)).toEqual(['list ', 'get b.png.json']);
});

test('all images, read or not, and nothing else', async () => {
  const store = storeOf(['a.png', 'a.png.json', 'b.png', '.digitdrop/probe.json', 'k'.repeat(1020)]);
  store.drop('folder/', '');
  const all = await collect(listImages(store, bucket));
  expect(all.map(({ unread }) => unread?.key)).toEqual(['a.png', 'b.png']);
  expect(all[0]).toMatchObject({ doneThrough: 'a.png', unread: { bucket, bytes: 1, versionId: null } });
  const rest = await collect(listImages(store, bucket, { startAfter: 'a.png', prefix: 'b' }));
  expect(rest.map(({ unread }) => unread?.key)).toEqual(['b.png']);
});
