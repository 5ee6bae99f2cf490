// SQS beside the bucket: at its own addresses alone, and junk is told so.
import { expect, test } from 'vitest';
import { useBucket } from './start-bucket.ts';

const bucket = useBucket();

const ask = (path: string, action: string, body: string, type = 'application/x-amz-json-1.0') =>
  fetch(bucket().running.url + path, {
    method: 'POST',
    body,
    headers: { 'content-type': type, 'x-amz-target': `AmazonSQS.${action}` },
  });

test.each(['/', '/000000000000/digitdrop-uploads'])('answers at %s', async path => {
  const answer = await ask(path, 'ListQueues', '{}');
  expect(answer.status).toBe(200);
  expect(JSON.stringify(await answer.json())).toMatch(/digitdrop-uploads/);
});

test.each([
  '/_fauxqs/queues?digitdrop-uploads',
  '/_fauxqs/queues/digitdrop-uploads',
  '/other-bucket',
  '/other-bucket/key?uploads',
  '/?x=1',
  '//',
])('is not behind %s', async path => {
  const answer = await ask(path, 'ListQueues', '{}');
  expect([404, 405]).toContain(answer.status);
  expect(await answer.text()).toMatch(/<Code>(NoSuchBucket|MethodNotAllowed)</);
});

test('is never another service, whatever the content type', async () => {
  const answer = await ask(
    '/',
    'ListQueues',
    'Action=GetCallerIdentity',
    'application/x-www-form-urlencoded',
  );
  expect(answer.status).toBe(400);
});

test.each([
  ['ListQueues', 'nonsense'],
  ['SendMessage', 'null'],
  ['SendMessage', '[]'],
  ['SendMessage', '{"QueueUrl":5,"MessageBody":"x"}'],
  ['SendMessageBatch', '{"QueueUrl":"QUEUE","Entries":5}'],
  ['SendMessageBatch', '{"QueueUrl":"QUEUE","Entries":[null]}'],
  ['SendMessage', '{"QueueUrl":"QUEUE","MessageBody":5}'],
  ['SendMessage', '{"QueueUrl":"QUEUE","MessageBody":"x","MessageAttributes":{"a":null}}'],
  ['CreateQueue', '{"QueueName":{}}'],
  ['Nothing', '{}'],
])('answers 400 to %s with %s', async (action, body) => {
  const queueUrl = `${bucket().running.url}/000000000000/digitdrop-uploads`;
  const answer = await ask('/', action, body.replace('QUEUE', queueUrl));
  expect(answer.status).toBe(400);
  expect(await bucket().running.queues.uploads.count()).toBe(0);
});
