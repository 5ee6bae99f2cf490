// Pages in a browser against the laptop's bucket: known ones may put and read, others may not.
import { expect, test } from 'vitest';
import { listKeys } from './bucket-client.ts';
import { pageOrigin, useBucket } from './start-bucket.ts';
import { talk } from './start-gateway.ts';

const bucket = useBucket();

test('a known page may ask, put, and read the answer', async () => {
  const url = `${bucket().running.url}/digitdrop/from-a-page.png`;
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
  expect(asked.headers.get('access-control-allow-methods')).toMatch(/\bPUT\b/);
  expect(asked.headers.get('access-control-allow-headers')).toBe('content-type,x-amz-meta-expect');
  const answered = await fetch(url, { method: 'PUT', body: 'x', headers: { origin: pageOrigin } });
  expect(answered.status).toBe(200);
  expect(answered.headers.get('access-control-allow-origin')).toBe(pageOrigin);
  expect(await listKeys(bucket().client)).toEqual(['from-a-page.png']);
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
