// The review queue: entries written with their readings, handed out once, dropped when nothing is to be checked.
import { describe, expect, test } from 'vitest';
import { leaseMs } from '../../lib/review/leases.ts';
import { placeCorrection } from '../../lib/review/place-correction.ts';
import { openReviewDesk } from '../../lib/review/review-desk.ts';
import { entryKeyOf, leaseKeyOf, reviewIdOf } from '../../lib/review/review-keys.ts';
import { createMemoryStore, type MemoryStore, unavailable } from '../bucket/memory-store.ts';
import { bucket, dropAndRead } from './stored-reviews.ts';

const anna = { holder: 'anna-page', who: 'anna' };
const ben = { holder: 'ben-page-', who: 'ben' };

/** The store's clock begins in 1970; so does the desk's. */
const openDesk = (store: MemoryStore) => {
  let now = 10_000;
  const desk = openReviewDesk(store, bucket, { clock: () => now });
  const wait = (ms: number): void => {
    now += ms;
  };
  return { desk, wait };
};
const hour = 3_600_000;
const entries = async (store: MemoryStore) => {
  const keys: string[] = [];
  for await (const { key } of store.list(bucket, '.digitdrop/reviews/waiting/')) keys.push(key);
  return keys;
};

describe.each([
  ['conditions honoured', true],
  ['conditions ignored', false],
])('%s', (_name, conditions) => {
  const openStore = () => createMemoryStore({ conditions });

  test('what asks for review waits, and nothing else', async () => {
    const store = openStore();
    await dropAndRead(store, 'sure.png', '1', { status: 'accepted' });
    await dropAndRead(store, 'none.png', '2', { status: 'rejected' });
    expect(store.calls.filter(call => call.includes('.digitdrop/'))).toEqual([]);
    const etag = await dropAndRead(store, 'unsure.png', '3');
    const { desk } = openDesk(store);
    const { items, waiting } = await desk.take(anna, 5);
    expect(items.map(({ entry: { key, etag, why }, reading }) => [key, etag, why, reading.value])).toEqual([
      ['unsure.png', etag, 'review', '3'],
    ]);
    expect(waiting).toEqual({ count: 0, isMore: false });
  });

  test('nothing is leased by renewing what does not wait', async () => {
    const store = openStore();
    await dropAndRead(store, 'a.png', '1');
    const { desk } = openDesk(store);
    const [item] = (await desk.take(anna, 1)).items;
    const invented = '0123456789abcdef0123456789abcdef';
    expect([...(await desk.renew(anna, [item!.id, invented])).keys()]).toEqual([item!.id]);
    expect(store.text(leaseKeyOf(invented))).toBeNull();
    expect((await desk.look(ben)).others).toEqual([{ who: 'anna', items: 1 }]);
  });

  test('two people never get the same, and a lease that ran out goes to another', async () => {
    const store = openStore();
    for (let i = 0; i < 30; i++) await dropAndRead(store, `${i}.png`, `${i}`);
    const { desk, wait } = openDesk(store);
    const taken = await Promise.all([desk.take(anna, 10), desk.take(ben, 10), desk.take(anna, 10)]);
    const ids = taken.flatMap(({ items }) => items.map(({ id }) => id));
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThanOrEqual(20);
    const mine = taken[0].items.map(({ id }) => id);
    expect((await desk.renew(ben, mine)).size).toBe(0);
    wait(leaseMs - 1000);
    expect((await desk.renew(anna, mine)).size).toBe(mine.length);
    wait(leaseMs - 1000);
    expect((await desk.take(ben, 20)).items.map(({ id }) => id).filter(id => mine.includes(id))).toEqual([]);
    wait(2000);
    const late = await desk.take(ben, 20);
    expect(late.items.length).toBeGreaterThan(0);
    expect((await desk.renew(ben, mine)).size).toBe(mine.length);
    expect((await desk.renew(anna, mine)).size).toBe(0);
  });

  test('what was given back is there at once, by its holder alone', async () => {
    const store = openStore();
    await dropAndRead(store, 'a.png', '7');
    const { desk } = openDesk(store);
    const ids = (await desk.take(anna, 1)).items.map(({ id }) => id);
    await desk.release(ben, ids);
    expect((await desk.take(ben, 1)).items).toEqual([]);
    expect(await desk.look(ben)).toEqual({
      waiting: { count: 0, isMore: false },
      others: [{ who: 'anna', items: 1 }],
    });
    await desk.release(anna, ids);
    expect((await desk.take(ben, 1)).items).toHaveLength(1);
  });

  test('a corrected item is done, also where the crash came before its entry was gone', async () => {
    const store = openStore();
    const etag = await dropAndRead(store, 'a.png', '7');
    await dropAndRead(store, 'b.png', '8');
    const { desk } = openDesk(store);
    await placeCorrection(store, bucket, { ...anna, key: 'a.png', etag, value: '1' });
    expect((await desk.take(ben, 5)).items.map(({ entry }) => entry.key)).toEqual(['b.png']);
    expect(await entries(store)).toHaveLength(1);
    await desk.finish(reviewIdOf('a.png', etag));
  });

  test('an entry whose reading has not come yet is left alone while it may come, and dropped later', async () => {
    const store = openStore();
    store.when('before', 'put', 'a.png.json', unavailable);
    await expect(dropAndRead(store, 'a.png', '7')).rejects.toThrow(/SlowDown/);
    const { desk, wait } = openDesk(store);
    expect((await desk.take(anna, 5)).items).toEqual([]);
    expect(await entries(store)).toHaveLength(1);
    await dropAndRead(store, 'a.png', '7');
    expect((await desk.take(anna, 5)).items).toHaveLength(1);
    expect(await entries(store)).toHaveLength(1);
    store.erase('a.png.json');
    wait(hour);
    expect((await desk.take(anna, 5)).items).toEqual([]);
    expect(await entries(store)).toEqual([]);
  });

  test('another version of an image has another entry; the old one, and one of a removed image, goes', async () => {
    const store = openStore();
    await dropAndRead(store, 'a.png', '7');
    const etag = await dropAndRead(store, 'a.png', '8');
    await dropAndRead(store, 'gone.png', '9');
    store.erase('gone.png');
    expect(await entries(store)).toHaveLength(3);
    const { desk, wait } = openDesk(store);
    wait(hour);
    const { items } = await desk.take(anna, 5);
    expect(items.map(({ entry, reading }) => [entry.etag, reading.value])).toEqual([[etag, '8']]);
    expect(await entries(store)).toEqual([entryKeyOf(reviewIdOf('a.png', etag))]);
  });
});

test('a share of the accepted is looked at too, the same ones at every try', async () => {
  const [store, again] = [createMemoryStore(), createMemoryStore()];
  for (const one of [store, again])
    for (let i = 0; i < 400; i++)
      await dropAndRead(one, `${i}.png`, `${i}`, { status: 'accepted', auditShare: 0.25 });
  const chosen = await entries(store);
  expect(chosen.length).toBeGreaterThan(60);
  expect(chosen.length).toBeLessThan(140);
  expect(await entries(again)).toEqual(chosen);
  const { items } = await openDesk(store).desk.take(anna, 2);
  expect(items.map(({ entry }) => entry.why)).toEqual(['audit', 'audit']);
});

test('an entry that is written again while it is dropped stays', async () => {
  const store = createMemoryStore();
  const etag = await dropAndRead(store, 'a.png', '7');
  const entryKey = entryKeyOf(reviewIdOf('a.png', etag));
  store.erase('a.png.json');
  const { desk, wait } = openDesk(store);
  wait(hour);
  store.when('before', 'remove', entryKey, async () => void (await dropAndRead(store, 'a.png', '7')));
  expect((await desk.take(anna, 1)).items).toEqual([]);
  expect(await entries(store)).toEqual([entryKey]);
  expect((await desk.take(anna, 1)).items).toHaveLength(1);
});

test('a listing of the queue is bounded, and leases of long ago are cleared away', async () => {
  const store = createMemoryStore();
  for (let i = 0; i < 150; i++) await dropAndRead(store, `${i}.png`, `${i}`);
  const { desk, wait } = openDesk(store);
  const { items, waiting } = await desk.take(anna, 3);
  expect(items).toHaveLength(3);
  expect(waiting).toEqual({ count: 100, isMore: true });
  const [first] = items;
  for (const { id } of items) store.erase(entryKeyOf(id));
  wait(hour);
  await desk.look(ben);
  expect(store.text(leaseKeyOf(first!.id))).toBeNull();
});
