// Whether a store honours conditions is asked once, by whoever comes first.
import { expect, test } from 'vitest';
import { createConditionProbe } from '../../lib/bucket/condition-probe.ts';
import { DigitdropError } from '../../lib/errors.ts';
import { createMemoryStore, unavailable } from './memory-store.ts';
import { bucket } from './upload-record.ts';

const probeKey = '.digitdrop/probe.json';

test.each([true, false])('a store that honours conditions: %s', async conditions => {
  const store = createMemoryStore({ conditions });
  const ask = createConditionProbe(store.put);
  expect(await Promise.all([ask(bucket), ask(bucket), ask(bucket)])).toEqual([
    conditions,
    conditions,
    conditions,
  ]);
  const calls = store.calls.length;
  expect(calls).toBeLessThanOrEqual(3);
  await ask(bucket);
  expect(store.calls).toHaveLength(calls);
  // Another process, later: the probe lies there already.
  expect(await createConditionProbe(store.put)(bucket)).toBe(conditions);
});

test('many processes may ask at the same time', async () => {
  for (const conditions of [true, false]) {
    const store = createMemoryStore({ conditions });
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => createConditionProbe(store.put)(bucket)),
    );
    expect(new Set(answers)).toEqual(new Set([conditions]));
  }
});

test('a store that honours If-None-Match alone does not honour conditions', async () => {
  const store = createMemoryStore();
  const half: typeof store.put = (bucketName, key, body, options) =>
    store.put(bucketName, key, body, {
      ...options,
      condition: options.condition !== null && 'ifEtag' in options.condition ? null : options.condition,
    });
  expect(await createConditionProbe(half)(bucket)).toBe(false);
});

test('a failure is forgotten', async () => {
  const store = createMemoryStore();
  const ask = createConditionProbe(store.put);
  store.when('before', 'put', probeKey, unavailable);
  await expect(ask(bucket)).rejects.toMatchObject({ code: 'store-unavailable' });
  expect(await ask(bucket)).toBe(true);
});

test.each([
  [403, 'no'],
  [501, 'no'],
  [404, 'a fault'],
])('a store that answers %i to the probe: %s', async (httpStatusCode, answer) => {
  const store = createMemoryStore();
  store.when('before', 'put', probeKey, () => {
    throw new DigitdropError('store-refused', 'no', { cause: { $metadata: { httpStatusCode } } });
  });
  const asked = createConditionProbe(store.put)(bucket);
  if (answer === 'no') expect(await asked).toBe(false);
  else await expect(asked).rejects.toMatchObject({ code: 'store-refused' });
});
