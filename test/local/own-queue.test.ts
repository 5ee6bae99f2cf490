// The queue of a house over another's store: bounded, and deaf to pages and foreign names.
import { createServer, request } from 'node:http';
import { SetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, expect, test } from 'vitest';
import { createClosers } from '../../lib/local/closers.ts';
import { listDeadLetters } from '../../lib/local/list-dead-letters.ts';
import { closeServer, listenOnLoopback } from '../../lib/local/listen.ts';
import { startOwnQueue } from '../../lib/local/own-queue.ts';
import { maxWaiting } from '../../lib/local/queue-room.ts';
import { openRunningQueues, redrive } from '../../lib/local/queues.ts';

let closers = createClosers();
afterEach(async () => {
  await closers.close();
  closers = createClosers();
});

const start = () => startOwnQueue({ s3Port: 0, region: 'us-east-1' }, closers);

test('takes events until it is full, and says that it is', async () => {
  const { takeEvents, uploads } = await start();
  await takeEvents(['a', 'b']);
  expect(await uploads.count()).toBe(2);
  await expect(takeEvents(Array(maxWaiting - 1).fill('c'))).rejects.toMatchObject({ code: 'not-ready' });
  expect(await uploads.count()).toBe(2);
});

test('another process finds it by its port', async () => {
  const { url, deadLetters } = await start();
  await deadLetters.send([{ body: 'dead' }]);
  const found = await openRunningQueues({ s3Port: Number(new URL(url).port), region: 'us-east-1' });
  expect(await found.deadLetters.count()).toBe(1);
  found.close();
});

test('another process finds it after somebody changed what it keeps to', async () => {
  const { url, deadLetters, uploads } = await start();
  await deadLetters.send([{ body: 'dead' }]);
  const client = new SQSClient({
    ...{ endpoint: url, region: 'us-east-1', useQueueUrlAsEndpoint: false },
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  });
  for (const { arn } of [deadLetters, uploads])
    await client.send(
      new SetQueueAttributesCommand({
        QueueUrl: `${url}/000000000000/${arn.split(':').at(-1)}`,
        Attributes: { VisibilityTimeout: '1' },
      }),
    );
  client.destroy();
  const found = await openRunningQueues({ s3Port: Number(new URL(url).port), region: 'us-east-1' });
  const listed = [];
  for await (const letter of listDeadLetters(found.deadLetters)) listed.push(letter.message);
  expect(listed).toEqual(['dead']);
  expect(await redrive(found)).toBe(1);
  found.close();
});

test('nobody who answers, and one who answers and has no such queue, are told apart', async () => {
  const open = (s3Port: number, region = 'us-east-1') => openRunningQueues({ s3Port, region });
  const { url } = await start();
  const s3Port = Number(new URL(url).port);
  await expect(open(s3Port, 'eu-central-1')).rejects.toMatchObject({
    code: 'store-refused',
    message: expect.stringMatching(
      /^http:\S+ answers, but gives no queue digitdrop-dead-letters of eu-central-1: .*does not exist.*AWS_REGION/,
    ),
  });
  // The question made none: who asks is not the house.
  await expect(open(s3Port, 'eu-central-1')).rejects.toThrow('gives no queue');
  await closers.close();
  closers = createClosers();
  await expect(open(s3Port)).rejects.toMatchObject({
    code: 'store-unavailable',
    message: expect.stringMatching(/^no queue answers at .*npm start/),
  });
});

test('a server of another kind is not taken for a house that is not running', async () => {
  const other = createServer((_request, response) => response.writeHead(404).end('<html>not here</html>'));
  const port = await listenOnLoopback(other, 0, 'S3_PORT');
  closers.add(() => closeServer(other, 0));
  await expect(openRunningQueues({ s3Port: port, region: 'us-east-1' })).rejects.toThrow(
    /^http:\S+ answers, but gives no queue.*AWS_REGION/,
  );
});

const ask = (url: string, headers: Readonly<Record<string, string>>): Promise<number> =>
  new Promise((resolve, reject) => {
    const asked = request(url, { method: 'POST', headers }, answer => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    asked.on('error', reject);
    asked.end('{}');
  });

test('a page, or a name that was led to this machine, is refused', async () => {
  const { url } = await start();
  const amz = { 'x-amz-target': 'AmazonSQS.ListQueues', 'content-type': 'application/x-amz-json-1.0' };
  expect(await ask(url, amz)).toBe(200);
  expect(await ask(url, { ...amz, origin: 'http://evil.example' })).toBe(403);
  expect(await ask(url, { ...amz, host: 'evil.example' })).toBe(403);
});
