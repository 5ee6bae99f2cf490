// Who asks, and whether the routes that are not for everyone answer them.
import type { Config } from '../config.ts';
import type { DigitdropError } from '../errors.ts';
import type { HttpRequest } from './request.ts';

/** Somebody who is known. A machine with a key of its own will be another kind beside this one. */
export interface Who {
  readonly kind: 'token';
  /** As the issuer names the person or program; null where it does not. */
  readonly subject: string | null;
  /** The program that the token was given to. */
  readonly client: string | null;
}

/** What a fault is: `unauthorized`, or `issuer-unavailable` where nobody can tell. */
export type Identify = (request: Pick<HttpRequest, 'headers'>) => Promise<Who | DigitdropError>;

/** Routes for everyone: they tell nothing of anybody's images. `/v1/events` has a secret of its own. */
const openPaths: ReadonlySet<string> = new Set([
  '/',
  '/assets/{key}',
  '/openapi.json',
  '/v1/health',
  '/v1/events',
]);

/** By the path of a route, as OpenAPI writes it. What is not listed here asks who one is. */
export const isOpenPath = (path: string): boolean => openPaths.has(path);

/** Null where the settings ask nobody to sign in. What checks tokens is loaded with the first of them. */
export const identifyOf = ({
  authIssuer,
  authAudiences,
}: Pick<Config, 'authIssuer' | 'authAudiences'>): Identify | null => {
  if (authIssuer === null) return null;
  let opened: Promise<Identify> | null = null;
  const open = async (): Promise<Identify> => {
    const { openSignIn } = await import('./sign-in.ts');
    return openSignIn({ issuer: authIssuer, audiences: authAudiences });
  };
  return async request => {
    opened ??= open();
    return (await opened)(request);
  };
};

/** What a 401 must tell (RFC 6750, 3): no error where nobody said who they are. */
export const challengeOf = ({ headers }: Pick<HttpRequest, 'headers'>): string =>
  headers.authorization === undefined
    ? 'Bearer realm="digitdrop"'
    : 'Bearer realm="digitdrop", error="invalid_token"';
