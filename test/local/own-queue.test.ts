// The queue of a house over another's store: bounded, and deaf to pages and foreign names.
import { request } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { createClosers } from '../../lib/local/closers.ts';
import { maxWaiting, startOwnQueue } from '../../lib/local/own-queue.ts';
import { openRunningQueues } from '../../lib/local/queues.ts';

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
