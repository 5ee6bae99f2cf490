// Servers: listening, with a taken port named, and closing once what is in hand is answered.
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DigitdropError } from '../errors.ts';

const loopback = '127.0.0.1';

/**
 * Connections that may wait to be accepted; Linux allows 4,096. With Node's 511 a burst of versitygw's events, each of
 * which may open a connection, was lost in part before anybody heard of it.
 */
const backlog = 4_096;

/**
 * Listens on 127.0.0.1 and gives the port; 0 takes any free one.
 * @throws DigitdropError `port-taken`, naming the setting (`S3_PORT`) and the port.
 */
export const listenOnLoopback = (server: Server, port: number, setting: string): Promise<number> =>
  listenOn(server, { host: loopback, port, setting });

export interface ListenPlace {
  /** An address of this machine. */
  readonly host: string;
  readonly port: number;
  /** What the port is set by. */
  readonly setting: string;
}

/** @throws DigitdropError `port-taken`; `bad-config` where the machine has no such address. */
export const listenOn = (server: Server, { host, port, setting }: ListenPlace): Promise<number> =>
  new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException) => {
      const advice = `stop what listens there, or set ${setting} to another port`;
      const messages: Readonly<Record<string, string>> = {
        EADDRINUSE: `${setting} ${port} is taken on ${host}: ${advice}`,
        EACCES: `${setting} ${port} may not be opened on ${host}: ${advice}`,
      };
      const message = messages[error.code ?? ''];
      if (message !== undefined) reject(new DigitdropError('port-taken', message, { cause: error }));
      else if (error.code === 'EADDRNOTAVAIL')
        reject(new DigitdropError('bad-config', `HOST: expected an address of this machine, got ${host}`));
      else reject(error);
    };
    server.once('error', fail);
    server.listen({ port, host, exclusive: true, backlog }, () => {
      server.off('error', fail);
      resolve((server.address() as AddressInfo).port);
    });
  });

/** Takes no more requests, waits for those in hand, and after `graceMs` cuts them off. */
export const closeServer = (server: Server, graceMs: number): Promise<void> =>
  new Promise(resolve => {
    const cut = setTimeout(() => server.closeAllConnections(), graceMs);
    // A connection that has its answer is kept for the next request for seconds; there will be none.
    const letGo = setInterval(() => server.closeIdleConnections(), 50);
    server.close(() => {
      clearTimeout(cut);
      clearInterval(letGo);
      resolve();
    });
    server.closeIdleConnections();
  });
