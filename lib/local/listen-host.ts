// The address that a server is asked to listen on, and what it says of who may reach it.
import { isIP } from 'node:net';
import { DigitdropError } from '../errors.ts';

/** Is it this machine alone that reaches the address? */
export const isLoopbackHost = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127\./.test(host);

/**
 * A name might be the machine's own, that some shells set: nobody asked to be heard from outside by that.
 * @throws DigitdropError `bad-config`
 */
export const checkListenHost = (host: string): string => {
  if (host === 'localhost' || isIP(host) !== 0) return host;
  const expected = 'expected an IP address of this machine (0.0.0.0 for all)';
  throw new DigitdropError('bad-config', `HOST: ${expected}, got ${JSON.stringify(host)}`);
};

/** The address as a URL has it. */
export const httpUrlOf = (host: string, port: number): string =>
  `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
