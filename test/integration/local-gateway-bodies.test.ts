// Bodies at the laptop's API Gateway: bounded as Lambda bounds them, and nobody is waited for.
import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { echo, start, talk } from './start-gateway.ts';

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

test('is stopped by no number of bodies that are slow to come', async () => {
  const { port, url } = await start(event => ({ statusCode: 200, body: String(event.body?.length) }));
  const begin = (bytes: number, sent: string) => {
    const socket = connect(port, '127.0.0.1').on('error', () => {});
    socket.write(
      `POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\nContent-Length: ${bytes}\r\n\r\n${sent}`,
    );
    return socket;
  };
  const slow = Array.from({ length: 40 }, () => begin(4_000_000, 'slow'));
  const cutOff = Array.from({ length: 40 }, () => begin(4_000_000, 'x'.repeat(500_000)));
  for (const socket of cutOff) socket.end();
  const startedAt = performance.now();
  expect((await fetch(url)).status).toBe(200);
  const bodies = Array.from({ length: 40 }, async () => {
    const answer = await fetch(url, { method: 'POST', body: Buffer.alloc(1_500_000) });
    return answer.text();
  });
  expect(await Promise.all(bodies)).toEqual(Array.from({ length: 40 }, () => '2000000'));
  expect(performance.now() - startedAt).toBeLessThan(15_000);
  for (const socket of slow) socket.destroy();
}, 40_000);

test('is kept by none who hold room and send nothing', async () => {
  const { port, url } = await start(event => ({ statusCode: 200, body: String(event.body?.length) }));
  const head =
    'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\nContent-Length: 4718000\r\n\r\n';
  const stalled = Array.from({ length: 25 }, () => talk(port, `${head}${'x'.repeat(70_000)}`));
  await new Promise(resolve => setTimeout(resolve, 500));
  const post = () => fetch(url, { method: 'POST', body: Buffer.alloc(300_000) });
  const startedAt = performance.now();
  const answer = await post();
  expect([answer.status, await answer.text()]).toEqual([200, '400000']);
  expect(performance.now() - startedAt).toBeLessThan(10_000);
  // Who stalled has been told why; four of them had waited for room and were let in as it came free.
  for (const told of await Promise.all(stalled))
    expect(told).toMatch(/^HTTP\/1\.1 408 [\s\S]*"body-too-slow"/);
  expect((await post()).status).toBe(200);
}, 40_000);

test('tells who finds no room to come again, and soon', async () => {
  const { port, url } = await start(event => ({ statusCode: 200, body: String(event.body?.length) }));
  const sockets = Array.from({ length: 25 }, () => {
    const socket = connect(port, '127.0.0.1').on('error', () => {});
    socket.write(
      `POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\nContent-Length: 4718000\r\n\r\n${'x'.repeat(70_000)}`,
    );
    return socket;
  });
  // Slow, but steady: they keep their room.
  const drip = setInterval(() => {
    for (const socket of sockets) socket.write('x');
  }, 500);
  await new Promise(resolve => setTimeout(resolve, 500));
  const startedAt = performance.now();
  const answer = await fetch(url, { method: 'POST', body: Buffer.alloc(4_000_000) });
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1']);
  expect(await answer.json()).toMatchObject({ code: 'too-busy' });
  expect(performance.now() - startedAt).toBeLessThan(10_000);
  expect(sockets.filter(socket => !socket.destroyed).length).toBeGreaterThan(15);
  clearInterval(drip);
  for (const socket of sockets) socket.destroy();
}, 40_000);
