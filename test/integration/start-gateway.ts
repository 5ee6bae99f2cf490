// A gateway with functions of the test's own behind it, and raw talk with it.
import { once } from 'node:events';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import { afterEach } from 'vitest';
import { createGateway } from '../../lib/local/gateway.ts';
import { closeServer, listenOnLoopback } from '../../lib/local/listen.ts';
import { createLog } from '../../lib/log.ts';

let server: Server | null = null;

export type Call = (event: {
  readonly body?: string;
  readonly isBase64Encoded: boolean;
  readonly rawPath: string;
}) => unknown;

export const start = async (
  call: Call | null,
  options: { readonly requestTimeoutMs?: number; readonly sendTimeoutMs?: number } = {},
) => {
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
export const talk = async (port: number, text: string): Promise<string> => {
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

export const echo: Call = event => ({ statusCode: 200, body: JSON.stringify(event) });
