// The sweep finds every image without a reading that is its own, and none that has one.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findUnread } from '../../lib/bucket/find-unread.ts';
import { readUpload } from '../../lib/bucket/read-upload.ts';
import { collect } from './collect.ts';
import { createFakeReader } from './fake-reader.ts';
import { createMemoryStore, type MemoryStore, unavailable } from './memory-store.ts';
import { bucket, sequencerAt, uploadOf } from './upload-record.ts';

const reader = createFakeReader();

const read = (store: MemoryStore, key: string) => readUpload({ store, reader }, uploadOf(key));

const unread = async (
  store: MemoryStore,
  options: Parameters<typeof findUnread>[2] = {},
): Promise<string[]> => {
  const found: string[] = [];
  for await (const { key } of findUnread(store, bucket, options)) found.push(key);
  return found;
};

test('finds what has no reading, or one of an earlier object, and records what is known', async () => {
  const store = createMemoryStore();
  for (const key of ['a.png', 'b.png', 'c.png', 'empty.png']) store.drop(key, key === 'empty.png' ? '' : '1');
  for (const key of ['folder/', '.digitdrop/probe.json', 'orphan.png.json']) store.drop(key, '');
  await read(store, 'a.png');
  await read(store, 'b.png');
  const etag = store.drop('b.png', '2');
  expect(await unread(store)).toEqual(['b.png', 'c.png', 'empty.png']);
  const all = await collect(findUnread(store, bucket));
  expect(all[0]).toEqual({ bucket, key: 'b.png', etag, versionId: null, sequencer: null, bytes: 1 });
  for (const record of all) await readUpload({ store, reader }, record);
  expect(await unread(store)).toEqual([]);
});

test('keys that sort between an image and its result lose neither', async () => {
  const store = createMemoryStore();
  // "-" and "." sort before ".json" has passed, "/" after it.
  const keys = ['a', 'a.', 'a.j', 'a.png', 'a.png-2', 'a.png.a', 'a.png.png', 'a.png/x', 'a.png2'];
  for (const key of keys) store.drop(key, '1');
  expect((await unread(store)).sort()).toEqual([...keys].sort());
  for (const key of keys) await read(store, key);
  expect(await unread(store)).toEqual([]);
});

test('an image whose result has no place is left out, and nothing else is', async () => {
  const store = createMemoryStore();
  store.drop('a.png', '1');
  store.drop('a.png.json', '{"mine":true}');
  store.drop('k'.repeat(1020), '1');
  store.drop('k'.repeat(1019), '1');
  expect(await unread(store)).toEqual(['k'.repeat(1019)]);
});

test('asked for models, it finds what another one read', async () => {
  const store = createMemoryStore();
  store.drop('a.png', '1');
  await read(store, 'a.png');
  expect(await unread(store, { models: reader.models })).toEqual([]);
  expect(await unread(store, { models: createFakeReader('2').models })).toEqual(['a.png']);
});

test('what looks lost comes before any reading that is in order is looked into', async () => {
  const store = createMemoryStore();
  for (const key of ['a.png', 'b.png', 'c.png', 'd.png', 'e.png']) store.drop(key, '1');
  for (const key of ['a.png', 'b.png', 'c.png', 'd.png']) await read(store, key);
  // Overwritten after its reading, and a reading of something else that came later than its image.
  store.drop('c.png', '2');
  store.drop('d.png.json', store.text('a.png.json')!);
  const asked = store.calls.length;
  expect(await unread(store)).toEqual(['c.png', 'e.png', 'd.png']);
  expect(store.calls.slice(asked)).toEqual([
    'list ',
    'get c.png.json',
    'list ',
    'get a.png.json',
    'get b.png.json',
    'get d.png.json',
  ]);
});

test("the same bytes put again are unread, by the store's own times", async () => {
  const store = createMemoryStore();
  for (const key of ['a.png', 'b.png']) store.drop(key, '1');
  for (const key of ['a.png', 'b.png']) await read(store, key);
  expect(await unread(store)).toEqual([]);
  store.drop('b.png', '1', { expect: 'digit' });
  expect(await unread(store)).toEqual(['b.png']);
});

test('the same bytes put again while they were read are unread, by their sequencer, and only until they are', async () => {
  const store = createMemoryStore();
  store.drop('a.png', '1');
  const put = (moment: number) =>
    uploadOf('a.png', { etag: store.drop('a.png', '1'), sequencer: sequencerAt(moment) });
  const first = put(1);
  const second = put(2);
  await readUpload({ store, reader }, first);
  expect(await unread(store)).toEqual([]);
  const sequencerOf = () => second.sequencer;
  const [found] = await collect(findUnread(store, bucket, { sequencerOf }));
  expect(found).toMatchObject({ key: 'a.png', sequencer: second.sequencer });
  expect(await readUpload({ store, reader }, found!)).toBe('placed');
  expect(await unread(store, { sequencerOf })).toEqual([]);
});

test('stays under its prefix', async () => {
  const store = createMemoryStore();
  for (const key of ['in/a.png', 'out/a.png']) store.drop(key, '1');
  expect(await unread(store, { prefix: 'in/' })).toEqual(['in/a.png']);
});

test('a store that fails is told, and whoever stops early leaves nothing behind', async () => {
  const store = createMemoryStore();
  for (const key of ['a.png', 'b.png', 'c.png']) store.drop(key, '1');
  await read(store, 'b.png');
  store.when('before', 'get', 'b.png.json', unavailable);
  await expect(unread(store)).rejects.toMatchObject({ code: 'store-unavailable' });
  for await (const { key } of findUnread(store, bucket)) {
    expect(key).toBe('a.png');
    break;
  }
});

test('any keys, any of them read: exactly the others are found', async () => {
  const keys = fc.string({
    unit: fc.constantFrom('a', '.', '-', '/', 'json', '.json', 'é', '😀'),
    minLength: 1,
    maxLength: 5,
  });
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.record({ key: keys, done: fc.boolean() }), { selector: o => o.key, maxLength: 30 }),
      async objects => {
        const images = objects.filter(({ key }) => !key.endsWith('.json'));
        const store = createMemoryStore();
        for (const { key } of images) store.drop(key, '1');
        for (const { key, done } of images) if (done) await read(store, key);
        const left = images.filter(({ done }) => !done).map(({ key }) => key);
        expect((await unread(store)).sort()).toEqual(left.sort());
      },
    ),
  );
}, 60_000);
