// A correction beside its image: what it may replace, and what it never does.
import { describe, expect, test } from 'vitest';
import { placeCorrection } from '../../lib/review/place-correction.ts';
import { createMemoryStore, type MemoryStore } from '../bucket/memory-store.ts';
import { bucket, dropAndRead } from './stored-reviews.ts';

const anna = { holder: 'anna-page', who: 'anna' };
const ben = { holder: 'ben-page-', who: 'ben' };
const at = 'a.png.correction.json';
const stored = (store: MemoryStore) => JSON.parse(store.text(at) ?? 'null');

describe.each([
  ['conditions honoured', true],
  ['conditions ignored', false],
])('%s', (_name, conditions) => {
  const open = async () => {
    const store = createMemoryStore({ conditions });
    const etag = await dropAndRead(store, 'a.png', '7');
    const place = (by: typeof anna | { holder: string; who: null }, value: string | null, version = etag) =>
      placeCorrection(store, bucket, { ...by, key: 'a.png', etag: version, value });
    return { store, etag, place };
  };

  test('says what, who, when, of which version, and what the model said; the reading stays', async () => {
    const { store, etag, place } = await open();
    const before = store.text('a.png.json');
    expect((await place(anna, '1')).outcome).toBe('written');
    expect(stored(store)).toEqual({
      schema: 'digitdrop.correction/1',
      key: 'a.png',
      etag,
      value: '1',
      ...anna,
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      said: {
        status: 'review',
        value: '7',
        confidence: 0.99,
        model: { name: 'fake', version: '1', sha256: 'a'.repeat(64) },
      },
    });
    expect(store.text('a.png.json')).toBe(before);
  });

  test('the same again changes nothing, one’s own may be mended, another’s is told', async () => {
    const { store, place } = await open();
    await place(anna, '1');
    const first = store.text(at);
    expect((await place(anna, '1')).outcome).toBe('unchanged');
    expect((await place(ben, '1')).outcome).toBe('unchanged');
    expect(store.text(at)).toBe(first);
    expect(await place(ben, null)).toMatchObject({
      outcome: 'taken',
      correction: { value: '1', who: 'anna' },
    });
    expect(store.text(at)).toBe(first);
    expect((await place(anna, null)).outcome).toBe('written');
    expect(stored(store).value).toBeNull();
  });

  test('without names, the open page tells people apart', async () => {
    const { place } = await open();
    const [one, other] = [
      { holder: 'page-one', who: null },
      { holder: 'page-two', who: null },
    ];
    await place(one, '1');
    expect((await place(other, '2')).outcome).toBe('taken');
    expect((await place(one, '3')).outcome).toBe('written');
  });

  test('of two at the same moment one stands and the other is told', async () => {
    const { store, place } = await open();
    const outcomes = await Promise.all([place(anna, '1'), place(ben, '2')]);
    expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(['taken', 'written']);
    const written = outcomes.find(({ outcome }) => outcome === 'written');
    expect(stored(store)).toEqual(written?.correction);
  });

  test('holds for its version alone, and a later version’s takes its place', async () => {
    const { store, etag, place } = await open();
    await place(anna, '1');
    const later = await dropAndRead(store, 'a.png', '8');
    await expect(place(ben, '2', etag)).rejects.toThrow(/another version/);
    expect((await place(ben, '2', later)).outcome).toBe('written');
    expect(stored(store)).toMatchObject({ etag: later, value: '2', who: 'ben' });
  });

  test('never over something that is not ours, nor for what is not there', async () => {
    const { store, place } = await open();
    store.drop(at, '{"hello": 1}');
    await expect(place(anna, '1')).rejects.toMatchObject({ code: 'no-place-for-result' });
    expect(store.text(at)).toBe('{"hello": 1}');
    store.erase('a.png');
    await expect(place(anna, '1')).rejects.toMatchObject({ code: 'not-found' });
  });
});
