// What each function asks of AWS, held against its role in the template: nothing is asked that the role does not allow,
// and nothing is allowed that is never asked. The functions run over moto with the environment that the stack gives them.
import { readFile } from 'node:fs/promises';
import { CreateEventBusCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createHandler as createApi } from '../../functions/api.ts';
import { createHandler as createOnReading } from '../../functions/on-reading.ts';
import { createHandler as createOnSweep } from '../../functions/on-sweep.ts';
import { createHandler as createOnUpload } from '../../functions/on-upload.ts';
import { openWebhook } from '../../lib/after/open-webhook.ts';
import { openStore } from '../../lib/bucket/store.ts';
import { readConfig } from '../../lib/config.ts';
import { openHouse } from '../../lib/house.ts';
import { invoke, type LambdaHandler } from '../../lib/local/lambda-context.ts';
import { createdNotification } from '../../lib/queue/notification.ts';
import { openQueueClientAt } from '../../lib/queue/queue.ts';
import { startReceiver } from '../after/receiver.ts';
import { silentLog } from '../bucket/fake-reader.ts';
import { type Asked, type AwsRecorder, startAwsRecorder } from './aws-recorder.ts';
import { type Moto, startMoto } from './moto-server.ts';
import { findPeer } from './peers.ts';
import { openTemplateMaker, type Template } from './stack-template.ts';

const command = findPeer('moto_server');
const why = command === null ? ' (skipped: no moto_server in .venv-test/bin or on PATH)' : '';

const region = 'us-east-1';
const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
const models = 'models-of-ours';
const parameters = {
  prefixes: 'inbox/',
  modelUri: `s3://${models}/7/manifest.json`,
  deleteReadings: 'yes',
  expireDays: '30',
  expireReadingDays: '30',
  sweepSchedule: 'rate(1 hour)',
  eventBus: 'readings',
  webhookUrl: 'https://hooks.example/',
  webhookSecret: '/digitdrop/webhook',
  uploads: 'yes',
};

describe.skipIf(command === null)(`the roles of the functions${why}`, () => {
  let moto: Moto;
  let recorder: AwsRecorder;
  let template: Template;

  /** Intrinsic functions as CloudFormation would answer them in one account. */
  const resolve = (value: unknown): string => {
    if (typeof value === 'string') return value;
    const { 'Fn::Sub': sub, 'Fn::GetAtt': attribute, Ref: ref } = value as Readonly<Record<string, unknown>>;
    const values: Readonly<Record<string, string>> = {
      'AWS::Partition': 'aws',
      'AWS::Region': region,
      'AWS::AccountId': '123456789012',
    };
    if (typeof sub === 'string') return sub.replaceAll(/\$\{([\w:]+)\}/g, (_, name) => values[name] ?? name);
    const queue = Array.isArray(attribute) ? attribute[0] : ref;
    const name = template.Resources[String(queue)]?.Properties.QueueName;
    return typeof ref === 'string'
      ? `${recorder.url}/123456789012/${name}`
      : `arn:aws:sqs:${region}:123456789012:${name}`;
  };

  /** Of the stack's function, over moto. */
  const envOf = (name: string): Record<string, string> => {
    const { Variables } = template.Resources[`${name}LambdaFunction`]!.Properties.Environment;
    return {
      ...Object.fromEntries(Object.entries(Variables).map(([variable, value]) => [variable, resolve(value)])),
      S3_ENDPOINT: recorder.url,
      // As AWS is taken to be.
      CONDITIONAL_WRITES: 'yes',
      LOG_LEVEL: 'silent',
    };
  };

  interface Statement {
    readonly Sid: string;
    readonly Action: string | readonly string[];
    readonly Resource: unknown;
  }

  const allowedOf = (role: string): readonly Asked[] =>
    Object.entries(template.Resources)
      .filter(([name, { Properties }]) =>
        [{ Ref: name }, Properties.RoleName ?? [], Properties.Roles ?? []]
          .flat()
          .some(one => (one as { Ref: string }).Ref === role),
      )
      .flatMap(([, { Properties }]) => Properties.Policies ?? (Properties.PolicyDocument ? [Properties] : []))
      .flatMap(({ PolicyDocument }): Statement[] => PolicyDocument.Statement)
      .flatMap(({ Action, Resource }) =>
        [Action].flat().flatMap(action => [Resource].flat().map(one => ({ action, resource: resolve(one) }))),
      );

  const escaped = (text: string) => text.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&');
  const matches = (allowed: Asked, asked: Asked) =>
    allowed.action === asked.action &&
    new RegExp(`^${allowed.resource.split('*').map(escaped).join('.*')}$`, 's').test(asked.resource);

  /** What Lambda itself does in a role: it writes logs, and where it polls a queue takes messages out of it. */
  const isOfLambda = (polls: boolean, action: string) =>
    action.startsWith('logs:') || (polls && action.startsWith('sqs:'));

  const askedTooMuch = (role: string, asked: readonly Asked[]) => {
    const allowed = allowedOf(role);
    return asked.filter(one => !allowed.some(right => matches(right, one)));
  };

  const allowedTooMuch = (role: string, asked: readonly Asked[], { polls }: { readonly polls: boolean }) =>
    allowedOf(role).filter(
      right => !isOfLambda(polls, right.action) && !asked.some(one => matches(right, one)),
    );

  const expectJustEnough = (role: string, asked: readonly Asked[], polling: { readonly polls: boolean }) => {
    expect(asked.length).toBeGreaterThan(0);
    expect(askedTooMuch(role, asked)).toEqual([]);
    expect(allowedTooMuch(role, asked, polling)).toEqual([]);
  };

  const call = (handler: LambdaHandler, event: unknown) =>
    invoke(handler, event, { functionName: 'digitdrop-dev', timeoutMs: 900_000 });

  const bucket = `digitdrop-dev-123456789012-${region}`;
  const put = async (Bucket: string, Key: string, Body: Uint8Array | string) =>
    void (await moto.client.send(new PutObjectCommand({ Bucket, Key, Body })));
  const file = (path: string) => readFile(new URL(`../../${path}`, import.meta.url));

  beforeAll(async () => {
    const maker = await openTemplateMaker();
    try {
      template = await maker.make(parameters);
    } finally {
      await maker.close();
    }
    moto = await startMoto(command!);
    recorder = await startAwsRecorder(moto.url);
    for (const [name, value] of Object.entries({
      AWS_ACCESS_KEY_ID: 'any',
      AWS_SECRET_ACCESS_KEY: 'any',
      AWS_ENDPOINT_URL_EVENTBRIDGE: recorder.url,
      AWS_ENDPOINT_URL_SSM: recorder.url,
    }))
      vi.stubEnv(name, value);
    for (const name of [bucket, models]) await moto.createBucket(name);
    for (const name of ['manifest.json', 'digit.onnx', 'number.onnx'])
      await put(models, `7/${name}`, await file(`models/${name}`));
    const place = { endpoint: moto.url, region, credentials };
    await new EventBridgeClient(place).send(new CreateEventBusCommand({ Name: 'readings' }));
    const Value = `whsec_${Buffer.alloc(32, 3).toString('base64')}`;
    const parameter = { Name: '/digitdrop/webhook', Value, Type: 'SecureString' as const };
    await new SSMClient(place).send(new PutParameterCommand(parameter));
  }, 120_000);

  afterAll(async () => {
    vi.useRealTimers();
    vi.unstubAllEnvs();
    await recorder?.close();
    await moto?.stop();
  });

  const notified = (key: string, eventName: 'ObjectCreated:Put' | 'ObjectRemoved:Delete') => {
    const object = { bucket, key, etag: null, sequencer: null, bytes: null, createdAt: new Date() };
    return JSON.parse(createdNotification(object, { region, eventName, requestId: '1' }));
  };

  test('the one that reads uploads', async () => {
    const handler = createOnUpload(await openHouse(readConfig(envOf('OnUpload'))));
    await put(bucket, 'inbox/a b.png', await file('samples/images/tiny.png'));
    await call(handler, notified('inbox/a b.png', 'ObjectCreated:Put'));
    await call(handler, notified('inbox/a b.png', 'ObjectCreated:Put'));
    await call(handler, notified('inbox/gone.png', 'ObjectCreated:Put'));
    // One that a person has to check.
    await put(bucket, 'inbox/rows.png', await file('samples/images/two-rows.png'));
    await call(handler, notified('inbox/rows.png', 'ObjectCreated:Put'));
    await moto.client.send(new DeleteObjectCommand({ Bucket: bucket, Key: 'inbox/a b.png' }));
    await call(handler, notified('inbox/a b.png', 'ObjectRemoved:Delete'));
    const store = openStore(readConfig({ S3_ENDPOINT: moto.url }));
    expect(await store.head(bucket, 'inbox/a b.png.json')).toBeNull();
    expectJustEnough('OnUploadRole', recorder.take(), { polls: true });
  });

  test('the one that answers HTTP', async () => {
    const handler = createApi(await openHouse(readConfig(envOf('Api'))));
    await put(bucket, 'inbox/b.png', await file('samples/images/tiny.png'));
    const request = (method: string, rawPath: string, body?: unknown) => ({
      ...{ rawPath, headers: { 'content-type': 'application/json' } },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      requestContext: { http: { method }, domainName: '127.0.0.1', requestId: '1' },
    });
    const images = [{ bucket, key: 'inbox/b.png' }];
    expect(await call(handler, request('POST', '/v1/readings', { images }))).toMatchObject({
      statusCode: 200,
    });
    expect(await call(handler, request('GET', '/v1/readings/inbox/b.png'))).toMatchObject({
      statusCode: 404,
    });
    const files = [{ name: 'c.png', bytes: 3, type: 'image/png' }];
    const signed = await call(handler, request('POST', '/v1/uploads', { files }));
    expect(signed).toMatchObject({ statusCode: 200 });
    // Whoever was given the address uses the function's own right.
    const [upload] = JSON.parse((signed as { body: string }).body).uploads;
    const { status } = await fetch(upload.url, { method: 'PUT', headers: upload.headers, body: 'abc' });
    expect(status).toBe(200);
    const holder = 'page-of-anna';
    const taken = await call(handler, request('POST', '/v1/reviews', { holder }));
    const [item] = JSON.parse((taken as { body: string }).body).items;
    expect(item).toMatchObject({ key: 'inbox/rows.png' });
    const asked = [
      request('POST', '/v1/reviews/renew', { holder, ids: [item.id] }),
      request('POST', '/v1/reviews/queue', { holder }),
      request('GET', '/v1/images/inbox/rows.png'),
      request('POST', '/v1/corrections/inbox/rows.png', { holder, etag: item.etag, value: '2036' }),
    ];
    for (const one of asked) expect(await call(handler, one)).toMatchObject({ statusCode: 200 });
    expectJustEnough('ApiRole', recorder.take(), { polls: false });
  });

  test('the one that posts to the webhook', async () => {
    const receiver = await startReceiver(() => 200);
    try {
      const config = readConfig({ ...envOf('OnReading'), WEBHOOK_URL: receiver.url });
      const handler = createOnReading({ webhook: await openWebhook(config), log: silentLog });
      const reply = await call(handler, JSON.parse(String(await file('events/reading-created-in-sqs.json'))));
      expect(reply).toEqual({ batchItemFailures: [] });
      expectJustEnough('OnReadingRole', recorder.take(), { polls: true });
    } finally {
      await receiver.close();
    }
  });

  test('the one that sweeps', async () => {
    const env = envOf('OnSweep');
    const config = readConfig(env);
    const url = env.QUEUE_URL!;
    await openQueueClientAt(url.replace(recorder.url, moto.url), config).open('digitdrop-dev-uploads');
    const { queue } = await openQueueClientAt(url, config).at(url);
    const handler = createOnSweep({ store: openStore(config), bucket, queue, log: silentLog });
    await put(bucket, 'inbox/c.png.json', '{}');
    await put(bucket, 'inbox/c.png', await file('samples/images/tiny.png'));
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 });
    const [{ Targets }] = Object.values(template.Resources)
      .map(({ Properties }) => Properties)
      .filter(({ ScheduleExpression }) => ScheduleExpression !== undefined) as [
      { Targets: [{ Input: string }] },
    ];
    const order = { ...JSON.parse(Targets[0].Input), looks: 'all' };
    // Beside the one that was posted by its key, the one that was uploaded.
    expect(await call(handler, order)).toMatchObject({ outcome: 'finished', queued: 2 });
    expectJustEnough('OnSweepRole', recorder.take(), { polls: false });
  });

  test('and what they do not allow is told here, and what nobody asks for', () => {
    const asked = [
      { action: 's3:PutObject', resource: `arn:aws:s3:::${bucket}/inbox/a.png` },
      { action: 's3:GetObject', resource: `arn:aws:s3:::${bucket}/other/a.png` },
      { action: 's3:GetObjectVersion', resource: `arn:aws:s3:::${bucket}/inbox/a.png` },
    ];
    expect(askedTooMuch('OnUploadRole', asked)).toEqual(asked);
    expect(
      allowedTooMuch('ApiRole', [], { polls: false })
        .map(({ action }) => action)
        .sort(),
    ).toEqual([
      's3:DeleteObject',
      's3:GetObject',
      's3:GetObject',
      's3:GetObject',
      's3:ListBucket',
      's3:PutObject',
      's3:PutObject',
      's3:PutObject',
    ]);
  });
});
