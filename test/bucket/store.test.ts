// The SDK's boundary, against a server that answers as each test says: faults told apart, bodies bounded.
import dns from 'node:dns';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { ObjectStore } from '../../lib/bucket/object-store.ts';
import { openStore } from '../../lib/bucket/store.ts';
import { readConfig } from '../../lib/config.ts';
import { collect } from './collect.ts';

let server: Server | null = null;

afterEach(async () => {
  server?.closeAllConnections();
  await new Promise(done => (server === null ? done(null) : server.close(done)));
  server = null;
});

const serve = async (listener: RequestListener, env: Record<string, string> = {}): Promise<ObjectStore> => {
  const listening = createServer(listener);
  server = listening;
  await new Promise<void>(done => listening.listen(0, '127.0.0.1', done));
  const { port } = listening.address() as AddressInfo;
  return openStore(readConfig({ S3_ENDPOINT: `http://127.0.0.1:${port}`, ...env }));
};

const fault =
  (status: number, code: string): RequestListener =>
  (request, response) => {
    request.resume();
    response.writeHead(status, { 'content-type': 'application/xml' });
    response.end(
      request.method === 'HEAD' ? '' : `<Error><Code>${code}</Code><Message>said so</Message></Error>`,
    );
  };

test.each([
  [503, 'SlowDown', 'store-unavailable'],
  [500, 'InternalError', 'store-unavailable'],
  [429, 'TooManyRequests', 'store-unavailable'],
  [400, 'RequestTimeout', 'store-unavailable'],
  [403, 'AccessDenied', 'store-refused'],
  [404, 'NoSuchBucket', 'store-refused'],
  [400, 'InvalidArgument', 'store-refused'],
  [301, 'PermanentRedirect', 'store-refused'],
])('%i %s is %s, for whatever call', async (status, code, expected) => {
  const store = await serve(fault(status, code));
  const all = await Promise.allSettled([
    store.put('box', 'a.png', 'x', { contentType: 'text/plain', condition: { ifAbsent: true } }),
    store.get('box', 'a.png', { maxBytes: 9 }),
    store.remove('box', 'a.png'),
    collect(store.list('box', '')),
  ]);
  for (const one of all)
    expect(one).toMatchObject({ reason: { code: expected, message: expect.stringContaining(code) } });
});

test('an object that is gone is null; a server that is gone is a passing fault', async () => {
  const store = await serve(fault(404, 'NoSuchKey'));
  expect(await store.head('box', 'a.png')).toBeNull();
  expect(await store.get('box', 'a.png', { maxBytes: 9 })).toBeNull();
  await store.remove('box', 'a.png');
  server?.close();
  server?.closeAllConnections();
  await expect(store.head('box', 'a.png')).rejects.toMatchObject({ code: 'store-unavailable' });
});

test.each([
  [412, 'PreconditionFailed'],
  [409, 'ConditionalRequestConflict'],
  [404, 'NoSuchKey'],
])('%i %s to a conditional write is a lost race, and a fault to another', async (status, code) => {
  const store = await serve(fault(status, code));
  const put = (condition: Parameters<ObjectStore['put']>[3]['condition']) =>
    store.put('box', 'a.json', '{}', { contentType: 'application/json', condition });
  expect(await put({ ifAbsent: true })).toBe('lost-race');
  expect(await put({ ifEtag: 'abc' })).toBe('lost-race');
  await expect(put(null)).rejects.toMatchObject({ code: 'store-refused' });
});

test('a reading is marked where the settings ask for it, and nothing else ever', async () => {
  const tags: unknown[] = [];
  const listener: RequestListener = (request, response) => {
    request.resume();
    tags.push(request.headers['x-amz-tagging']);
    response.end();
  };
  const plain = { contentType: 'application/json', condition: null };
  for (const TAG_READINGS of ['yes', 'no']) {
    const store = await serve(listener, { TAG_READINGS });
    await store.put('box', 'a.png.json', '{}', { ...plain, tag: 'reading' });
    await store.put('box', '.digitdrop/probe.json', '{}', plain);
    server?.close();
  }
  expect(tags).toEqual(['digitdrop=reading', undefined, undefined, undefined]);
});

test('conditions go out as headers, ETags with their quotes', async () => {
  const sent: (readonly (string | undefined)[])[] = [];
  const store = await serve((request, response) => {
    request.resume();
    sent.push([
      request.headers['if-none-match'],
      request.headers['if-match'],
      request.headers['content-type'],
    ]);
    response.end();
  });
  for (const condition of [{ ifAbsent: true }, { ifEtag: 'abc' }, null] as const)
    await store.put('box', 'a.json', '{}', { contentType: 'application/json', condition });
  expect(sent).toEqual([
    ['*', undefined, 'application/json'],
    [undefined, '"abc"', 'application/json'],
    [undefined, undefined, 'application/json'],
  ]);
});

test('a body above the bound is let go of, stated or not; one at the bound is read', async () => {
  let closed = 0;
  let hasLength = true;
  const store = await serve((_request, response) => {
    response.writeHead(200, { etag: '"abc"', ...(hasLength ? { 'content-length': 50_000_000 } : {}) });
    const pour = () => {
      while (!response.destroyed && response.write(Buffer.alloc(100_000)));
    };
    response.on('drain', pour);
    response.on('close', () => closed++);
    pour();
  });
  for (const stated of [true, false]) {
    hasLength = stated;
    await expect(store.get('box', 'a.png', { maxBytes: 1000 })).rejects.toMatchObject({
      code: 'image-too-large',
    });
  }
  await expect.poll(() => closed).toBe(2);
});

test('a body at the bound is read, with its head', async () => {
  const store = await serve((_request, response) => {
    response.writeHead(200, {
      etag: '"abc"',
      'x-amz-version-id': 'v1',
      'x-amz-meta-Max-Error': '0.01',
      'content-length': 3,
    });
    response.end('123');
  });
  expect(await store.get('box', 'ü b.png', { maxBytes: 3 })).toEqual({
    head: { key: 'ü b.png', etag: 'abc', versionId: 'v1', bytes: 3, metadata: { 'max-error': '0.01' } },
    body: Buffer.from('123'),
  });
});

test('a connection that breaks within the body is a passing fault', async () => {
  const store = await serve((_request, response) => {
    response.writeHead(200, { etag: '"abc"', 'content-length': 100 });
    response.write('123', () => response.destroy());
  });
  await expect(store.get('box', 'a.png', { maxBytes: 1000 })).rejects.toMatchObject({
    code: 'store-unavailable',
  });
});

test('nothing is asked at opening; what is told of conditions is believed, and AWS is trusted', async () => {
  const asked: unknown[] = [];
  const listener: RequestListener = (request, response) => {
    asked.push(request.url);
    response.end();
  };
  for (const [told, expected] of [
    ['yes', true],
    ['no', false],
  ] as const) {
    const store = await serve(listener, { CONDITIONAL_WRITES: told });
    expect(await store.honoursConditions('box')).toBe(expected);
    server?.close();
  }
  expect(await openStore(readConfig({})).honoursConditions('box')).toBe(true);
  expect(asked).toEqual([]);
  const store = await serve(listener);
  expect(await store.honoursConditions('box')).toBe(false);
  expect(asked).toHaveLength(2);
});

test('names that no object can have are refused for good, and nothing is asked', async () => {
  let asked = 0;
  const store = await serve((request, response) => {
    asked += 1;
    fault(503, 'SlowDown')(request, response);
  });
  for (const [box, key] of [
    ['box', 'a\ud800'],
    ['box', 'a\0b'],
    ['box', ''],
    ['box', 'ä'.repeat(513)],
    ['a b/../c', 'a.png'],
  ] as const) {
    const condition = { contentType: 'text/plain', condition: null };
    for (const call of [
      () => store.head(box, key),
      () => store.get(box, key, { maxBytes: 9 }),
      () => store.put(box, key, 'x', condition),
      () => store.remove(box, key),
    ])
      await expect(call()).rejects.toMatchObject({ code: 'store-refused' });
  }
  expect(asked).toBe(0);
  await expect(store.head('box', 'ä'.repeat(512))).rejects.toMatchObject({ code: 'store-unavailable' });
  expect(asked).toBeGreaterThan(0);
});

describe('a store of others', () => {
  const listen = async (env: Readonly<Record<string, string>>) => {
    const asked: Pick<IncomingMessage, 'method' | 'url' | 'headers'>[] = [];
    const store = await serve(
      (request, response) => {
        request.resume();
        asked.push({ method: request.method, url: request.url, headers: request.headers });
        response.writeHead(200, { etag: '"e"' }).end();
      },
      { AWS_ACCESS_KEY_ID: 'of-everything', ...env },
    );
    return { store, asked };
  };

  test('is signed for with its own credentials and region, and gets no checksum that it may not know', async () => {
    const own = { S3_ACCESS_KEY_ID: 'own-id', S3_SECRET_ACCESS_KEY: 'own-key', S3_REGION: 'garage' };
    const { store, asked } = await listen({ ...own, AWS_REGION: 'eu-central-1' });
    await store.put('box', 'a b.png', 'x', { contentType: 'text/plain', condition: { ifAbsent: true } });
    await store.head('box', 'a b.png');
    for (const { headers } of asked) {
      expect(headers.authorization).toMatch(/Credential=own-id\/\d{8}\/garage\/s3\/aws4_request/);
      expect(Object.keys(headers).filter(name => /checksum|trailer|content-encoding/.test(name))).toEqual([]);
    }
    expect(asked.map(({ method, url }) => [method, url?.split('?')[0]])).toEqual([
      ['PUT', '/box/a%20b.png'],
      ['HEAD', '/box/a%20b.png'],
    ]);
  });

  test.each([
    ['yes', 'store.example', '/box/a.png'],
    ['no', 'box.store.example', '/a.png'],
  ])('with S3_PATH_STYLE=%s is asked at %s for %s', async (style, host, path) => {
    const looked = vi.spyOn(dns, 'lookup').mockImplementation(((
      _name: string,
      options: object,
      tell: unknown,
    ) => {
      const address = { address: '127.0.0.1', family: 4 };
      const answer = tell as (...answered: readonly unknown[]) => void;
      if ('all' in options && options.all === true) answer(null, [address]);
      else answer(null, address.address, address.family);
    }) as typeof dns.lookup);
    try {
      const { asked } = await listen({});
      const { port } = server!.address() as AddressInfo;
      const named = { S3_ENDPOINT: `http://store.example:${port}`, S3_PATH_STYLE: style };
      const keys = { S3_ACCESS_KEY_ID: 'id', S3_SECRET_ACCESS_KEY: 'key' };
      await openStore(readConfig({ ...named, ...keys })).head('box', 'a.png');
      expect(asked).toMatchObject([{ url: path, headers: { host: `${host}:${port}` } }]);
    } finally {
      looked.mockRestore();
    }
  });

  test('that does not answer is given up after the time of the settings', async () => {
    const store = await serve(() => {}, { S3_TIMEOUT_MS: '100' });
    const begun = performance.now();
    await expect(store.head('box', 'a.png')).rejects.toMatchObject({ code: 'store-unavailable' });
    // Three tries, and the pauses between them.
    expect(performance.now() - begun).toBeLessThan(10_000);
  });
});
