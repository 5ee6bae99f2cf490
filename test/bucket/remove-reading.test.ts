// A reading goes with its image, and only with it: whatever is deleted, put again, or written in between.
import { describe, expect, test } from 'vitest';
import { parseUploadEvent, type UploadRecord } from '../../lib/bucket/events.ts';
import { readBatch } from '../../lib/bucket/read-batch.ts';
import { readUpload } from '../../lib/bucket/read-upload.ts';
import { removeReading } from '../../lib/bucket/remove-reading.ts';
import { createFakeReader, readingAt, silentLog } from './fake-reader.ts';
import { createMemoryStore, type MemoryStore, unavailable } from './memory-store.ts';
import { bucket, uploadOf } from './upload-record.ts';

const reader = createFakeReader();
const key = 'a.png';
const gone = { bucket, key };

const read = (store: MemoryStore) => readUpload({ store, reader }, uploadOf(key));

/** A store that holds the image's reading, and no longer the image. */
const storeAfterRemoval = async (options: Parameters<typeof createMemoryStore>[0] = {}) => {
  const store = createMemoryStore(options);
  store.drop(key, '1');
  await read(store);
  store.erase(key);
  return store;
};

/** Both records in one message, in the order given. */
const handle = (
  store: MemoryStore,
  { uploads = [], removals = [] }: { uploads?: UploadRecord[]; removals?: (typeof gone)[] },
  removesReadings = true,
) =>
  readBatch(
    { store, reader, log: silentLog, removesReadings },
    { fromQueue: true, messages: [{ messageId: 'm', uploads, removals, faults: [] }] },
  );

describe.each([{ conditions: true }, { conditions: false }])('%j', options => {
  test('the reading of an image that is gone is removed; once more changes nothing', async () => {
    const store = await storeAfterRemoval(options);
    expect(await removeReading(store, gone)).toBe('removed');
    expect(store.text(`${key}.json`)).toBeNull();
    expect(await removeReading(store, gone)).toBe('kept');
  });

  test.each([
    ['of the image goes with it', key, null],
    ['of another image stays', 'b.png', 'there'],
  ])('a correction %s', async (_what, corrected, left) => {
    const store = await storeAfterRemoval(options);
    const { status, value, confidence, model } = readingAt(store, `${key}.json`);
    const said = { status, value, confidence, model };
    const at = '2026-11-26T12:00:00.000Z';
    const names = { schema: 'digitdrop.correction/1', key: corrected, etag: 'e', holder: 'page-of-ada' };
    store.drop(`${key}.correction.json`, JSON.stringify({ ...names, value: '2', who: null, at, said }));
    expect(await removeReading(store, gone)).toBe('removed');
    expect(store.text(`${key}.correction.json`) === null ? null : 'there').toBe(left);
  });

  test('an image that stands keeps its reading: it was put again, or an old version was removed', async () => {
    const store = createMemoryStore(options);
    store.drop(key, '1');
    await read(store);
    expect(await removeReading(store, gone)).toBe('kept');
    expect(readingAt(store, `${key}.json`).value).toBe('1');
  });

  test.each([
    ['something that is not ours', '{"mine":true}'],
    ['a reading of another key', null],
  ])('%s is left alone', async (_what, text) => {
    const store = createMemoryStore(options);
    store.drop('b.png', '1');
    await readUpload({ store, reader }, uploadOf('b.png'));
    const body = text ?? store.text('b.png.json')!;
    store.drop(`${key}.json`, body);
    expect(await removeReading(store, gone)).toBe('kept');
    expect(store.text(`${key}.json`)).toBe(body);
  });

  test('the same image put again while its reading goes is read anew', async () => {
    const store = await storeAfterRemoval(options);
    // The upload is told "unchanged" over the reading that is about to go.
    store.when('before', 'remove', `${key}.json`, async () => {
      store.drop(key, '1');
      expect(await read(store)).toBe('unchanged');
    });
    expect(await handle(store, { removals: [gone] })).toEqual(new Map());
    expect(readingAt(store, `${key}.json`).value).toBe('1');
  });

  test('another image put and read while the old reading goes: the new reading stands in the end', async () => {
    const store = await storeAfterRemoval(options);
    store.when('before', 'remove', `${key}.json`, async () => {
      store.drop(key, '2');
      expect(await read(store)).toBe('placed');
    });
    expect(await handle(store, { removals: [gone] })).toEqual(new Map());
    expect(readingAt(store, `${key}.json`).value).toBe('2');
  });

  test('an image that was removed while it was read leaves no reading behind', async () => {
    const store = createMemoryStore(options);
    store.drop(key, '1');
    store.when('after', 'get', key, async () => {
      store.erase(key);
      expect(await removeReading(store, gone)).toBe('kept');
    });
    await handle(store, { uploads: [uploadOf(key)] });
    expect(store.text(`${key}.json`)).toBeNull();
  });
});

test('off, a removal changes nothing; and a late reading stays, as it always did', async () => {
  const store = await storeAfterRemoval();
  await handle(store, { removals: [gone] }, false);
  expect(readingAt(store, `${key}.json`).value).toBe('1');
  await handle(store, { removals: [gone] }, true);
  expect(store.text(`${key}.json`)).toBeNull();
});

test('a store that fails is a fault of its message, to come again', async () => {
  const store = await storeAfterRemoval();
  store.when('before', 'remove', `${key}.json`, unavailable);
  const faults = await handle(store, { removals: [gone] });
  expect([...faults.values()].flat()).toEqual([expect.objectContaining({ code: 'store-unavailable' })]);
  expect(await handle(store, { removals: [gone] })).toEqual(new Map());
  expect(store.text(`${key}.json`)).toBeNull();
});

test('any interleaving of put, delete and their events ends with the reading of what stands, or none', async () => {
  for (let seed = 1; seed <= 60; seed += 1) {
    let state = seed;
    const random = (below: number): number => {
      state = (state * 48_271) % 2_147_483_647;
      return state % below;
    };
    const store = createMemoryStore({
      conditions: seed % 2 === 0,
      yieldTo: async () => {
        for (let turns = random(6); turns > 0; turns -= 1) await new Promise(r => setImmediate(r));
      },
    });
    const handled: Promise<unknown>[] = [];
    for (let step = 0; step < 12; step += 1) {
      if (random(2) === 0) {
        store.drop(key, String(random(3)));
        handled.push(handle(store, { uploads: [uploadOf(key)] }));
      } else {
        store.erase(key);
        handled.push(handle(store, { removals: [gone] }));
      }
      for (let turns = random(25); turns > 0; turns -= 1) await new Promise(r => setImmediate(r));
    }
    await Promise.all(handled);
    const image = store.text(key);
    const text = store.text(`${key}.json`);
    expect([seed, text === null ? null : JSON.parse(text).value]).toEqual([seed, image]);
  }
}, 60_000);

test('events of removal, of every origin; others and malformed ones are none', () => {
  const s3 = (eventName: string, object: object = { key: 'in/a+b.png' }) => ({
    Records: [{ eventName, s3: { bucket: { name: 'digitdrop' }, object } }],
  });
  const found = (event: unknown) => parseUploadEvent(event).messages.map(({ removals }) => removals);
  const expected = [[{ bucket: 'digitdrop', key: 'in/a b.png' }]];
  for (const name of [
    'ObjectRemoved:Delete',
    's3:ObjectRemoved:DeleteMarkerCreated',
    'LifecycleExpiration:Delete',
  ])
    expect(found(s3(name))).toEqual(expected);
  const body = JSON.stringify(s3('ObjectRemoved:Delete'));
  expect(found({ Records: [{ messageId: 'm', body }] })).toEqual(expected);
  for (const event of [
    s3('ObjectTagging:Put'),
    s3('ObjectRemoved:Delete', {}),
    s3('ObjectRemoved:Delete', { key: '%' }),
  ])
    expect(parseUploadEvent(event).messages).toEqual([{ messageId: null, uploads: [], faults: [] }]);
});
