// The door of a clock: what it is told, what it answers, and what it counts.
import { readFileSync } from 'node:fs';
import type { Context } from 'aws-lambda';
import { expect, test } from 'vitest';
import { createHandler } from '../../functions/on-sweep.ts';
import { readConfig } from '../../lib/config.ts';
import { invoke } from '../../lib/local/lambda-context.ts';
import type { NewMessage } from '../../lib/queue/queue.ts';
import { openTelemetry } from '../../lib/telemetry/open-telemetry.ts';
import { silentLog } from '../bucket/fake-reader.ts';
import { createMemoryStore } from '../bucket/memory-store.ts';
import { linesOf } from '../telemetry/stdout.ts';

const functionName = 'digitdrop-test-on-sweep';
const scheduled = JSON.parse(readFileSync(new URL('../../events/sweep.json', import.meta.url), 'utf8'));

const open = (keys: readonly string[]) => {
  const store = createMemoryStore();
  for (const key of keys) store.drop(key, '1');
  const sent: NewMessage[] = [];
  const queue = {
    region: 'eu-west-1',
    count: async () => 0,
    send: async (messages: readonly NewMessage[]) => void sent.push(...messages),
  };
  return { house: { store, bucket: 'digitdrop', queue, log: silentLog }, sent };
};

const call = (house: ReturnType<typeof open>['house'], event: unknown, timeoutMs = 900_000) =>
  invoke(createHandler(house), event, { functionName, timeoutMs });

test('sweeps what its event names, the whole bucket where it names nothing', async () => {
  const { house, sent } = open(['inbox/a.png', 'other/b.png']);
  expect(scheduled.prefixes).toEqual(['inbox/']);
  expect(await call(house, scheduled)).toEqual({ outcome: 'finished', looked: 1, queued: 1 });
  expect(sent.map(({ body }) => JSON.parse(body).Records[0].s3.object.key)).toEqual(['inbox/a.png']);
  expect(await call(house, {})).toMatchObject({ queued: 2 });
});

test('refuses an event that says something else', async () => {
  const { house, sent } = open(['a.png']);
  for (const event of [null, { prefixes: 'inbox/' }, { prefixes: [] }, { looks: 'everywhere' }])
    await expect(call(house, event)).rejects.toMatchObject({ code: 'unknown-event' });
  expect(sent).toEqual([]);
});

test('ends before Lambda’s patience does', async () => {
  const { house } = open(['a.png', 'b.png', 'c.png']);
  expect(await call(house, {}, 20_000)).toEqual({ outcome: 'interrupted', looked: 1, queued: 1 });
  expect(await call(house, {})).toEqual({ outcome: 'finished', looked: 2, queued: 2 });
});

test('counts what it queued, on Lambda', async () => {
  const lines = await linesOf(async () => {
    const told = await openTelemetry(readConfig({ AWS_LAMBDA_FUNCTION_NAME: functionName }));
    await createHandler({ ...open(['a.png', 'b.png']).house, ...told })({}, {
      getRemainingTimeInMillis: () => 900_000,
    } as Context);
  });
  expect(lines).toContainEqual(
    expect.objectContaining({ _aws: expect.anything(), service: functionName, ImagesSwept: 2 }),
  );
  expect(lines).toContainEqual(
    expect.objectContaining({ message: 'sweep finished', outcome: 'finished', looked: 2, queued: 2 }),
  );
});
