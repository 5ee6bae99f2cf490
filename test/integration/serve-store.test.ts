// `digitdrop serve --store` as a process, over a bucket that it does not run: who reaches it, what it says of itself,
// and how it ends.
import { readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { createdNotification } from '../../lib/queue/notification.ts';
import { bucketName, eventually, put, readingOf } from './bucket-client.ts';
import { useBucket } from './start-bucket.ts';
import { type StoreHouse, startStoreHouse } from './start-store-house.ts';

const seven = await readFile(new URL('../../samples/images/pen-on-white.png', import.meta.url));
const token = 'a-token-of-the-store';

const current = useBucket();
let house: StoreHouse | null = null;
afterEach(async () => {
  await house?.end('SIGTERM');
  house = null;
});

const open = async (env: Readonly<Record<string, string>> = {}): Promise<StoreHouse> => {
  house = await startStoreHouse({ S3_ENDPOINT: current().running.url, EVENTS_TOKEN: token, ...env });
  return house;
};

/** With any headers, the Host among them. */
const ask = (
  url: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ readonly status: number; readonly body: string }> =>
  new Promise((resolve, reject) => {
    request(url, { headers }, answer => {
      let body = '';
      answer.setEncoding('utf8').on('data', piece => {
        body += piece;
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body }));
    })
      .on('error', reject)
      .end();
  });

const tell = (httpUrl: string, key: string) =>
  fetch(`${httpUrl}/v1/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: createdNotification(
      { bucket: bucketName, key, bytes: null, etag: null, sequencer: null, createdAt: new Date() },
      { region: 'us-east-1', eventName: 'ObjectCreated:Put', requestId: 'R' },
    ),
  });

const portOf = ({ httpUrl }: StoreHouse): string => new URL(httpUrl).port;

test('reads what it is told of, and posted images, on loopback and by no foreign name', async () => {
  const { httpUrl } = await open();
  expect(httpUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  await eventually(async () => expect((await ask(`${httpUrl}/v1/health`)).status).toBe(200));
  await put(current().client, 'in/a.png', seven);
  expect((await tell(httpUrl, 'in/a.png')).status).toBe(202);
  expect((await readingOf(current().client, 'in/a.png')).value).toBe('7');
  const headers = { 'content-type': 'image/png' };
  const answer = await fetch(`${httpUrl}/v1/readings`, { method: 'POST', headers, body: seven });
  expect(await answer.json()).toMatchObject({ readings: [{ value: '7', status: 'accepted' }] });
  expect((await ask(`${httpUrl}/v1/health`, { host: 'digits.example' })).status).toBe(421);
});

test('asked to listen everywhere it answers by any name, and finds keys as they are written', async () => {
  const running = await open({ HOST: '0.0.0.0', CORS_ORIGINS: 'https://page.example' });
  expect(running.httpUrl).toMatch(/^http:\/\/0\.0\.0\.0:\d+$/);
  const url = `http://127.0.0.1:${portOf(running)}`;
  const named = { host: 'digits.example' };
  const key = 'in/100% a+b%2F.png';
  await put(current().client, key, seven);
  await tell(url, key);
  await readingOf(current().client, key);
  const path = `/v1/readings/${encodeURIComponent(key)}`;
  const found = await ask(`${url}${path}`, { ...named, origin: 'https://page.example' });
  expect([found.status, JSON.parse(found.body).source.key]).toEqual([200, key]);
  // A page that is not on the list gets no leave to read; its browser obeys that, as in the cloud.
  const foreign = await fetch(`${url}/v1/models`, { headers: { origin: 'https://evil.example' } });
  expect([foreign.status, foreign.headers.get('access-control-allow-origin')]).toEqual([200, null]);
});

test('is healthy only while its store answers and the bucket is there', async () => {
  const { httpUrl, stderr } = await open();
  const health = async () => (await ask(`${httpUrl}/v1/health`)).status;
  await eventually(async () => expect(await health()).toBe(200));
  await current().stop();
  await eventually(async () => expect(await health()).toBe(503));
  expect(stderr()).toContain('the store does not answer');
  await house?.end('SIGTERM');
  await current().start();
  const other = await open({ BUCKET: 'another-bucket', S3_ENDPOINT: current().running.url });
  await wait(1_500);
  expect((await ask(`${other.httpUrl}/v1/health`)).status).toBe(503);
  expect(other.stderr()).toContain('NoSuchBucket');
});

test('SIGTERM: what is in hand is answered, nothing more is taken, and it ends with 0', async () => {
  const running = await open();
  const { httpUrl } = running;
  const many = JSON.stringify({
    images: Array.from({ length: 60 }, () => ({ data: seven.toString('base64') })),
  });
  const headers = { 'content-type': 'application/json' };
  const inHand = fetch(`${httpUrl}/v1/readings`, { method: 'POST', headers, body: many });
  await wait(150);
  const ended = running.end('SIGTERM');
  await eventually(async () => expect(running.stderr()).toContain('finishing what is in hand'));
  await expect(ask(`${httpUrl}/v1/health`)).rejects.toThrow();
  const answer = await inHand;
  expect(((await answer.json()) as { readings: unknown[] }).readings).toHaveLength(60);
  expect(await ended).toBe(0);
});

test.each([
  ['a name instead of an address', { HOST: 'my-machine' }, 2, 'HOST: expected an IP address'],
  ['an address of another machine', { HOST: '192.0.2.1' }, 2, 'HOST: expected an address of this machine'],
  ['a short secret', { EVENTS_TOKEN: 'short-secret' }, 2, 'EVENTS_TOKEN: expected 16 characters'],
  ['a queue that is not there', { QUEUE_URL: 'http://127.0.0.1:9/1/q' }, 1, 'does not answer'],
])('%s ends it at once, with the reason and without the secret', async (_, env, code, said) => {
  const failed = await open(env).catch((error: Error) => error.message);
  expect(failed).toContain(`it ended with ${code}`);
  expect(failed).toContain(said);
  expect(failed).not.toContain('short-secret');
});

test('a port that is taken is named', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise(resolve => other.on('listening', resolve));
  const address = other.address();
  const port = typeof address === 'object' && address !== null ? String(address.port) : '';
  await expect(open({ PORT: port })).rejects.toThrow(`PORT ${port} is taken`);
  await expect(open({ S3_PORT: port })).rejects.toThrow(`S3_PORT ${port} is taken`);
  other.close();
});
