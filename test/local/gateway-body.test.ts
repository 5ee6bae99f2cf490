// Bodies that hold room: whoever sends nothing more is let go, whoever finds no room hears of it.
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { DigitdropError } from '../../lib/errors.ts';
import { readBody } from '../../lib/local/gateway-body.ts';
import { closeServer, listenOnLoopback } from '../../lib/local/listen.ts';

const stallMs = 200;
const head = (bytes: number) =>
  `POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\nContent-Length: ${bytes}\r\n\r\n`;

let server: Server | null = null;
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  if (server !== null) await closeServer(server, 0);
  server = null;
});

/** Sends the head of a body and its beginning; → the socket, and what became of the body: its size, or a fault. */
const post = async (bytes: number, sent: number, takeRoom: () => Promise<void> = async () => {}) => {
  const came = Promise.withResolvers<IncomingMessage>();
  server = createServer((request, response) => {
    came.resolve(request);
    response.on('error', () => {});
  });
  const port = await listenOnLoopback(server, 0, 'PORT');
  const socket = connect(port, '127.0.0.1').on('error', () => {});
  sockets.push(socket);
  socket.write(head(bytes));
  socket.write(Buffer.alloc(sent));
  const request = await came.promise;
  const ended = readBody(request, takeRoom, stallMs).then(
    body => body.byteLength,
    (error: unknown) => error,
  );
  return { socket, request, ended };
};

test('lets go of who holds room and sends nothing more', async () => {
  const { ended } = await post(1_000_000, 100_000);
  const started = performance.now();
  expect(await ended).toMatchObject({ code: 'body-too-slow' });
  expect(performance.now() - started).toBeLessThan(3000);
});

test('waits for who is slow, but steady', async () => {
  const { socket, ended } = await post(100_006, 100_000);
  for (let piece = 0; piece < 6; piece++) {
    await new Promise(resolve => setTimeout(resolve, stallMs / 2));
    socket.write('x');
  }
  expect(await ended).toBe(100_006);
});

test('blames nobody for the time in which it did not look', async () => {
  const { socket, ended } = await post(100_001, 100_000);
  await new Promise(resolve => setTimeout(resolve, stallMs / 4));
  // What comes next after this are the timers, and only then what has arrived meanwhile.
  setImmediate(() => {
    socket.write('x');
    const until = performance.now() + 2 * stallMs;
    while (performance.now() < until);
  });
  expect(await ended).toBe(100_001);
});

test('waits for room without a clock of its own, and for who holds none', async () => {
  const { ended } = await post(100_000, 100_000, () => new Promise(enter => setTimeout(enter, 2 * stallMs)));
  expect(await ended).toBe(100_000);
  await closeServer(server!, 0);
  const { socket, ended: small } = await post(1000, 999);
  await new Promise(resolve => setTimeout(resolve, 2 * stallMs));
  socket.write('x');
  expect(await small).toBe(1000);
});

test('takes in the rest of a body without room, so that its sender comes to hear of it', async () => {
  const refuse = () => Promise.reject(new DigitdropError('too-busy', 'no room'));
  const { request, ended } = await post(3_000_000, 3_000_000, refuse);
  expect(await ended).toMatchObject({ code: 'too-busy' });
  expect(request.complete).toBe(true);
});
