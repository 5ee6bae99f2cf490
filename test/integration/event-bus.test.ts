// EventBridge, SQS and the Parameter Store that we did not write: a reading's event goes over the bus and its rule
// into the queue of webhooks, and from there, signed with the parameter's secret, to a receiver.
import {
  CreateEventBusCommand,
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { Context } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createHandler } from '../../functions/on-reading.ts';
import { openEventBus } from '../../lib/after/event-bus.ts';
import { openSecretParameter } from '../../lib/after/webhook-secret.ts';
import { toSqsEvent } from '../../lib/local/sqs-event.ts';
import { openQueueClient, type Queue, type QueueClient } from '../../lib/queue/queue.ts';
import { isSignedBy, startReceiver } from '../after/receiver.ts';
import { silentLog } from '../bucket/fake-reader.ts';
import { readingOf } from '../http/fake-house.ts';
import { type Moto, startMoto } from './moto-server.ts';
import { findPeer } from './peers.ts';

const command = findPeer('moto_server');
const why = command === null ? ' (skipped: no moto_server in .venv-test/bin or on PATH)' : '';

const region = 'us-east-1';
const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
const secret = `whsec_${Buffer.alloc(32, 3).toString('base64')}`;
const source = { bucket: 'b', key: 'ü 7.png', etag: 'e', versionId: null, sequencer: null, bytes: 9 };

describe.skipIf(command === null)(`an event bus${why}`, () => {
  const saved = { ...process.env };
  let moto: Moto;
  let queues: QueueClient;
  let queue: Queue;

  beforeAll(async () => {
    // The house's own clients take their credentials from where Lambda puts them.
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'any', AWS_SECRET_ACCESS_KEY: 'any' });
    moto = await startMoto(command!);
    queues = openQueueClient(moto.url, region);
    queue = await queues.open('webhooks');
    const bridge = new EventBridgeClient({ endpoint: moto.url, region, credentials });
    await bridge.send(new CreateEventBusCommand({ Name: 'readings' }));
    const EventPattern = JSON.stringify({ source: ['digitdrop'], 'detail-type': ['Reading Created'] });
    await bridge.send(new PutRuleCommand({ Name: 'webhooks', EventBusName: 'readings', EventPattern }));
    const Targets = [{ Id: 'queue', Arn: queue.arn }];
    await bridge.send(new PutTargetsCommand({ Rule: 'webhooks', EventBusName: 'readings', Targets }));
    bridge.destroy();
  });

  afterAll(async () => {
    queues?.close();
    await moto?.stop();
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'])
      if (saved[name] === undefined) delete process.env[name];
      else process.env[name] = saved[name];
  });

  test('takes the event of a reading, and its rule hands it on as the webhook door reads it', async () => {
    const announce = openEventBus({ bus: 'readings', region, endpoint: moto.url });
    // Of no object: nothing is told.
    await announce(readingOf('1'));
    await announce(readingOf('42', { source }));
    const messages = await queue.receive({ waitSeconds: 5 });
    expect(messages.map(({ body }) => JSON.parse(body))).toMatchObject([
      { source: 'digitdrop', 'detail-type': 'Reading Created', detail: { key: 'ü 7.png', value: '42' } },
    ]);

    const receiver = await startReceiver(() => 200);
    try {
      const ssm = new SSMClient({ endpoint: moto.url, region, credentials });
      const parameter = { Name: '/digitdrop/webhook', Value: secret, Type: 'SecureString' as const };
      await ssm.send(new PutParameterCommand(parameter));
      ssm.destroy();
      const keys = openSecretParameter('/digitdrop/webhook', region, moto.url);
      const handle = createHandler({ webhook: { url: receiver.url, keys }, log: silentLog });
      const reply = await handle(toSqsEvent(messages, queue), {} as Context);
      expect(reply).toEqual({ batchItemFailures: [] });
      expect(receiver.received).toHaveLength(1);
      expect(isSignedBy(receiver.received[0]!, secret)).toBe(true);
    } finally {
      await receiver.close();
    }
  });

  test('a parameter that is not there, or holds no key, is told without its text', async () => {
    const missing = openSecretParameter('/digitdrop/none', region, moto.url);
    await expect(missing()).rejects.toMatchObject({ code: 'webhook-refused' });
    const ssm = new SSMClient({ endpoint: moto.url, region, credentials });
    const parameter = { Name: '/digitdrop/none', Value: 'swordfish', Type: 'SecureString' as const };
    await ssm.send(new PutParameterCommand(parameter));
    ssm.destroy();
    // Asked anew, since what failed is not kept.
    await expect(missing()).rejects.toMatchObject({
      code: 'bad-config',
      message: expect.not.stringContaining('swordfish'),
    });
  });

  test('a bus that does not answer is a passing fault', async () => {
    const announce = openEventBus({ bus: 'readings', region, endpoint: 'http://127.0.0.1:9' });
    await expect(announce(readingOf('42', { source }))).rejects.toMatchObject({ code: 'event-not-sent' });
  });
});
