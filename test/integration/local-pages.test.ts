// Pages in a browser against the laptop's bucket: known ones may send what was signed, others nothing.
import { expect, test } from 'vitest';
import { openStore } from '../../lib/bucket/store.ts';
import { readConfig } from '../../lib/config.ts';
import { bucketName, listKeys } from './bucket-client.ts';
import { pageOrigin, useBucket } from './start-bucket.ts';
import { talk } from './start-gateway.ts';

const bucket = useBucket();

test('a known page may ask, put what was signed, and read the answer', async () => {
  const config = readConfig({ S3_ENDPOINT: bucket().running.url, CONDITIONAL_WRITES: 'yes' });
  const key = 'uploads/from-a-page.png';
  const asking = { key, bytes: 1, contentType: 'image/png', metadata: { expect: 'digit' }, seconds: 60 };
  const { url, headers } = await openStore(config).signUpload(bucketName, asking);
  const asked = await fetch(url, {
    method: 'OPTIONS',
    headers: {
      origin: pageOrigin,
      'access-control-request-method': 'PUT',
      'access-control-request-headers': 'content-type,x-amz-meta-expect',
    },
  });
  expect(asked.status).toBe(204);
  expect(asked.headers.get('access-control-allow-origin')).toBe(pageOrigin);
  expect(asked.headers.get('access-control-allow-methods')).toBe('PUT');
  expect(asked.headers.get('access-control-allow-headers')).toBe('content-type,x-amz-meta-expect');
  const put = { method: 'PUT', body: 'x', headers: { ...headers, origin: pageOrigin } };
  const answered = await fetch(url, put);
  expect(answered.status).toBe(200);
  expect(answered.headers.get('access-control-allow-origin')).toBe(pageOrigin);
  expect(await listKeys(bucket().client)).toEqual([key]);
  // Nor is a refusal hidden from it: sent before, it was taken.
  const again = await fetch(url, put);
  expect([again.status, again.headers.get('access-control-allow-origin')]).toEqual([412, pageOrigin]);
});

// As the cloud has it: the last would have made its page an admin.
test.each([
  ['GET', ''],
  ['GET', '?list-type=2'],
  ['PUT', '/uploads/a.png'],
  ['DELETE', '/uploads/a.png'],
  ['PUT', '/.digitdrop/keys/abc.json'],
])('a known page may not %s the bucket’s %j without a signature', async (method, path) => {
  const url = `${bucket().running.url}/digitdrop${path}`;
  const headers = { origin: pageOrigin };
  const answered = await fetch(url, { method, headers, ...(method === 'PUT' ? { body: 'x' } : {}) });
  expect(answered.status).toBe(403);
  const asking = { ...headers, 'access-control-request-method': method };
  const asked = await fetch(url, { method: 'OPTIONS', headers: asking });
  expect([asked.status, asked.headers.get('access-control-allow-methods')]).toEqual([403, null]);
  expect(await listKeys(bucket().client)).toEqual([]);
});

test('a known page may not talk to the queues', async () => {
  const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.ListQueues' };
  const list = (more: object) =>
    fetch(bucket().running.url, { method: 'POST', body: '{}', headers: { ...headers, ...more } });
  expect((await list({ origin: pageOrigin })).status).toBe(403);
  expect((await list({})).status).toBe(200);
});

// These three are what a browser sends without asking first: a form, an image, a beacon.
test.each([
  ['POST', '/digitdrop?delete', 'text/plain'],
  ['POST', '/', 'text/plain'],
  ['GET', '/digitdrop?list-type=2', 'text/plain'],
])('a foreign page may not %s %s', async (method, path, type) => {
  const answered = await fetch(bucket().running.url + path, {
    method,
    headers: { origin: 'https://evil.example', 'content-type': type },
    ...(method === 'GET' ? {} : { body: '<Delete><Object><Key>a</Key></Object></Delete>' }),
  });
  expect(answered.status).toBe(403);
  expect(answered.headers.get('access-control-allow-origin')).toBeNull();
});

test('nobody may name two Hosts', async () => {
  const port = Number(new URL(bucket().running.url).port);
  const ask = (hosts: string) => talk(port, `GET / HTTP/1.1\r\n${hosts}Connection: close\r\n\r\n`);
  expect(await ask('Host: localhost\r\nHost: evil.example\r\n')).toMatch(/^HTTP\/1\.1 400 /);
  expect(await ask('Host: localhost\r\n')).toMatch(/^HTTP\/1\.1 200 /);
});
