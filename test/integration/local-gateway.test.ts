// The laptop's API Gateway over real sockets, with functions of the test's own behind it.
import { once } from 'node:events';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { createGateway } from '../../lib/local/gateway.ts';
import { closeServer, listenOnLoopback } from '../../lib/local/listen.ts';
import { createLog } from '../../lib/log.ts';

let server: Server | null = null;

type Call = (event: {
  readonly body?: string;
  readonly isBase64Encoded: boolean;
  readonly rawPath: string;
}) => unknown;

const start = async (call: Call | null, options: { readonly requestTimeoutMs?: number } = {}) => {
  const invoke = call === null ? null : async (event: unknown) => call(event as Parameters<Call>[0]);
  const origins = () => ['http://page.example'];
  server = createGateway({ invoke: () => invoke, origins, log: createLog('silent'), ...options });
  const port = await listenOnLoopback(server, 0, 'PORT');
  return { port, url: `http://127.0.0.1:${port}` };
};

afterEach(async () => {
  if (server !== null) await closeServer(server, 0);
  server = null;
});

/** Writes raw bytes and gives all that comes back until the connection ends. */
const talk = async (port: number, text: string): Promise<string> => {
  const socket = connect(port, '127.0.0.1').setEncoding('latin1');
  let answer = '';
  socket.on('data', piece => {
    answer += piece;
  });
  socket.on('error', () => {});
  socket.write(text);
  await once(socket, 'close');
  return answer;
};

const echo: Call = event => ({ statusCode: 200, body: JSON.stringify(event) });

test('hands a binary body on as base64, and sends one back', async () => {
  const bytes = Buffer.from([0, 255, 128, 10, 13]);
  const { url } = await start(event => ({
    statusCode: 201,
    headers: { 'content-type': 'image/png', 'x-of-the-function': 'yes' },
    cookies: ['a=1; Path=/', 'b=2'],
    body: event.body ?? '',
    isBase64Encoded: event.isBase64Encoded,
  }));
  const answer = await fetch(url, { method: 'POST', body: bytes, headers: { 'content-type': 'image/png' } });
  expect(answer.status).toBe(201);
  expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true);
  expect(answer.headers.get('x-of-the-function')).toBe('yes');
  expect(answer.headers.getSetCookie()).toEqual(['a=1; Path=/', 'b=2']);
});

test('leaves the path as it was written', async () => {
  const { port } = await start(echo);
  const answer = await talk(
    port,
    'GET /v1/readings/a%2Fb//../c+d?x=1&x=2 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
  );
  expect(JSON.parse(answer.slice(answer.indexOf('{'), answer.lastIndexOf('}') + 1))).toMatchObject({
    rawPath: '/v1/readings/a%2Fb//../c+d',
    rawQueryString: 'x=1&x=2',
    queryStringParameters: { x: '1,2' },
  });
});

test.each([
  'evil.example',
  'evil.example:3000',
  '127.0.0.1.evil.example',
  'localhost.evil.example',
  '169.254.0.1',
])('refuses the foreign Host %s, as a problem', async host => {
  const { port } = await start(echo);
  const answer = await talk(port, `GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  expect(answer).toMatch(/^HTTP\/1\.1 421 /);
  expect(answer).toMatch(/application\/problem\+json/);
  expect(answer).toMatch(/"code":"foreign-host"/);
});

test('refuses a foreign page, lets a known one call', async () => {
  const { url } = await start(echo);
  const post = (origin: string) => fetch(url, { method: 'POST', body: 'x', headers: { origin } });
  expect((await post('https://evil.example')).status).toBe(421);
  expect((await post('null')).status).toBe(421);
  expect((await post('http://page.example')).status).toBe(200);
});

test('takes 6,291,456 bytes as Lambda counts them, and not one more', async () => {
  const { url } = await start(event => ({ statusCode: 200, body: String(event.body?.length) }));
  const post = async (bytes: number, type: string) => {
    const headers = { 'content-type': type };
    const answer = await fetch(url, { method: 'POST', body: Buffer.alloc(bytes, 97), headers });
    return [answer.status, await answer.text()] as const;
  };
  expect(await post(6_291_456, 'application/json')).toEqual([200, '6291456']);
  expect(await post(4_718_592, 'image/png')).toEqual([200, '6291456']);
  for (const [bytes, type] of [
    [6_291_457, 'application/json'],
    [4_718_593, 'image/png'],
    [30_000_000, 'image/png'],
  ] as const) {
    const [status, body] = await post(bytes, type);
    expect(status).toBe(413);
    expect(JSON.parse(body)).toMatchObject({
      code: 'body-too-large',
      detail: expect.stringMatching(/bucket/),
    });
  }
});

test('counts a body of unstated length as it comes', async () => {
  const { url } = await start(echo);
  const body = new ReadableStream({
    start: controller => {
      for (let at = 0; at < 8; at++) controller.enqueue(Buffer.alloc(1_000_000));
      controller.close();
    },
  });
  const answer = await fetch(url, {
    method: 'POST',
    body,
    duplex: 'half',
    headers: { 'content-type': 'image/png' },
  });
  expect(answer.status).toBe(413);
});

test('refuses what is too large before it is sent, where the client asks first', async () => {
  const { port } = await start(echo);
  const head = (bytes: number) =>
    `POST / HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Type: image/png\r\nConnection: close\r\nContent-Length: ${bytes}\r\n\r\n`;
  const socket = connect(port, '127.0.0.1').setEncoding('latin1');
  let answer = '';
  socket.on('data', piece => {
    answer += piece;
  });
  socket.write(head(9_000_000));
  await once(socket, 'data');
  expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  socket.destroy();
  expect(await talk(port, `${head(1)}x`)).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 /);
});

test('waits for nobody who sends slowly', async () => {
  const { port, url } = await start(echo, { requestTimeoutMs: 300 });
  const begun =
    'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\nContent-Length: 100\r\n\r\nslow';
  const [slow] = await Promise.all([talk(port, begun), fetch(url)]);
  expect(slow).toMatch(/^HTTP\/1\.1 408 /);
});

test.each([
  'nonsense\r\n\r\n',
  'GET / HTTP/1.1\r\n\r\n',
  'GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n',
])('answers the malformed request %j with 400', async text => {
  const { port, url } = await start(echo);
  expect(await talk(port, text)).toMatch(/^HTTP\/1\.1 400 /);
  expect((await fetch(url)).status).toBe(200);
});

test('says 500 and nothing else where the function throws or answers nonsense', async () => {
  const { url } = await start(event => {
    if (event.rawPath === '/throws') throw new Error('secret');
    if (event.rawPath === '/header') return { statusCode: 200, headers: { 'x-a': 'line\nbreak' } };
    return { statusCode: 'many' };
  });
  for (const path of ['/throws', '/header', '/status']) {
    const answer = await fetch(url + path);
    expect([answer.status, await answer.text()]).toEqual([500, '{"message":"Internal Server Error"}']);
  }
});

test('says 503 while there is no function yet', async () => {
  const { url } = await start(null);
  const answer = await fetch(`${url}/v1/health`);
  expect(answer.status).toBe(503);
  expect(await answer.json()).toMatchObject({ code: 'not-ready' });
});

test('has at most eight requests in hand', async () => {
  let inHand = 0;
  let most = 0;
  const { url } = await start(async () => {
    inHand += 1;
    most = Math.max(most, inHand);
    await new Promise(resolve => setTimeout(resolve, 20));
    inHand -= 1;
    return { statusCode: 204 };
  });
  const answers = await Promise.all(Array.from({ length: 40 }, () => fetch(url)));
  expect(answers.every(answer => answer.status === 204)).toBe(true);
  expect(most).toBe(8);
});
