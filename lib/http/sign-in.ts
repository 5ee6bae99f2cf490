// Sign-in by OpenID Connect: a token of the one issuer that the settings name, checked with the keys that it publishes.
// The only file that imports jose.
import {
  createRemoteJWKSet,
  customFetch,
  errors,
  type JWTPayload,
  type JWTVerifyGetKey,
  type JWTVerifyResult,
  jwtVerify,
} from 'jose';
import { z } from 'zod';
import { DigitdropError } from '../errors.ts';
import { fetchBounded } from './fetch-bounded.ts';
import { bearerOf, type Identify, type Who } from './identify.ts';
import { type Role, rolesOfClaims } from './roles.ts';

export interface SignIn {
  /** As it names itself in its tokens, to the letter. */
  readonly issuer: string;
  /** A token has to be for one of these. */
  readonly audiences: readonly string[];
  /** The claim that names roles; null: the usual ones. */
  readonly claim?: string | null;
  /** Everybody's who has none; null: none. */
  readonly defaultRole?: Role | null;
  /** How long keys that were just fetched are not asked for again, whatever key a token names. */
  readonly cooldownMs?: number;
}

/** No `none`, and no HMAC: with those a public key would be a secret (RFC 8725, 3.1). */
const algorithms = ['RS', 'PS', 'ES'].flatMap(name => [256, 384, 512].map(bits => `${name}${bits}`));
const allowed = [...algorithms, 'EdDSA', 'Ed25519'];

/**
 * What a token calls itself, if anything: access tokens have a name of their own (RFC 9068), ID tokens that of all.
 * Issuers sign others with the same keys, of a sign-out for one, which let nobody in (RFC 8725, 3.11).
 */
const types = /^(application\/)?(at\+)?jwt$/i;

const timeoutMs = 5_000;

/** Clocks differ. */
const toleranceSeconds = 30;

/** A token is checked against keys of at most this age. */
const keysKeptMs = 600_000;

/** So long an issuer that did not answer is not asked again. */
const restAfterFailureMs = 5_000;

type KeySet = ReturnType<typeof createRemoteJWKSet>;

/** Opens a sign-in; nothing touches the network before the first token. */
export const openSignIn = (signIn: SignIn): Identify => {
  const { issuer } = signIn;
  const getKey = keysOfIssuer(signIn);
  return async request => {
    const token = bearerOf(request);
    if (token === null)
      return refusal(issuer, request.headers.authorization === undefined ? 'none' : 'something else');
    try {
      const { payload, protectedHeader } = await jwtVerify(token, getKey, {
        issuer,
        algorithms: allowed,
        requiredClaims: ['exp'],
        clockTolerance: toleranceSeconds,
      });
      if (!isSignIn(protectedHeader)) return refusal(issuer, 'one of another type');
      return isFor(payload, signIn.audiences)
        ? whoOf(payload, signIn)
        : refusal(issuer, 'one for somebody else');
    } catch (cause) {
      if (cause instanceof DigitdropError) return cause;
      // What jose says names claims and rules, never what a token holds.
      const said = cause instanceof errors.JOSEError ? `one that is refused: ${cause.message}` : 'another';
      return refusal(issuer, said, cause);
    }
  };
};

const refusal = (issuer: string, came: string, cause?: unknown): DigitdropError =>
  new DigitdropError('unauthorized', `expected Authorization: "Bearer <token of ${issuer}>", got ${came}`, {
    cause,
  });

const isSignIn = ({ typ }: JWTVerifyResult['protectedHeader']): boolean =>
  typ === undefined || types.test(typ);

/** `aud` says whom a token is for; access tokens of Amazon Cognito have none, and name the program in `client_id`. */
const isFor = ({ aud, client_id: client }: JWTPayload, audiences: readonly string[]): boolean =>
  [aud ?? client].flat().some(name => typeof name === 'string' && audiences.includes(name));

const textOrNull = (claim: unknown): string | null => (typeof claim === 'string' ? claim : null);

const whoOf = (claims: JWTPayload, { claim = null, defaultRole = null }: SignIn): Who => ({
  kind: 'token',
  subject: textOrNull(claims.sub),
  client: textOrNull(claims.client_id ?? claims.azp),
  roles: rolesOfClaims(claims, { claim, defaultRole }),
});

/**
 * The issuer's keys, by the address that its own description names: fetched when first asked for, again when they are
 * old or a token names another. What failed is asked for anew after a rest; keys that are there are not given up for it.
 * @throws DigitdropError `issuer-unavailable`
 */
const keysOfIssuer = ({ issuer, cooldownMs = 30_000 }: SignIn): JWTVerifyGetKey => {
  let discovered: Promise<KeySet> | null = null;
  let failed: { readonly at: number; readonly cause: unknown } | null = null;
  const restMs = Math.min(cooldownMs, restAfterFailureMs);
  const isResting = (): boolean => failed !== null && performance.now() - failed.at < restMs;
  const unavailable = (cause: unknown): DigitdropError =>
    new DigitdropError('issuer-unavailable', `expected the keys of ${issuer}`, { cause });
  // An issuer in trouble is not asked once for every token that comes, be it for all keys or for one that is new.
  const ask: typeof fetchBounded = async (url, options) => {
    if (isResting()) throw failed?.cause;
    return fetchBounded(url, options);
  };
  const discover = async (): Promise<KeySet> =>
    createRemoteJWKSet(await findKeys(issuer, ask), {
      timeoutDuration: timeoutMs,
      cooldownDuration: cooldownMs,
      cacheMaxAge: keysKeptMs,
      [customFetch]: ask,
    });
  return async (header, token) => {
    let keys: KeySet | null = null;
    try {
      discovered ??= discover();
      keys = await discovered;
      return await keys(header, token);
    } catch (cause) {
      if (isOfToken(cause)) throw cause;
      if (keys === null || !keys.fresh) discovered = null;
      // A rest is not made longer by those who ask meanwhile: they get the same fault.
      if (cause !== failed?.cause) failed = { at: performance.now(), cause };
      throw unavailable(cause);
    }
  };
};

/** A fault of the token, not of whoever should give the keys. */
const isOfToken = (cause: unknown): boolean =>
  cause instanceof errors.JWKSNoMatchingKey ||
  cause instanceof errors.JWKSMultipleMatchingKeys ||
  cause instanceof errors.JOSENotSupported;

const description = z.object({ issuer: z.string(), jwks_uri: z.url() });

/** Where the issuer's keys are (OpenID Connect Discovery 1.0, 4): no redirect, and no way that others can read along. */
const findKeys = async (issuer: string, ask: typeof fetchBounded): Promise<URL> => {
  const response = await ask(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, {
    headers: { accept: 'application/json' },
    signal: AbortSignal.timeout(timeoutMs),
  });
  const described = description.parse(await response.json());
  if (described.issuer !== issuer)
    throw new Error(`expected the issuer to call itself ${issuer}, got ${described.issuer}`);
  const address = new URL(described.jwks_uri);
  const isAllowed = address.protocol === 'https:' || (isOnLoopback(address) && isOnLoopback(new URL(issuer)));
  if (!isAllowed) throw new Error(`expected the issuer's keys at an https address, got ${address.href}`);
  return address;
};

const isOnLoopback = ({ protocol, hostname }: URL): boolean =>
  protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
