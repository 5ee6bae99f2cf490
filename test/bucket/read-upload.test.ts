// The delivery rules, one test each: every image ends with one right JSON, whatever happens on the way.
import { describe, expect, test } from 'vitest';
import { readUpload } from '../../lib/bucket/read-upload.ts';
import { defaultOptions } from '../../lib/reading/options.ts';
import { createFakeReader, readingAt, silentLog } from './fake-reader.ts';
import { createMemoryStore, unavailable } from './memory-store.ts';
import { sequencerAt, uploadOf } from './upload-record.ts';

const openHouse = (conditions = true, version = '1') => {
  const store = createMemoryStore({ conditions });
  const reader = createFakeReader(version);
  return { store, reader, log: silentLog };
};

const puts = (calls: readonly string[]) => calls.filter(call => call.startsWith('put '));

describe.each([
  ['conditions honoured', true],
  ['conditions ignored', false],
])('%s', (_name, conditions) => {
  test('an upload gets its reading beside it, with what is known of the object', async () => {
    const { store, ...house } = openHouse(conditions);
    const etag = store.drop('in/a b.png', '42');
    const sequencer = sequencerAt(1);
    expect(await readUpload({ store, ...house }, uploadOf('in/a b.png', { etag, sequencer, bytes: 2 }))).toBe(
      'placed',
    );
    const reading = readingAt(store, 'in/a b.png.json');
    expect(reading.value).toBe('42');
    expect(reading.source).toEqual({
      bucket: 'digitdrop',
      key: 'in/a b.png',
      etag,
      versionId: null,
      sequencer,
      bytes: 2,
    });
    expect(store.text('in/a b.png.json')).toMatch(
      /^\{\n {2}"schema": "digitdrop.reading\/1",\n[\s\S]*\n\}\n$/,
    );
  });

  test('a duplicate changes nothing; another model does', async () => {
    const { store, ...house } = openHouse(conditions);
    const record = uploadOf('a.png', { etag: store.drop('a.png', '42'), sequencer: sequencerAt(1) });
    await readUpload({ store, ...house }, record);
    const first = store.text('a.png.json');
    expect(await readUpload({ store, ...house }, record)).toBe('unchanged');
    expect(store.text('a.png.json')).toBe(first);
    expect(house.reader.asked).toHaveLength(1);
    expect(puts(store.calls)).toHaveLength(1);
    expect(await readUpload({ ...house, store, reader: createFakeReader('2') }, record)).toBe('placed');
    expect(readingAt(store, 'a.png.json').model.version).toBe('2');
    expect(readingAt(store, 'a.png.json').source.sequencer).toBe(sequencerAt(1));
  });

  test('events in reversed order: the older one changes nothing', async () => {
    const { store, ...house } = openHouse(conditions);
    const older = uploadOf('a.png', { etag: store.drop('a.png', '1'), sequencer: sequencerAt(1) });
    const newer = uploadOf('a.png', { etag: store.drop('a.png', '2'), sequencer: sequencerAt(2) });
    expect(await readUpload({ store, ...house }, newer)).toBe('placed');
    const first = store.text('a.png.json');
    expect(await readUpload({ store, ...house }, older)).toBe('unchanged');
    expect(store.text('a.png.json')).toBe(first);
    expect(readingAt(store, 'a.png.json')).toMatchObject({
      value: '2',
      source: { sequencer: sequencerAt(2) },
    });
  });

  test('an older event that comes first gives the reading of what stands now, under no false sequencer', async () => {
    const { store, ...house } = openHouse(conditions);
    const older = uploadOf('a.png', { etag: store.drop('a.png', '1'), sequencer: sequencerAt(1) });
    const etag = store.drop('a.png', '2');
    expect(await readUpload({ store, ...house }, older)).toBe('placed');
    expect(readingAt(store, 'a.png.json')).toMatchObject({ value: '2', source: { etag, sequencer: null } });
    // Its own event cannot know that no later upload of these bytes is meant; from then on the sequencer tells.
    const newer = uploadOf('a.png', { etag, sequencer: sequencerAt(2) });
    expect(await readUpload({ store, ...house }, newer)).toBe('placed');
    expect(await readUpload({ store, ...house }, newer)).toBe('unchanged');
    expect(await readUpload({ store, ...house }, older)).toBe('unchanged');
  });

  test('an older event reads bytes that are put again with other options meanwhile: their own event is heard', async () => {
    const { store, ...house } = openHouse(conditions);
    const older = uploadOf('a.png', { etag: store.drop('a.png', '1'), sequencer: sequencerAt(1) });
    const etag = store.drop('a.png', '2', { expect: 'digit' });
    store.when('after', 'get', 'a.png', () => store.drop('a.png', '2', { expect: 'number' }));
    expect(await readUpload({ store, ...house }, older)).toBe('placed');
    const newest = uploadOf('a.png', { etag, sequencer: sequencerAt(3) });
    expect(await readUpload({ store, ...house }, newest)).toBe('placed');
    expect(house.reader.asked.map(request => request.options.expect)).toEqual(['digit', 'number']);
    expect(readingAt(store, 'a.png.json').source.sequencer).toBe(sequencerAt(3));
  });

  test('where versions are told apart, a reading of this version stands whatever its sequencer', async () => {
    const { store, ...house } = openHouse(conditions);
    const etag = store.drop('a.png', '1', {}, 'v1');
    expect(await readUpload({ store, ...house }, uploadOf('a.png'))).toBe('placed');
    const told = uploadOf('a.png', { etag, versionId: 'v1', sequencer: sequencerAt(1) });
    expect(await readUpload({ store, ...house }, told)).toBe('unchanged');
  });

  test('a later upload of the same bytes may ask for other options, and is read anew', async () => {
    const { store, ...house } = openHouse(conditions);
    const etag = store.drop('a.png', '42', { expect: 'digit' });
    await readUpload({ store, ...house }, uploadOf('a.png', { etag, sequencer: sequencerAt(1) }));
    store.drop('a.png', '42', { expect: 'number' });
    const later = uploadOf('a.png', { etag, sequencer: sequencerAt(2) });
    expect(await readUpload({ store, ...house }, later)).toBe('placed');
    expect(house.reader.asked.map(request => request.options.expect)).toEqual(['digit', 'number']);
    expect(await readUpload({ store, ...house }, later)).toBe('unchanged');
    expect(
      await readUpload({ store, ...house }, uploadOf('a.png', { etag, sequencer: sequencerAt(1) })),
    ).toBe('unchanged');
  });

  test('counters of a server that starts again are not compared: what stands in the bucket decides', async () => {
    const { store, ...house } = openHouse(conditions);
    const first = uploadOf('a.png', { etag: store.drop('a.png', '1'), sequencer: '9' });
    await readUpload({ store, ...house }, first);
    const second = uploadOf('a.png', { etag: store.drop('a.png', '2'), sequencer: '1' });
    expect(await readUpload({ store, ...house }, second)).toBe('placed');
    expect(readingAt(store, 'a.png.json').value).toBe('2');
    expect(await readUpload({ store, ...house }, second)).toBe('unchanged');
    expect(await readUpload({ store, ...house }, first)).toBe('unchanged');
    expect(house.reader.asked).toHaveLength(2);
  });

  test.each([
    ['counted on', '9', 'A'],
    ['counted again from the start', '9', '2'],
    ['the same number after a restart', '1', '1'],
    ['of AWS and of MinIO', '1899F4C3A5E1B2D0', '0069255DDCD90281E5'],
    ['of Ceph, whose bytes have no order', 'ceph:FF5A6E69D0C1A20B', 'ceph:005B6E6911111111'],
  ])('the same bytes with other options are read anew: sequencers %s', async (_, before, after) => {
    const { store, ...house } = openHouse(conditions);
    const etag = store.drop('a.png', '42', { expect: 'digit' });
    const createdAt = new Date(Date.now() - 60_000).toISOString();
    const older = uploadOf('a.png', { etag, sequencer: before, createdAt });
    await readUpload({ store, ...house }, older);
    expect(await readUpload({ store, ...house }, older)).toBe('unchanged');
    store.drop('a.png', '42', { expect: 'number' });
    // Stores of others tell whole seconds, cut off.
    const now = `${new Date().toISOString().slice(0, 19)}Z`;
    const later = uploadOf('a.png', { etag, sequencer: after, createdAt: now });
    expect(await readUpload({ store, ...house }, later)).toBe('placed');
    expect(house.reader.asked.map(request => request.options.expect)).toEqual(['digit', 'number']);
  });

  test.each([
    ['before', 'get', 'a.png'],
    ['after', 'get', 'a.png'],
    ['before', 'put', 'a.png.json'],
    ['after', 'put', 'a.png.json'],
  ] as const)('overwritten %s %s %s: the reading is of what stands now', async (moment, operation, key) => {
    const { store, ...house } = openHouse(conditions);
    const record = uploadOf('a.png', { etag: store.drop('a.png', '1'), sequencer: sequencerAt(1) });
    store.when(moment, operation, key, () => store.drop('a.png', '2'));
    expect(await readUpload({ store, ...house }, record)).toBe('placed');
    expect(readingAt(store, 'a.png.json').value).toBe('2');
  });

  test('a newer reading that appears while an older image is read stays', async () => {
    const { store, ...house } = openHouse(conditions);
    const record = uploadOf('a.png', { etag: store.drop('a.png', '1'), sequencer: sequencerAt(1) });
    let newest: string | null = null;
    store.when('after', 'get', 'a.png', async () => {
      const etag = store.drop('a.png', '2');
      await readUpload({ store, ...house }, uploadOf('a.png', { etag, sequencer: sequencerAt(2) }));
      newest = store.text('a.png.json');
    });
    expect(await readUpload({ store, ...house }, record)).toBe('unchanged');
    expect(newest).not.toBeNull();
    expect(store.text('a.png.json')).toBe(newest);
  });

  test('an image that never stands still is left to the next try', async () => {
    const { store, ...house } = openHouse(conditions);
    const record = uploadOf('a.png', { etag: store.drop('a.png', '0') });
    for (let i = 1; i <= 8; i++) store.when('after', 'get', 'a.png', () => store.drop('a.png', String(i)));
    await expect(readUpload({ store, ...house }, record)).rejects.toMatchObject({
      code: 'store-unavailable',
    });
    expect(await readUpload({ store, ...house }, record)).toBe('placed');
    expect(readingAt(store, 'a.png.json').value).toBe('8');
  });

  test('what is not ours at <key>.json is never overwritten', async () => {
    const { store, ...house } = openHouse(conditions);
    for (const foreign of ['{"mine": true}', 'no JSON', '', 'null', '{"schema":"digitdrop.reading/1"}']) {
      store.drop('a.png', '1');
      store.drop('a.png.json', foreign);
      await expect(readUpload({ store, ...house }, uploadOf('a.png'))).rejects.toMatchObject({
        code: 'no-place-for-result',
      });
      expect(store.text('a.png.json')).toBe(foreign);
    }
    store.erase('a.png.json');
    expect(await readUpload({ store, ...house }, uploadOf('a.png'))).toBe('placed');
  });

  test('what is not ours and appears while the image is read is not overwritten either', async () => {
    const { store, ...house } = openHouse(conditions);
    store.drop('a.png', '1');
    store.when('after', 'get', 'a.png', () => store.drop('a.png.json', 'mine'));
    await expect(readUpload({ store, ...house }, uploadOf('a.png'))).rejects.toMatchObject({
      code: 'no-place-for-result',
    });
    expect(store.text('a.png.json')).toBe('mine');
  });

  test('an image that is gone ends without a reading, even where something of others stands beside it', async () => {
    const { store, ...house } = openHouse(conditions);
    expect(await readUpload({ store, ...house }, uploadOf('a.png'))).toBe('gone');
    store.drop('a.png.json', 'mine');
    expect(await readUpload({ store, ...house }, uploadOf('a.png'))).toBe('gone');
    expect(puts(store.calls)).toEqual([]);
    expect(await readUpload({ store, ...house }, uploadOf('huge.png', { bytes: 21_000_000 }))).toBe('gone');
  });

  test('two at once over the same event leave one reading', async () => {
    const { store, ...house } = openHouse(conditions);
    const record = uploadOf('a.png', { etag: store.drop('a.png', '7') });
    const all = await Promise.all(Array.from({ length: 20 }, () => readUpload({ store, ...house }, record)));
    expect(all).toContain('placed');
    expect(all.every(outcome => outcome === 'placed' || outcome === 'unchanged')).toBe(true);
    expect(readingAt(store, 'a.png.json').value).toBe('7');
    if (conditions) expect(all.filter(outcome => outcome === 'placed')).toHaveLength(1);
  });
});

test("results, the house's own objects and folders are skipped, and an image is not", async () => {
  const { store, ...house } = openHouse();
  for (const key of ['b.png.json', '.digitdrop/probe', 'folder/']) store.drop(key, '');
  store.drop('a.png', '1');
  expect(await readUpload({ store, ...house }, uploadOf('b.png.json'))).toBe('skipped');
  expect(await readUpload({ store, ...house }, uploadOf('.digitdrop/probe'))).toBe('skipped');
  expect(await readUpload({ store, ...house }, uploadOf('folder/', { bytes: 0 }))).toBe('skipped');
  expect(await readUpload({ store, ...house }, uploadOf('folder/'))).toBe('skipped');
  expect(house.reader.asked).toEqual([]);
  expect(await readUpload({ store, ...house }, uploadOf('a.png'))).toBe('placed');
  store.drop('folder/', '5');
  expect(await readUpload({ store, ...house }, uploadOf('folder/'))).toBe('placed');
  expect(readingAt(store, 'folder/.json').value).toBe('5');
});

test('a key too long to have a result has no place; one byte less has', async () => {
  const { store, ...house } = openHouse();
  const longest = `${'ü'.repeat(509)}a`;
  store.drop(longest, '1');
  store.drop(`${longest}b`, '1');
  expect(await readUpload({ store, ...house }, uploadOf(longest))).toBe('placed');
  await expect(readUpload({ store, ...house }, uploadOf(`${longest}b`))).rejects.toMatchObject({
    code: 'no-place-for-result',
  });
});

test('a broken image and an empty object get a rejected reading', async () => {
  const { store, ...house } = openHouse();
  store.drop('a.png', 'no image');
  store.drop('empty.png', '');
  expect(await readUpload({ store, ...house }, uploadOf('a.png'))).toBe('placed');
  expect(await readUpload({ store, ...house }, uploadOf('empty.png', { bytes: 0 }))).toBe('placed');
  for (const key of ['a.png.json', 'empty.png.json'])
    expect(readingAt(store, key)).toMatchObject({ status: 'rejected', reason: 'not-an-image', value: null });
});

test.each([
  ['the event tells', 20_000_001],
  ['the store tells', null],
])('an object too large is refused unread: %s', async (_name, bytes) => {
  const { store, ...house } = openHouse();
  const etag = store.drop('huge.png', Buffer.alloc(20_000_001));
  expect(await readUpload({ store, ...house }, uploadOf('huge.png', { etag, bytes }))).toBe('placed');
  const reading = readingAt(store, 'huge.png.json');
  expect(reading).toMatchObject({
    status: 'rejected',
    reason: 'image-too-large',
    source: { bytes: 20_000_001 },
  });
  expect(reading.message).toContain('20000000');
  expect(house.reader.asked).toEqual([]);
  if (bytes !== null) expect(store.calls).not.toContain('get huge.png');
  expect(await readUpload({ store, ...house }, uploadOf('huge.png', { etag, bytes }))).toBe('unchanged');
});

test('a small image whose event tells of a large one is read', async () => {
  const { store, ...house } = openHouse();
  store.drop('a.png', '3');
  expect(await readUpload({ store, ...house }, uploadOf('a.png', { bytes: 30_000_000 }))).toBe('placed');
  expect(readingAt(store, 'a.png.json')).toMatchObject({ value: '3', source: { bytes: 1 } });
});

test('a store that answers 503 is told as a passing fault, whatever the call, and recovers', async () => {
  for (const [operation, key] of [
    ['get', 'a.png.json'],
    ['get', 'a.png'],
    ['put', 'a.png.json'],
    ['head', 'a.png'],
  ] as const)
    for (const moment of ['before', 'after'] as const) {
      const { store, ...house } = openHouse();
      store.drop('a.png', '4');
      store.when(moment, operation, key, unavailable);
      await expect(readUpload({ store, ...house }, uploadOf('a.png'))).rejects.toMatchObject({
        code: 'store-unavailable',
      });
      expect(await readUpload({ store, ...house }, uploadOf('a.png'))).toMatch(/placed|unchanged/);
      expect(readingAt(store, 'a.png.json').value).toBe('4');
    }
});

test('options come from metadata; other names are ignored', async () => {
  const { store, ...house } = openHouse();
  store.drop('a.png', '1', {
    expect: 'number',
    'max-error': '0.01',
    length: '5',
    pattern: '99999',
    check: 'luhn',
    colour: 'green',
    maxerror: 'x',
  });
  await readUpload({ store, ...house }, uploadOf('a.png'));
  expect(house.reader.asked[0]).toMatchObject({
    options: { expect: 'number', maxError: 0.01, length: 5, pattern: '99999', check: 'luhn' },
    optionFault: null,
  });
});

test.each([
  ['malformed', { expect: 'letter' }, /expect.*letter/],
  ['of no such length', { length: 'five' }, /length.*five/],
  ['not to be had', { 'max-error': '0.0001' }, /0\.0001/],
])('an option that is %s is left aside, and the reading says so', async (_name, metadata, message) => {
  const { store, ...house } = openHouse();
  store.drop('a.png', '1', metadata);
  expect(await readUpload({ store, ...house }, uploadOf('a.png'))).toBe('placed');
  expect(house.reader.asked[0]!.options).toEqual(defaultOptions);
  const reading = readingAt(store, 'a.png.json');
  expect(reading).toMatchObject({ status: 'review', reason: 'bad-option', value: '1' });
  expect(reading.message).toMatch(message);
});

test("a reading copied along with its image is not taken for this image's own", async () => {
  const { store, ...house } = openHouse();
  store.drop('a.png', '1');
  await readUpload({ store, ...house }, uploadOf('a.png'));
  store.drop('copy/a.png', '1');
  store.drop('copy/a.png.json', store.text('a.png.json')!);
  expect(await readUpload({ store, ...house }, uploadOf('copy/a.png'))).toBe('placed');
  expect(readingAt(store, 'copy/a.png.json').source.key).toBe('copy/a.png');
});

test('another version of the same bytes is another object version', async () => {
  const { store, ...house } = openHouse();
  store.drop('a.png', '1', {}, 'v1');
  await readUpload({ store, ...house }, uploadOf('a.png'));
  expect(await readUpload({ store, ...house }, uploadOf('a.png'))).toBe('unchanged');
  store.drop('a.png', '1', { expect: 'digit' }, 'v2');
  expect(await readUpload({ store, ...house }, uploadOf('a.png'))).toBe('placed');
  expect(readingAt(store, 'a.png.json').source.versionId).toBe('v2');
});
