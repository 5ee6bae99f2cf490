// Servers on loopback: listening, with a taken port named, and closing once what is in hand is answered.
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DigitdropError } from '../errors.ts';

const host = '127.0.0.1';

/**
 * Listens on 127.0.0.1 and gives the port; 0 takes any free one.
 * @throws DigitdropError `port-taken`, naming the setting (`S3_PORT`) and the port.
 */
export const listenOnLoopback = (server: Server, port: number, setting: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException) => {
      const advice = `stop what listens there, or set ${setting} to another port`;
      const messages: Readonly<Record<string, string>> = {
        EADDRINUSE: `${setting} ${port} is taken on ${host}: ${advice}`,
        EACCES: `${setting} ${port} may not be opened on ${host}: ${advice}`,
      };
      const message = messages[error.code ?? ''];
      reject(message === undefined ? error : new DigitdropError('port-taken', message, { cause: error }));
    };
    server.once('error', fail);
    server.listen({ port, host, exclusive: true }, () => {
      server.off('error', fail);
      resolve((server.address() as AddressInfo).port);
    });
  });

/** Takes no more requests, waits for those in hand, and after `graceMs` cuts them off. */
export const closeServer = (server: Server, graceMs: number): Promise<void> =>
  new Promise(resolve => {
    const cut = setTimeout(() => server.closeAllConnections(), graceMs);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
  });
