// Addresses of POST /v1/uploads against stores: what was signed is taken, anything else is refused. The laptop's own
// bucket has to refuse as versitygw does, which checks signatures and is not ours. moto checks none, and shows what
// arrives of a PUT.
import { request as send } from 'node:http';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { AskedUpload, SignedUpload } from '../../lib/bucket/object-store.ts';
import { openStore } from '../../lib/bucket/store.ts';
import { readConfig } from '../../lib/config.ts';
import { createClosers } from '../../lib/local/closers.ts';
import { startBucket } from '../../lib/local/running-bucket.ts';
import { createLog } from '../../lib/log.ts';
import { seekVersitygw } from '../chaos/fetch-versitygw.ts';
import { credentials, startVersitygw } from '../chaos/start-versitygw.ts';
import { bucketName, openClient } from './bucket-client.ts';
import { startMoto } from './moto-server.ts';
import { findPeer } from './peers.ts';
import { makeFolder } from './start-house.ts';

interface Store {
  readonly url: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly stop: () => Promise<void>;
}

/** As the house itself signs on a laptop. */
const houseCredentials = { accessKeyId: 'digitdrop', secretAccessKey: 'digitdrop' };
const pageOrigin = 'http://127.0.0.1:3000';

const startLaptop = async (): Promise<Store> => {
  const folder = await makeFolder();
  const closers = createClosers();
  const { url } = await startBucket(readConfig({ DATA_DIR: folder.path, S3_PORT: '0' }), {
    ...{ log: createLog('silent'), closers, origins: () => [pageOrigin] },
  });
  const stop = async () => {
    await closers.close();
    await folder.remove();
  };
  return { url, credentials: houseCredentials, stop };
};

const { program, why } = await seekVersitygw();
const startGateway = async (): Promise<Store> => {
  const folder = await makeFolder();
  const gateway = await startVersitygw({ program: program!, folder: `${folder.path}/data` });
  const stop = async () => {
    await gateway.close();
    await folder.remove();
  };
  return { url: gateway.url, credentials, stop };
};

const command = findPeer('moto_server');
const startMotoStore = async (): Promise<Store> => {
  const moto = await startMoto(command!);
  await moto.createBucket(bucketName);
  return { url: moto.url, credentials: houseCredentials, stop: moto.stop };
};

const body = Buffer.alloc(5_000_001, 7);
const asked: AskedUpload = {
  key: 'uploads/2026-11-26/abc/a-b-ü.png',
  bytes: body.length,
  contentType: 'image/png',
  metadata: { expect: 'digit', pattern: '9 [9]' },
  seconds: 600,
};

interface Sent {
  readonly body?: Buffer;
  readonly headers?: Readonly<Record<string, string>>;
  readonly path?: (path: string) => string;
  readonly method?: string;
  readonly isChunked?: boolean;
}

/** By hand, so that headers can be left out that clients otherwise add. The status, and S3's own code. */
const sendUpload = (signed: SignedUpload, sent: Sent = {}): Promise<string> =>
  new Promise((resolve, reject) => {
    const url = new URL(signed.url);
    const bytes = sent.body ?? body;
    const length = sent.isChunked
      ? { 'transfer-encoding': 'chunked' }
      : { 'content-length': String(bytes.length) };
    const request = send(
      {
        ...{ hostname: url.hostname, port: url.port, method: sent.method ?? 'PUT' },
        path: (sent.path ?? (path => path))(url.pathname + url.search),
        headers: { ...(sent.headers ?? signed.headers), ...length },
      },
      answer => {
        const pieces: Buffer[] = [];
        answer.on('data', piece => pieces.push(piece));
        answer.on('end', () => {
          const code = /<Code>(\w+)<\/Code>/.exec(Buffer.concat(pieces).toString())?.[1];
          resolve(code === undefined ? String(answer.statusCode) : `${answer.statusCode} ${code}`);
        });
      },
    );
    // Whoever is refused before the body has gone may find the connection closed.
    request.on('error', reject);
    request.end(bytes);
  });

const small = Buffer.from('no picture');
const signSmall = { ...asked, bytes: small.length };

const stores = [
  { name: 'the laptop’s own bucket', start: startLaptop, isThere: true },
  { name: `versitygw${why}`, start: startGateway, isThere: program !== null },
] as const;

describe.each(stores)('uploads to $name', ({ start, isThere }) => {
  let store: Store;
  let client: S3Client;
  const sign = (more: Partial<AskedUpload> = {}) =>
    openStore(
      readConfig({
        ...{ S3_ENDPOINT: store.url, CONDITIONAL_WRITES: 'yes' },
        S3_ACCESS_KEY_ID: store.credentials.accessKeyId,
        S3_SECRET_ACCESS_KEY: store.credentials.secretAccessKey,
      }),
    ).signUpload(bucketName, { ...signSmall, key: `uploads/${Math.random()}/a b.png`, ...more });

  beforeAll(async () => {
    if (!isThere) return;
    store = await start();
    client = openClient(store.url, store.credentials);
  });
  afterEach(() => void vi.useRealTimers());
  afterAll(async () => {
    client?.destroy();
    await store?.stop();
  });

  test.skipIf(!isThere)('come whole, with their type and options, once', async () => {
    const signed = await sign({ ...asked });
    expect(await sendUpload(signed)).toBe('200');
    const got = await client.send(new GetObjectCommand({ Bucket: bucketName, Key: asked.key }));
    expect(got).toMatchObject({ ContentType: 'image/png', Metadata: asked.metadata });
    expect(body.equals(Buffer.from((await got.Body?.transformToByteArray()) ?? []))).toBe(true);
    const once = await sign();
    expect(await sendUpload(once, { body: small })).toBe('200');
    expect(await sendUpload(once, { body: small })).toBe('412 PreconditionFailed');
  });

  const less = (signed: SignedUpload, name: string) =>
    Object.fromEntries(Object.entries(signed.headers).filter(([one]) => one !== name));

  const wrong: readonly (readonly [string, (signed: SignedUpload) => Sent])[] = [
    ['more bytes', () => ({ body: Buffer.from('no picture!') })],
    ['fewer bytes', () => ({ body: Buffer.from('no pictur') })],
    ['another type', signed => ({ headers: { ...signed.headers, 'content-type': 'text/html' } })],
    ['no type', signed => ({ headers: less(signed, 'content-type') })],
    ['another option', signed => ({ headers: { ...signed.headers, 'x-amz-meta-expect': 'number' } })],
    ['an option less', signed => ({ headers: less(signed, 'x-amz-meta-expect') })],
    ['no condition', signed => ({ headers: less(signed, 'if-none-match') })],
    ['another key', () => ({ path: path => path.replace('a%20b.png', 'b.png') })],
    ['a longer life', () => ({ path: path => path.replace('X-Amz-Expires=600', 'X-Amz-Expires=604800') })],
    ['another method', () => ({ method: 'GET' })],
    ['another signature', () => ({ path: path => path.replace(/.$/, last => (last === '0' ? '1' : '0')) })],
  ];
  // The address ends in what was signed last, not always in its signature.
  test.skipIf(!isThere).each(wrong)('are refused with %s', async (_what, change) => {
    const signed = await sign();
    const told = await sendUpload(signed, { body: small, ...change(signed) });
    expect(told).toMatch(/^403 (SignatureDoesNotMatch|AccessDenied)$|^403$/);
    // The control: as it was signed it is taken, and nothing lay there yet.
    expect(await sendUpload(signed, { body: small })).toBe('200');
  });

  test.skipIf(!isThere)('are refused without a length, in chunks', async () => {
    const signed = await sign();
    expect(await sendUpload(signed, { body: small, isChunked: true })).toMatch(/^4\d\d/);
    expect(await sendUpload(signed, { body: small })).toBe('200');
  });

  test.skipIf(!isThere)('are refused once they have expired', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 601_000 });
    const late = await sign();
    vi.setSystemTime(Date.now() + 10_000);
    const justInTime = await sign();
    vi.useRealTimers();
    expect(await sendUpload(late, { body: small })).toBe('403 AccessDenied');
    expect(await sendUpload(justInTime, { body: small })).toBe('200');
  });
});

describe.skipIf(command === null)(
  `uploads to moto${command === null ? ' (skipped: no moto_server)' : ''}`,
  () => {
    test('come whole, with their type and options, once', async () => {
      const store = await startMotoStore();
      const client = openClient(store.url);
      try {
        const config = readConfig({
          ...{ S3_ENDPOINT: store.url, S3_ACCESS_KEY_ID: 'any', S3_SECRET_ACCESS_KEY: 'any' },
        });
        // Whether moto honours conditions is probed, as at any store.
        const signed = await openStore(config).signUpload(bucketName, asked);
        expect(await sendUpload(signed)).toBe('200');
        const got = await client.send(new GetObjectCommand({ Bucket: bucketName, Key: asked.key }));
        expect(got).toMatchObject({
          ...{ ContentType: 'image/png', ContentLength: body.length, Metadata: asked.metadata },
        });
        expect(await sendUpload(signed)).toBe('412 PreconditionFailed');
      } finally {
        client.destroy();
        await store.stop();
      }
    });
  },
);

describe('the laptop’s own bucket', () => {
  let store: Store;
  beforeAll(async () => {
    store = await startLaptop();
  });
  afterAll(() => store?.stop());

  const signAs = (accessKeyId: string) =>
    openStore(
      readConfig({
        ...{ S3_ENDPOINT: store.url, CONDITIONAL_WRITES: 'yes' },
        ...{ S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: 'nobody knows' },
      }),
    ).signUpload(bucketName, { ...signSmall, key: `uploads/${accessKeyId}.png` });

  test('takes any other signer’s address, whose secret it cannot know, until that expires', async () => {
    const signed = await signAs('somebody');
    expect(await sendUpload(signed, { body: small, headers: {} })).toBe('403 SignatureDoesNotMatch');
    expect(await sendUpload(signed, { body: small })).toBe('200');
    // But not one that pretends to be the house's.
    expect(await sendUpload(await signAs('digitdrop'), { body: small })).toBe('403 SignatureDoesNotMatch');
    const old = await signAs('else');
    const expired = { ...old, url: old.url.replace(/X-Amz-Date=\d{8}/, 'X-Amz-Date=20200101') };
    expect(await sendUpload(expired, { body: small })).toMatch(/^40[03] /);
  });

  test.each([
    ['two expiries', (url: string) => `${url}&X-Amz-Expires=900`],
    ['no expiry', (url: string) => url.replace(/X-Amz-Expires=\d+&/, '')],
    ['an expiry beyond a week', (url: string) => url.replace('X-Amz-Expires=600', 'X-Amz-Expires=604801')],
    ['no host', (url: string) => url.replace('%3Bhost', '')],
    ['another algorithm', (url: string) => url.replace('AWS4-HMAC-SHA256', 'AWS4-HMAC-SHA1')],
    ['no algorithm', (url: string) => url.replace('X-Amz-Algorithm=AWS4-HMAC-SHA256&', '')],
    ['half a credential', (url: string) => url.replace(/%2Faws4_request/, '')],
  ])('takes no address with %s', async (_what, change) => {
    const signed = await signAs('somebody');
    expect(change(signed.url)).not.toBe(signed.url);
    expect(await sendUpload({ ...signed, url: change(signed.url) }, { body: small })).toBe(
      '400 AuthorizationQueryParametersError',
    );
  });

  test('lets the page ask and see, and no other page', async () => {
    const signed = await signAs('page');
    const preflight = (origin: string) =>
      fetch(signed.url, {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'PUT',
          'access-control-request-headers': 'content-type,if-none-match,x-amz-meta-expect',
        },
      });
    const ours = await preflight(pageOrigin);
    expect(ours.status).toBe(204);
    expect(ours.headers.get('access-control-allow-origin')).toBe(pageOrigin);
    expect(ours.headers.get('access-control-allow-methods')).toContain('PUT');
    expect(ours.headers.get('access-control-allow-headers')).toContain('x-amz-meta-expect');
    const others = await preflight('http://elsewhere.example');
    expect([others.status, others.headers.get('access-control-allow-origin')]).toEqual([403, null]);
    const put = await fetch(signed.url, {
      ...{ method: 'PUT', body: small },
      headers: { ...signed.headers, origin: 'http://elsewhere.example' },
    });
    expect(put.status).toBe(403);
    const own = await fetch(signed.url, {
      ...{ method: 'PUT', body: small },
      headers: { ...signed.headers, origin: pageOrigin },
    });
    expect([own.status, own.headers.get('access-control-allow-origin')]).toEqual([200, pageOrigin]);
    expect(own.headers.get('access-control-expose-headers')).toContain('ETag');
  });
});
