// Who may call a server on loopback: neither a foreign name that was rebound to 127.0.0.1, nor a foreign page.
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { DigitdropError } from '../errors.ts';

const ownNames = ['127.0.0.1', 'localhost', '[::1]'];

/** True for loopback's own names, with any port or none. A browser sends the page's name, not the address. */
export const isOwnHost = (host: string | undefined): boolean =>
  host !== undefined && ownNames.includes(host.toLowerCase().replace(/:\d+$/, ''));

/** @throws DigitdropError `foreign-host` (421). */
export const checkHost = (host: string | undefined): void => {
  if (isOwnHost(host)) return;
  const came = host === undefined ? 'none' : JSON.stringify(host);
  throw new DigitdropError('foreign-host', `expected a Host of ${ownNames.join(', ')}, got ${came}`);
};

/** Two Hosts may be understood in two ways; RFC 9112, 3.2, refuses such a request with 400. */
export const hasOneHost = ({ rawHeaders }: Pick<IncomingMessage, 'rawHeaders'>): boolean =>
  rawHeaders.filter((name, at) => at % 2 === 0 && name.toLowerCase() === 'host').length === 1;

/** The origins of pages that the house serves itself, on these ports. */
export const ownOrigins = (ports: readonly number[]): readonly string[] =>
  ports.flatMap(port => ownNames.map(name => `http://${name}:${port}`));

/**
 * Whether a request comes from no page at all, or from one that may call. A browser names the page in `Origin`
 * with every request that could change something, even where it would hide the answer from the page.
 */
export const mayCall = (headers: IncomingHttpHeaders, origins: readonly string[]): boolean =>
  headers.origin === undefined || origins.includes(headers.origin) || origins.includes('*');

/** Lets the page read the answer. */
export const allowOrigin = (
  request: IncomingMessage,
  response: ServerResponse,
  exposedHeaders: string,
): void => {
  const { origin } = request.headers;
  if (origin === undefined) return;
  response.setHeader('access-control-allow-origin', origin);
  response.setHeader('access-control-expose-headers', exposedHeaders);
  response.setHeader('vary', 'Origin');
};

/** Answers a preflight of a page that may send what it asks for. */
export const answerPreflight = (request: IncomingMessage, response: ServerResponse): void => {
  const asked = request.headers['access-control-request-headers'];
  response.setHeader('access-control-allow-methods', 'PUT');
  if (asked !== undefined) response.setHeader('access-control-allow-headers', asked);
  response.setHeader('access-control-max-age', '600');
  response.writeHead(204).end();
};

/** True for the question that a browser asks before it sends what a form could not. */
export const isPreflight = (request: Pick<IncomingMessage, 'method' | 'headers'>): boolean =>
  request.method === 'OPTIONS' && request.headers['access-control-request-method'] !== undefined;
