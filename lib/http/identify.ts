// Who asks, and whether the routes that are not for everyone answer them.
import type { Config } from '../config.ts';
import { DigitdropError } from '../errors.ts';
import { looksLikeKey } from '../keys/key-text.ts';
import type { ApiHouse } from './api-house.ts';
import type { HttpRequest } from './request.ts';
import type { Need, Role } from './roles.ts';

/** Somebody who is known: by a token of the issuer, or a machine by a key of its own. */
export interface Who {
  readonly kind: 'token' | 'key';
  /** As the issuer names the person or program, null where it does not; the name of a key. */
  readonly subject: string | null;
  /** The program that the token was given to; the id of a key. */
  readonly client: string | null;
  /** With a role come those below it. */
  readonly roles: readonly Role[];
}

/** What a fault is: `unauthorized`; or `issuer-unavailable`, `store-unavailable` where nobody can tell. */
export type Identify = (request: Pick<HttpRequest, 'headers'>) => Promise<Who | DigitdropError>;

type AuthConfig = Pick<
  Config,
  'authIssuer' | 'authAudiences' | 'authRolesClaim' | 'authDefaultRole' | 'authKeys' | 'bucket'
>;

/** Does anybody have to say who they are? */
export const asksWho = ({ authIssuer, authKeys }: Pick<Config, 'authIssuer' | 'authKeys'>): boolean =>
  authIssuer !== null || authKeys;

/** Null where the settings ask nobody to sign in. What checks is loaded with the first that it checks. */
export const identifyOf = ({
  config,
  store,
}: { readonly config: AuthConfig } & Pick<ApiHouse, 'store'>): Identify | null => {
  if (!asksWho(config)) return null;
  const { authIssuer: issuer, authAudiences: audiences, bucket } = config;
  const openTokens = once(async (): Promise<Identify> => {
    if (issuer === null) return async request => noToken(request);
    const { openSignIn } = await import('./sign-in.ts');
    return openSignIn({
      issuer,
      audiences,
      claim: config.authRolesClaim,
      defaultRole: config.authDefaultRole,
    });
  });
  const openKeys = once(async () => {
    const { openKeyIdentity } = await import('../keys/identify-key.ts');
    return openKeyIdentity({ store, bucket });
  });
  return async request => {
    const given = bearerOf(request);
    if (config.authKeys && given !== null && looksLikeKey(given)) return (await openKeys())(given);
    return (await openTokens())(request);
  };
};

const once = <T>(open: () => Promise<T>): (() => Promise<T>) => {
  let opened: Promise<T> | null = null;
  return () => {
    opened ??= open();
    return opened;
  };
};

/** Names of schemes are written in any case (RFC 9110, 11.1). */
export const bearerOf = ({ headers }: Pick<HttpRequest, 'headers'>): string | null =>
  /^\s*bearer +(\S+)\s*$/i.exec(headers.authorization ?? '')?.[1] ?? null;

const noToken = ({ headers }: Pick<HttpRequest, 'headers'>): DigitdropError => {
  const came = headers.authorization === undefined ? 'none' : 'something else';
  return new DigitdropError('unauthorized', `expected Authorization: "Bearer dd_…", got ${came}`);
};

/** Null where whoever asks may; a fault `forbidden` that names the role where they may not. */
export const refuseRole = ({ roles }: Pick<Who, 'roles'>, need: Need): DigitdropError | null => {
  if (need === 'nothing' || need === 'sign-in' || roles.includes(need)) return null;
  const has = roles.length === 0 ? 'none' : roles.join(', ');
  return new DigitdropError('forbidden', `expected the role ${need}, got ${has}`);
};

/** What a 401 and a 403 must tell (RFC 6750, 3): no error where nobody said who they are. */
export const challengeOf = (
  { headers }: Pick<HttpRequest, 'headers'>,
  { code }: DigitdropError,
  need: Need,
): string => {
  const realm = 'Bearer realm="digitdrop"';
  if (code === 'forbidden') return `${realm}, error="insufficient_scope", scope="${need}"`;
  return headers.authorization === undefined ? realm : `${realm}, error="invalid_token"`;
};
