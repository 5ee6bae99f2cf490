// What is told on Lambda, as JSON lines: logs with key, version and outcome, and metrics that CloudWatch counts.
import { readFileSync } from 'node:fs';
import type { Context } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import { createHandler as createApiHandler } from '../../functions/api.ts';
import { createHandler } from '../../functions/on-upload.ts';
import { readConfig } from '../../lib/config.ts';
import { DigitdropError } from '../../lib/errors.ts';
import { invoke } from '../../lib/local/lambda-context.ts';
import { openTelemetry } from '../../lib/telemetry/open-telemetry.ts';
import { createFakeReader } from '../bucket/fake-reader.ts';
import { createMemoryStore } from '../bucket/memory-store.ts';
import { createFakeHouse } from '../http/fake-house.ts';
import { linesOf } from './stdout.ts';

const functionName = 'digitdrop-test-on-upload';
const onLambda = { AWS_LAMBDA_FUNCTION_NAME: functionName };
const told = (env: Readonly<Record<string, string>> = onLambda) => openTelemetry(readConfig(env));

const sample = (name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(new URL(`../../events/${name}.json`, import.meta.url), 'utf8'));

const createdAt = '2026-11-23T06:00:00.000Z';

const upload = (key: string, versionId?: string) => ({
  messageId: key,
  body: JSON.stringify({
    Records: [
      {
        eventName: 'ObjectCreated:Put',
        eventTime: createdAt,
        s3: { bucket: { name: 'digitdrop' }, object: { key, versionId } },
      },
    ],
  }),
});

/** Invokes the upload function with images under `images`; gives what it wrote. */
const handleUploads = async (
  images: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>> = onLambda,
) => {
  const store = createMemoryStore();
  for (const [key, body] of Object.entries(images)) store.drop(key, body, {}, 'v7');
  const event = { Records: Object.keys(images).map(key => upload(key, 'v7')) };
  return linesOf(async () => {
    const handle = createHandler({ store, reader: createFakeReader(), ...(await told(env)) });
    await invoke(handle, event, { functionName, timeoutMs: 9_000 });
  });
};

const isMetrics = (line: Record<string, unknown>) => '_aws' in line;

describe('logs on Lambda', () => {
  test('tell of each upload its key, version and outcome, and the request it belongs to', async () => {
    const lines = (await handleUploads({ 'a.png': '42', 'b.png': 'no image', 'c.png': 'boom' })).filter(
      line => !isMetrics(line),
    );
    const [a, b, c] = ['a.png', 'b.png', 'c.png'].map(key => lines.find(line => line.key === key));
    expect(a).toMatchObject({
      level: 'INFO',
      message: 'upload placed',
      service: functionName,
      function_request_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      bucket: 'digitdrop',
      versionId: 'v7',
      outcome: 'placed',
      status: 'accepted',
      model: 'fake 1',
      ms: expect.any(Number),
    });
    expect(b).toMatchObject({ outcome: 'placed', status: 'rejected', reason: 'not-an-image' });
    expect(c).toMatchObject({
      level: 'WARN',
      versionId: 'v7',
      outcome: 'failed',
      code: 'internal',
      fault: { code: 'internal', cause: { message: 'the session died', stack: expect.any(String) } },
    });
  });

  test('hold no value that was read, unless that is switched on', async () => {
    const images = { 'a.png': '735421', 'b.png': 'boom' };
    const silent = JSON.stringify(await handleUploads(images));
    expect(silent).toContain('a.png');
    expect(silent).not.toContain('735421');
    const [line] = (await handleUploads(images, { ...onLambda, LOG_VALUES: 'yes' })).filter(
      ({ key }) => key === 'a.png',
    );
    expect(line).toMatchObject({ value: '735421', confidence: 0.99 });
  });

  test('keep to their level', async () => {
    const write = (level: string) =>
      linesOf(async () => {
        const { log } = await told({ ...onLambda, LOG_LEVEL: level });
        log.debug('a');
        log.info('b');
        log.warn('c', { fault: new DigitdropError('not-found', 'gone') });
        log.error('d');
      });
    const messagesAt = async (level: string) => (await write(level)).map(({ message }) => message);
    expect(await messagesAt('debug')).toEqual(['a', 'b', 'c', 'd']);
    expect(await messagesAt('warn')).toEqual(['c', 'd']);
    expect(await messagesAt('silent')).toEqual([]);
    expect((await write('warn'))[0]).toMatchObject({
      fault: { name: 'DigitdropError', code: 'not-found', message: 'gone' },
    });
  });
});

describe('metrics on Lambda', () => {
  test('count readings by status, with confidence, age and times, in one line an invocation', async () => {
    const before = Date.now() - Date.parse(createdAt);
    const lines = await handleUploads({ 'a.png': '42', 'b.png': 'no image', 'c.png': '7', 'd.png': 'boom' });
    const metrics = lines.filter(isMetrics);
    expect(metrics).toHaveLength(1);
    expect(metrics[0]).toMatchObject({
      _aws: { CloudWatchMetrics: [{ Namespace: 'digitdrop', Dimensions: [['service']] }] },
      service: functionName,
      ReadingsAccepted: [1, 1],
      ReadingsRejected: 1,
      Confidence: [0.99, 0.99],
      DecodeDuration: [0, 0, 0],
      ReadDuration: [0, 0, 0],
      TotalDuration: [0, 0, 0],
    });
    const ages = metrics[0]!.EventAge as readonly number[];
    expect(ages).toHaveLength(3);
    for (const age of ages) expect(age).toBeGreaterThanOrEqual(before);
    const { Metrics } = (metrics[0]!._aws as { CloudWatchMetrics: { Metrics: unknown }[] })
      .CloudWatchMetrics[0]!;
    expect(Metrics).toEqual(
      expect.arrayContaining([
        { Name: 'ReadingsAccepted', Unit: 'Count' },
        { Name: 'Confidence', Unit: 'None' },
        { Name: 'EventAge', Unit: 'Milliseconds' },
      ]),
    );
  });

  test('count nothing twice, and write nothing where nothing was read', async () => {
    const store = createMemoryStore();
    store.drop('a.png', '42');
    const lines = await linesOf(async () => {
      const handle = createHandler({ store, reader: createFakeReader(), ...(await told()) });
      for (let round = 0; round < 3; round++)
        await invoke(handle, { Records: [upload('a.png')] }, { functionName, timeoutMs: 9_000 });
    });
    expect(lines.filter(isMetrics)).toMatchObject([{ ReadingsAccepted: 1 }]);
    expect(lines.map(({ outcome }) => outcome)).toEqual(
      expect.arrayContaining(['placed', 'unchanged', 'unchanged']),
    );
  });

  test('come from the HTTP door too, without an age, and with the counts in its log', async () => {
    const { house } = createFakeHouse();
    const event = {
      ...sample('api-json'),
      body: JSON.stringify({
        images: ['image:3', 'nothing'].map(text => ({ data: Buffer.from(text).toString('base64') })),
      }),
      isBase64Encoded: false,
    };
    const lines = await linesOf(async () => {
      const handle = createApiHandler({ ...house, ...(await told()) });
      await invoke(handle, event, { functionName, timeoutMs: 9_000 });
    });
    expect(lines.filter(isMetrics)).toMatchObject([{ ReadingsAccepted: 1, ReadingsRejected: 1 }]);
    expect(lines.filter(isMetrics)[0]).not.toHaveProperty('EventAge');
    expect(lines).toContainEqual(
      expect.objectContaining({ message: 'readings answered', accepted: 1, review: 0, rejected: 1 }),
    );
    expect(JSON.stringify(lines)).not.toContain('"values"');
  });
});

describe('elsewhere', () => {
  test('lines stay as they were, and no metric is written', async () => {
    const lines = await handleUploads({ 'a.png': '42' }, {});
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      level: 'info',
      message: 'upload placed',
      key: 'a.png',
      outcome: 'placed',
    });
    expect(lines[0]).toHaveProperty('time');
  });

  test('nothing is told of an invocation', async () => {
    const { telemetry } = await told({});
    const lines = await linesOf(() => {
      telemetry.begin({} as Context);
      telemetry.end();
    });
    expect(lines).toEqual([]);
  });
});
