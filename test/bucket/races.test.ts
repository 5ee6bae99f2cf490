// Any number of workers in any order of their calls, with overwriting and lost answers: the last word is right.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { UploadRecord } from '../../lib/bucket/events.ts';
import type { ObjectStore } from '../../lib/bucket/object-store.ts';
import { readUpload } from '../../lib/bucket/read-upload.ts';
import { defaultOptions } from '../../lib/reading/options.ts';
import { createFakeReader, readingAt } from './fake-reader.ts';
import { createMemoryStore, type MemoryStore, unavailable } from './memory-store.ts';
import { bucket, sequencerAt, uploadOf } from './upload-record.ts';

type Work = (store: ObjectStore, record: UploadRecord) => Promise<unknown>;

const careful: Work = (store, record) => readUpload({ store, reader: createFakeReader() }, record);

/** What anyone would write first: read what the event names, write what came of it. */
const careless: Work = async (store, record) => {
  const image = await store.get(bucket, record.key, { maxBytes: 100 });
  if (image === null) return;
  const source = {
    bucket,
    key: record.key,
    etag: image.head.etag,
    versionId: null,
    sequencer: null,
    bytes: 1,
  };
  const request = { bytes: image.body, options: defaultOptions, source, optionFault: null };
  const reading = await createFakeReader().readImage(request);
  await store.put(bucket, `${record.key}.json`, JSON.stringify(reading), {
    contentType: 'application/json',
    condition: null,
  });
};

const plans = fc.record({
  conditions: fc.boolean(),
  /** The image's versions, each dropped after so many steps of the others; each event comes once or twice. */
  versions: fc.array(fc.record({ value: fc.integer({ min: 0, max: 3 }), twice: fc.boolean() }), {
    minLength: 2,
    maxLength: 4,
  }),
  withSequencers: fc.boolean(),
  /** Calls by number whose answer is lost after they took effect, as when a worker is killed. */
  lost: fc.uniqueArray(fc.integer({ min: 0, max: 12 }), { maxLength: 2 }),
});

type Plan = typeof plans extends fc.Arbitrary<infer T> ? T : never;

const play = async (work: Work, plan: Plan, scheduler: fc.Scheduler): Promise<MemoryStore> => {
  let calls = 0;
  const store = createMemoryStore({
    conditions: plan.conditions,
    yieldTo: async call => {
      const [operation, key] = call.split(' ') as ['get', string];
      if (plan.lost.includes(calls++)) store.when('after', operation, key, unavailable);
      await scheduler.schedule(Promise.resolve(), call);
    },
  });
  /** The queue: what fails comes again. */
  const deliver = async (record: UploadRecord): Promise<void> => {
    for (let tries = 0; tries < 8; tries++)
      try {
        await work(store, record);
        return;
      } catch {}
  };
  const deliveries: Promise<void>[] = [];
  const drops = plan.versions.map(({ value, twice }, moment) => ({
    label: `drop ${value}`,
    builder: async () => {
      const etag = store.drop('a.png', String(value));
      const record = uploadOf('a.png', { etag, sequencer: plan.withSequencers ? sequencerAt(moment) : null });
      for (const _ of twice ? [1, 2] : [1])
        deliveries.push(scheduler.schedule(Promise.resolve(), 'deliver').then(() => deliver(record)));
    },
  }));
  await scheduler.waitFor(scheduler.scheduleSequence(drops).task);
  await scheduler.waitFor(Promise.all(deliveries));
  return store;
};

const lastWordIsRight = (work: Work) =>
  fc.asyncProperty(plans, fc.scheduler(), async (plan, scheduler) => {
    const store = await play(work, plan, scheduler);
    expect(readingAt(store, 'a.png.json').value).toBe(store.text('a.png'));
  });

test('however the workers interleave, the reading is of the image as it stands', async () => {
  await fc.assert(lastWordIsRight(careful), { numRuns: 300 });
}, 60_000);

test('the same search finds the fault of a careless worker', async () => {
  const found = await fc.check(lastWordIsRight(careless), { numRuns: 300 });
  expect(found.failed).toBe(true);
}, 60_000);
