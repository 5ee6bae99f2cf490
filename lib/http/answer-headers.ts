// Headers that go with every answer: what a browser may do with it, and which origins may read it.

type Headers = Readonly<Record<string, string>>;

/** Nothing that is answered here is a document that may load or frame anything, unless it says so itself. */
export const securityHeaders: Headers = Object.freeze({
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'content-security-policy':
    "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
});

/** How long a browser may keep the answer to a preflight. */
const preflightSeconds = '600';

/** CORS (Fetch standard, 3.2): an origin on the list may read the answer; caches keep origins apart. */
export const corsHeaders = (origin: string | undefined, origins: readonly string[]): Headers => {
  if (origins.length === 0) return {};
  const isListed = origin !== undefined && (origins.includes(origin) || origins.includes('*'));
  return isListed ? { vary: 'origin', 'access-control-allow-origin': origin } : { vary: 'origin' };
};

/** What a preflight adds where its origin is on the list. */
export const preflightHeaders = (
  allowed: readonly string[],
  { asksWho }: { readonly asksWho: boolean },
): Headers => ({
  'access-control-allow-methods': allowed.join(', '),
  'access-control-allow-headers': asksWho ? 'content-type, authorization' : 'content-type',
  'access-control-max-age': preflightSeconds,
});

/** Joins headers; `vary` is the one that several may add to. */
export const joinHeaders = (...parts: readonly Headers[]): Headers => {
  const vary = [...new Set(parts.flatMap(part => (part.vary === undefined ? [] : [part.vary])))].join(', ');
  return Object.assign({}, ...parts, vary === '' ? {} : { vary });
};
