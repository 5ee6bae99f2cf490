// The artifact under AWS's own runtime client: an image in a bucket becomes JSON beside it, a posted one an answer, and
// a fault the runtime's error. Nothing of the tree is in reach of it.
import { readFile } from 'node:fs/promises';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { readingSchema } from '../../../lib/reading/reading.ts';
import { drawings } from '../../../samples/drawings.ts';
import { packagingMs } from '../packaging.ts';
import { deliverAll, type SourceQueue } from './event-source.ts';
import type { LambdaProcess } from './lambda-process.ts';
import { missing, openStand, type Stand } from './stand.ts';

const read = async (path: string) => readFile(new URL(`../../../${path}`, import.meta.url));
const eventOf = async (name: string) => JSON.parse((await read(`events/${name}.json`)).toString());
const sample = drawings.find(({ status, value }) => status === 'accepted' && value?.length === 1)!;
const why = missing === null ? '' : ` (skipped: ${missing})`;

const httpAnswer = z.object({ body: z.object({ body: z.string() }) });
const bodyOf = (outcome: unknown) => JSON.parse(httpAnswer.parse(outcome).body.body);

describe.skipIf(missing !== null)(`the artifact under aws-lambda-ric${why}`, () => {
  const bucket = 'dropped';
  let stand: Stand;
  let queue: SourceQueue;
  let upload: LambdaProcess;

  beforeAll(async () => {
    stand = await openStand();
    queue = await stand.createQueue('uploads');
    await stand.moto.createBucket(bucket, { queueArn: queue.arn });
    upload = await stand.start('on-upload');
    // S3 tells a queue first that it will tell it of objects.
    const [told] = await deliverAll(queue, upload);
    expect(told?.event.Records[0]?.body).toContain('s3:TestEvent');
    expect(told?.left).toEqual([]);
  }, packagingMs);

  afterAll(() => stand?.close());

  const put = async (Key: string, Body: Uint8Array | string) =>
    stand.moto.client.send(new PutObjectCommand({ Bucket: bucket, Key, Body }));

  const textAt = async (Key: string) => {
    const found = await stand.moto.client.send(new GetObjectCommand({ Bucket: bucket, Key }));
    return (await found.Body?.transformToString()) ?? '';
  };

  /** The models as the zip's own manifest has them. */
  const packaged = async () => {
    const manifest = JSON.parse(await readFile(`${stand.folder}/models/manifest.json`, 'utf8'));
    return manifest.models.map(({ name, version, sha256 }: Record<string, string>) => ({
      name,
      version,
      sha256,
    }));
  };

  test('an image that is dropped: its notification through the queue, and JSON beside it', async () => {
    const key = 'inbox/a b+ö.png';
    const { ETag } = await put(key, await read(`samples/images/${sample.file}`));
    const [first, ...others] = await deliverAll(queue, upload);
    expect(first?.event.Records).toHaveLength(1);
    // The reading's own notification comes too, and is skipped.
    expect(others.length).toBeGreaterThan(0);
    expect([first, ...others].flatMap(delivered => delivered?.left)).toEqual([]);
    const placed = await textAt(`${key}.json`);
    const reading = readingSchema.parse(JSON.parse(placed));
    expect(reading).toMatchObject({ status: 'accepted', value: sample.value, source: { bucket, key } });
    expect(reading.source.etag).toBe(ETag?.replaceAll('"', ''));
    expect(await packaged()).toContainEqual(reading.model);
    // The same event again changes nothing.
    expect(await upload.invoke(first?.event)).toMatchObject({ body: { batchItemFailures: [] } });
    expect(await textAt(`${key}.json`)).toBe(placed);
  });

  test('of a batch only what cannot be done is left', async () => {
    await put('taken.png.json', '{"mine":true}');
    await put('taken.png', await read('samples/images/tiny.png'));
    await put('whole.png', await read('samples/images/tiny.png'));
    await put('broken.jpg', await read('samples/images/cut-off.jpg'));
    const [batch, ...others] = await deliverAll(queue, upload);
    const taken = batch?.event.Records.filter(({ body }) => body.includes('"taken.png"'));
    expect(batch?.event.Records.length).toBeGreaterThanOrEqual(4);
    expect(taken).toHaveLength(1);
    expect(batch?.left).toEqual(taken?.map(({ messageId }) => messageId));
    expect(others.flatMap(({ left }) => left)).toEqual([]);
    expect(JSON.parse(await textAt('whole.png.json')).status).toBe('accepted');
    expect(JSON.parse(await textAt('broken.jpg.json')).status).toBe('rejected');
    expect(await textAt('taken.png.json')).toBe('{"mine":true}');
  });

  test('an image that is posted, and a reading that is asked for', async () => {
    const api = await stand.start('api', { BUCKET: bucket });
    const body = (await read(`samples/images/${sample.file}`)).toString('base64');
    const posted = { ...(await eventOf('api-image')), body, isBase64Encoded: true, rawQueryString: '' };
    const answer = await api.invoke(posted);
    expect(answer).toMatchObject({ kind: 'response', body: { statusCode: 200, isBase64Encoded: false } });
    expect(bodyOf(answer).readings).toMatchObject([{ status: 'accepted', value: sample.value }]);
    await put('kept.png', await read('samples/images/tiny.png'));
    const asked = { ...(await eventOf('api-stored-reading')), rawPath: '/v1/readings/kept.png' };
    expect(await api.invoke(asked)).toMatchObject({ body: { statusCode: 404 } });
    await upload.invoke(await notificationOf('kept.png'));
    const stored = await api.invoke(asked);
    expect(stored).toMatchObject({ body: { statusCode: 200 } });
    expect(bodyOf(stored)).toEqual(JSON.parse(await textAt('kept.png.json')));
  });

  /** Without a queue: S3 calls the function itself, and is to hear of faults. */
  const notificationOf = async (key: string) => {
    const event = await eventOf('s3-notification-of-moto');
    const [record] = event.Records;
    const s3 = {
      ...record.s3,
      bucket: { ...record.s3.bucket, name: bucket },
      object: { ...record.s3.object, key },
    };
    return { Records: [{ ...record, s3 }] };
  };

  test("a fault is told by the Runtime API's error path, and the next event is taken", async () => {
    const cutOff = await stand.start('on-upload', { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' });
    const fault = await cutOff.invoke(await notificationOf('whole.png'));
    expect(fault).toMatchObject({ kind: 'error', errorType: 'DigitdropError' });
    expect(await cutOff.invoke({ hello: 'world' })).toMatchObject({
      kind: 'error',
      errorMessage: expect.stringContaining('expected'),
    });
    const test = await cutOff.invoke(await eventOf('sqs-s3-test-event'));
    expect(test).toMatchObject({ kind: 'response', body: { batchItemFailures: [] } });
  });

  test('every function of the template starts, and one that is not there fails in init', async () => {
    const template = await read(
      `dist/${process.arch === 'arm64' ? 'arm64' : 'x86_64'}/cloudformation-template-update-stack.json`,
    );
    const handlers = [...template.toString().matchAll(/"Handler": "functions\/([\w-]+)\.handler"/g)];
    expect(handlers.length).toBeGreaterThanOrEqual(2);
    for (const [, name] of handlers) expect((await stand.start(name!)).initMs).toBeGreaterThan(0);
    await expect(stand.start('nobody')).rejects.toThrow(/nobody/);
  });
});
