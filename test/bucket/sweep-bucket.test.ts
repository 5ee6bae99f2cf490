// The scheduled sweep: turn by turn through the whole bucket, whatever stops a turn.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseUploadEvent } from '../../lib/bucket/events.ts';
import { findUnread } from '../../lib/bucket/find-unread.ts';
import { readUpload } from '../../lib/bucket/read-upload.ts';
import { type SweepOrder, sweepBucket } from '../../lib/bucket/sweep-bucket.ts';
import { cursorKey } from '../../lib/bucket/sweep-cursor.ts';
import type { Queue } from '../../lib/queue/queue.ts';
import { collect } from './collect.ts';
import { createFakeReader, silentLog } from './fake-reader.ts';
import { createMemoryStore, type MemoryStore } from './memory-store.ts';
import { bucket, uploadOf } from './upload-record.ts';

const reader = createFakeReader();
const read = (store: MemoryStore, key: string) => readUpload({ store, reader }, uploadOf(key));

const createQueue = (waiting = 0, send: Queue['send'] = async () => {}) => {
  const bodies: string[] = [];
  const queue = {
    region: 'us-east-1',
    count: async () => waiting,
    send: async (messages: Parameters<Queue['send']>[0]) => {
      await send(messages);
      bodies.push(...messages.map(({ body }) => body));
    },
  };
  const uploads = () =>
    bodies.flatMap(body => parseUploadEvent(JSON.parse(body)).messages).flatMap(message => message.uploads);
  return { queue, uploads, keys: () => uploads().map(({ key }) => key) };
};

const turn = (
  store: MemoryStore,
  { queue }: Pick<ReturnType<typeof createQueue>, 'queue'>,
  order: Partial<SweepOrder> = {},
) =>
  sweepBucket(
    { store, bucket, queue, log: silentLog },
    { prefixes: [''], looks: 'lost', hasTime: () => true, ...order },
  );

/** Time for so many objects. */
const timeFor = (objects: number) => {
  let left = objects;
  return () => --left > 0;
};

describe('a sweep', () => {
  test('queues what has no reading, or one of before it, and nothing else; then there is nothing', async () => {
    const store = createMemoryStore();
    for (const key of ['a.png', 'b.png', 'in/c.png', 'in/d e+ü.png']) store.drop(key, '1');
    for (const key of ['folder/', 'orphan.png.json', '.digitdrop/probe.json']) store.drop(key, '');
    await read(store, 'a.png');
    await read(store, 'b.png');
    const etag = store.drop('b.png', '2');
    const found = createQueue();
    expect(await turn(store, found)).toEqual({ outcome: 'finished', looked: 4, queued: 3 });
    expect(found.keys()).toEqual(['b.png', 'in/c.png', 'in/d e+ü.png']);
    expect(found.uploads()[0]).toMatchObject({ bucket, key: 'b.png', etag, bytes: 1 });
    for (const upload of found.uploads()) expect(await readUpload({ store, reader }, upload)).toBe('placed');
    const again = createQueue();
    expect(await turn(store, again)).toMatchObject({ outcome: 'finished', queued: 0 });
    expect(again.keys()).toEqual([]);
  });

  test('opens every reading only where it is told to', async () => {
    const store = createMemoryStore();
    store.drop('a.png', '1');
    await read(store, 'a.png');
    const ofBefore = store.text('a.png.json')!;
    store.drop('a.png', '2');
    // A reading of the image before, written after this one: no listing tells.
    store.drop('a.png.json', ofBefore);
    const [lost, all] = [createQueue(), createQueue()];
    const looks = store.calls.length;
    await turn(store, lost, { looks: 'lost' });
    expect(lost.keys()).toEqual([]);
    expect(store.calls.slice(looks)).not.toContain('get a.png.json');
    await turn(store, all, { looks: 'all' });
    expect(all.keys()).toEqual(['a.png']);
  });

  test('leaves young images to the queue that they are in, and looks for them later', async () => {
    const store = createMemoryStore();
    store.drop('old.png', '1');
    for (let n = 0; n < 2_000; n++) store.drop('busy', '1');
    store.drop('young.png', '1');
    store.erase('busy');
    const minutes = (count: number) => new Date(2_001_000 + count * 60_000);
    const found = createQueue();
    await turn(store, found, { now: minutes(14) });
    expect(found.keys()).toEqual(['old.png']);
    await turn(store, found, { now: minutes(17) });
    expect(found.keys()).toEqual(['old.png', 'old.png', 'young.png']);
  });

  test('an old image whose reading is young is not lost', async () => {
    const store = createMemoryStore();
    store.drop('a.png', '1');
    for (let n = 0; n < 2_000; n++) store.drop('busy', '1');
    store.erase('busy');
    await read(store, 'a.png');
    const found = createQueue();
    expect(await turn(store, found, { now: new Date(2_100_000) })).toMatchObject({ looked: 1, queued: 0 });
  });

  test('waits until the queue is short', async () => {
    const store = createMemoryStore();
    store.drop('a.png', '1');
    const long = createQueue(1_001);
    expect(await turn(store, long)).toEqual({ outcome: 'put-off', looked: 0, queued: 0 });
    expect([long.keys(), store.calls]).toEqual([[], []]);
    const short = createQueue(1_000);
    await turn(store, short);
    expect(short.keys()).toEqual(['a.png']);
  });
});

describe('a sweep that is stopped', () => {
  test('goes on where it was, and begins anew when it has come to the end', async () => {
    const store = createMemoryStore();
    const keys = Array.from({ length: 30 }, (_, n) => `${String(n).padStart(2, '0')}.png`);
    for (const key of keys) store.drop(key, '1');
    const found = createQueue();
    const outcomes = [];
    for (let n = 0; n < 3; n++) outcomes.push((await turn(store, found, { hasTime: timeFor(12) })).outcome);
    expect(outcomes).toEqual(['interrupted', 'interrupted', 'finished']);
    expect(found.keys()).toEqual(keys);
    expect(JSON.parse(store.text(cursorKey)!)).toEqual({ schema: 'digitdrop.sweep/1', place: null });
    // Its own place is an object too.
    await turn(store, found, { hasTime: timeFor(12) });
    expect(found.keys().slice(30)).toEqual(keys.slice(0, 11));
  });

  test('gets through readings whose images are gone', async () => {
    const store = createMemoryStore();
    for (let n = 0; n < 50; n++) store.drop(`a/${n}.png.json`, '{}');
    store.drop('b.png', '1');
    const found = createQueue();
    let turns = 0;
    while ((await turn(store, found, { hasTime: timeFor(20) })).outcome === 'interrupted') turns += 1;
    expect(turns).toBe(2);
    expect(found.keys()).toEqual(['b.png']);
  });

  test('goes through one prefix after the other', async () => {
    const store = createMemoryStore();
    const keys = ['a/1.png', 'a/2.png', 'c/1.png', 'c/2.png'];
    for (const key of [...keys, 'b/1.png']) store.drop(key, '1');
    const found = createQueue();
    const outcomes = [];
    for (let n = 0; n < 5; n++) {
      const order = { prefixes: ['c/', 'a/'], hasTime: timeFor(1) };
      outcomes.push((await turn(store, found, order)).outcome);
    }
    expect(outcomes.filter(outcome => outcome === 'interrupted').length).toBeGreaterThanOrEqual(3);
    expect(found.keys().slice(0, 4)).toEqual(keys);
    expect(found.keys()).not.toContain('b/1.png');
  });

  test('begins anew where its place says nothing', async () => {
    const unknown = { schema: 'digitdrop.sweep/1', place: { prefix: 'gone/', doneThrough: 'gone/z' } };
    for (const place of ['{', '{"schema":"other"}', JSON.stringify(unknown), 'x'.repeat(9_000)]) {
      const store = createMemoryStore();
      store.drop('a.png', '1');
      store.drop(cursorKey, place);
      const found = createQueue();
      expect(await turn(store, found), place.slice(0, 20)).toMatchObject({ outcome: 'finished', queued: 1 });
    }
  });

  test('gives way to another that is under way', async () => {
    const store = createMemoryStore();
    store.drop('a.png', '1');
    const elsewhere = JSON.stringify({
      schema: 'digitdrop.sweep/1',
      place: { prefix: '', doneThrough: 'm.png' },
    });
    store.when('before', 'put', cursorKey, () => store.drop(cursorKey, elsewhere));
    expect(await turn(store, createQueue())).toMatchObject({ outcome: 'overtaken' });
    expect(store.text(cursorKey)).toBe(elsewhere);
  });

  test('fails where the queue does not take what was found, and has not passed it', async () => {
    const store = createMemoryStore();
    store.drop('a.png', '1');
    const broken = createQueue(0, async () => {
      throw new Error('no queue');
    });
    await expect(turn(store, broken)).rejects.toThrow('no queue');
    const found = createQueue();
    await turn(store, found);
    expect(found.keys()).toEqual(['a.png']);
  });

  test('however often, it misses nothing, and comes to an end', async () => {
    const name = fc.stringMatching(/^[a.j-]{1,4}$/);
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(name, { maxLength: 25 }),
        fc.array(fc.nat(24), { maxLength: 10 }),
        fc.integer({ min: 1, max: 9 }),
        fc.constantFrom('lost' as const, 'all' as const),
        async (names, alreadyRead, objects, looks) => {
          const store = createMemoryStore();
          for (const key of names) store.drop(key, '1');
          for (const n of alreadyRead)
            if (names[n] !== undefined && !names[n].endsWith('.json')) await read(store, names[n]);
          const found = createQueue();
          let outcome = 'interrupted';
          for (let turns = 0; outcome === 'interrupted' && turns <= 60; turns++)
            ({ outcome } = await turn(store, found, { looks, hasTime: timeFor(objects) }));
          expect(outcome).toBe('finished');
          for (const upload of found.uploads()) await readUpload({ store, reader }, upload);
          expect(await collect(findUnread(store, bucket))).toEqual([]);
        },
      ),
      { numRuns: 60 },
    );
  });
});
