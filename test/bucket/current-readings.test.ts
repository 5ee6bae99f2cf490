// Which reading holds for an image: the one of the object as it stands, and no other.
import { expect, test } from 'vitest';
import { listImageVersions, loadCurrentReading } from '../../lib/bucket/current-readings.ts';
import { readUpload } from '../../lib/bucket/read-upload.ts';
import { placeCorrection } from '../../lib/review/place-correction.ts';
import { collect } from './collect.ts';
import { createFakeReader } from './fake-reader.ts';
import { createMemoryStore } from './memory-store.ts';
import { bucket, uploadOf } from './upload-record.ts';

test('the reading of the object as it stands; none of an earlier one, of a copy, or of something else', async () => {
  const store = createMemoryStore();
  const reader = createFakeReader();
  for (const key of ['a.png', 'old.png', 'copied.png', 'foreign.png', 'unread.png']) store.drop(key, '1');
  for (const key of ['a.png', 'old.png']) await readUpload({ store, reader }, uploadOf(key));
  store.drop('old.png', '2');
  store.drop('copied.png.json', store.text('a.png.json')!);
  store.drop('foreign.png.json', '{"mine":true}');
  const images = await collect(listImageVersions(store, bucket, {}));
  const values = await Promise.all(images.map(image => loadCurrentReading(store, bucket, image)));
  expect(values.map(({ key, reading }) => [key, reading?.value ?? null])).toEqual([
    ['a.png', '1'],
    ['copied.png', null],
    ['foreign.png', null],
    ['old.png', null],
    ['unread.png', null],
  ]);
});

test('what a person said, of the object as it stands alone', async () => {
  const store = createMemoryStore();
  const reader = createFakeReader();
  const etag = store.drop('a.png', '1');
  await readUpload({ store, reader }, uploadOf('a.png'));
  await placeCorrection(store, bucket, { key: 'a.png', etag, value: '7', holder: 'some-page', who: 'anna' });
  const current = await loadCurrentReading(store, bucket, { key: 'a.png', etag });
  expect([current.reading?.value, current.correction?.value]).toEqual(['1', '7']);
  const later = store.drop('a.png', '2');
  expect((await loadCurrentReading(store, bucket, { key: 'a.png', etag: later })).correction).toBeNull();
});
