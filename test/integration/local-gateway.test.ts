// The laptop's API Gateway over real sockets, with functions of the test's own behind it.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { expect, test, vi } from 'vitest';
import { echo, start, talk } from './start-gateway.ts';

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

test('refuses two Hosts, be they the same', async () => {
  const { port } = await start(echo);
  const ask = (hosts: string) => talk(port, `GET / HTTP/1.1\r\n${hosts}Connection: close\r\n\r\n`);
  expect(await ask('Host: localhost\r\nhost: evil.example\r\n')).toMatch(/^HTTP\/1\.1 400 /);
  expect(await ask('Host: localhost\r\nHost: localhost\r\n')).toMatch(/^HTTP\/1\.1 400 /);
  expect(await ask('Host: localhost\r\n')).toMatch(/^HTTP\/1\.1 200 /);
});

test('refuses a foreign page, lets a known one call', async () => {
  const { url } = await start(echo);
  const post = (origin: string) => fetch(url, { method: 'POST', body: 'x', headers: { origin } });
  const refused = await post('https://evil.example');
  expect([refused.status, await refused.json()]).toEqual([
    403,
    expect.objectContaining({ code: 'foreign-origin' }),
  ]);
  expect((await post('null')).status).toBe(403);
  expect((await post('http://page.example')).status).toBe(200);
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

/** Asks, and takes nothing of the answer; → the socket, once the answer has begun. */
const askAndPause = async (port: number): Promise<Socket> => {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  socket.write('GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await once(socket, 'readable');
  return socket;
};

const large = (bytes: number) => (event: { readonly rawPath: string }) => ({
  statusCode: 200,
  body: 'x'.repeat(event.rawPath === '/large' ? bytes : 1),
});

test('serves nobody while too much waits to be taken, and all again once it is given up', async () => {
  const { port, url } = await start(large(12_000_000));
  const first = await askAndPause(port);
  expect((await fetch(url)).status).toBe(200);
  const sockets = [first, ...(await Promise.all(Array.from({ length: 6 }, () => askAndPause(port))))];
  const refused = await fetch(url);
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
  expect(await refused.json()).toMatchObject({ code: 'too-busy' });
  for (const socket of sockets) socket.destroy();
  await vi.waitFor(async () => expect((await fetch(url)).status).toBe(200), 10_000);
});

test('lets a client go that takes nothing of its answer, and waits for one that takes it slowly', async () => {
  const bytes = 12_000_000;
  const { port, url } = await start(large(bytes), { sendTimeoutMs: 500 });
  const takenOf = async (socket: Socket): Promise<number> => {
    let taken = 0;
    socket.on('data', piece => {
      taken += piece.length;
    });
    await once(socket, 'close');
    return taken;
  };
  const idle = await askAndPause(port);
  await new Promise(resolve => setTimeout(resolve, 2_000));
  expect(await takenOf(idle)).toBeLessThan(bytes);

  let taken = 0;
  for await (const piece of (await fetch(`${url}/large`)).body ?? []) {
    taken += piece.length;
    if (taken < 3_000_000) await new Promise(resolve => setTimeout(resolve, 50));
  }
  expect(taken).toBe(bytes);
});

test('says 503 while there is no function yet', async () => {
  const { url } = await start(null);
  const answer = await fetch(`${url}/v1/health`);
  expect(answer.status).toBe(503);
  expect(await answer.json()).toMatchObject({ code: 'not-ready' });
});

test('has at most eight bodies in hand, and lets questions without a body past them', async () => {
  const gate = Promise.withResolvers<void>();
  let inHand = 0;
  let most = 0;
  const { url } = await start(async event => {
    if (event.body === undefined) return { statusCode: 200 };
    inHand += 1;
    most = Math.max(most, inHand);
    await gate.promise;
    await new Promise(resolve => setTimeout(resolve, 20));
    inHand -= 1;
    return { statusCode: 204 };
  });
  const posts = Array.from({ length: 24 }, () => fetch(url, { method: 'POST', body: 'x' }));
  await expect.poll(() => inHand).toBe(8);
  expect((await fetch(`${url}/v1/health`)).status).toBe(200);
  gate.resolve();
  const answers = await Promise.all(posts);
  expect(answers.every(answer => answer.status === 204)).toBe(true);
  expect(most).toBe(8);
});
