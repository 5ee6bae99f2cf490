// Whether one has to sign in, who has, and the token that says so. Tokens are in this page's memory alone: no script of
// another page and no other tab can take them from a store, and a reload asks the issuer, who mostly still knows one.
import type { HowToSignIn, Pending, Tokens } from './openid.ts';

export type Session =
  /** The server has not said yet, or nobody has to sign in. */
  | { readonly state: 'unasked' | 'open' }
  /** `why`: what happened, in words; null before the first time. */
  | { readonly state: 'out'; readonly why: string | null }
  | { readonly state: 'in'; readonly name: string }
  /** One has to be known, and a page cannot be. */
  | { readonly state: 'shut' };

let session: Session = { state: 'unasked' };
let tokens: Tokens | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();

export const currentSession = (): Session => session;
export const isSignedOut = (): boolean => session.state === 'out';

/** Told of each change, until what is returned is called. */
export const watchSession = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

const change = (to: Session): void => {
  session = to;
  for (const listener of [...listeners]) listener();
};

/** Resolves when somebody is signed in, at once where nobody has to. */
export const untilSignedIn = (): Promise<void> =>
  new Promise(resolve => {
    if (!isSignedOut()) return resolve();
    const stop = watchSession(() => {
      if (isSignedOut()) return;
      stop();
      resolve();
    });
  });

let told: Promise<HowToSignIn | null> | null = null;

/** Null where nobody has to sign in, or nobody can here. What failed is asked for anew. */
export const howToSignIn = (): Promise<HowToSignIn | null> => {
  told ??= askHow().catch(error => {
    told = null;
    throw error;
  });
  return told;
};

const askHow = async (): Promise<HowToSignIn | null> => {
  const response = await fetch('v1/sign-in', { headers: { accept: 'application/json' } });
  if (!response.ok) throw new TypeError(`sign-in: ${response.status}`);
  // Of our own origin, and of its own schema's making.
  const how = (await response.json()) as {
    readonly isRequired: boolean;
    readonly issuer: string | null;
    readonly clientId: string | null;
    readonly scopes: string;
  };
  const { isRequired, issuer, clientId, scopes } = how;
  const canSignIn = isRequired && issuer !== null && clientId !== null;
  if (session.state === 'unasked')
    change(canSignIn ? { state: 'out', why: null } : { state: isRequired ? 'shut' : 'open' });
  return canSignIn ? { issuer, clientId, scopes } : null;
};

/** Undefined where none is needed, or none can be had; null where somebody has to sign in first. */
export const currentToken = async (): Promise<string | null | undefined> => {
  const how = await howToSignIn();
  if (how === null) return undefined;
  if (tokens === null) return null;
  return tokens.expiresAt > Date.now() ? tokens.bearer : renew();
};

const justGivenMs = 5_000;

/** A token that the server did not take: another one, or null where somebody has to sign in again. */
export const refuseToken = async (token: string, refusal: Response): Promise<string | null> => {
  if (tokens === null) return null;
  // Others were refused at the same time, and one of them has a new one.
  if (tokens.bearer !== token) return tokens.bearer;
  // One that was just given is refused for what a new one would not change.
  if (tokens.refreshToken !== null && Date.now() - tokens.takenAt > justGivenMs) return renew();
  const problem = (await refusal.json().catch(() => ({}))) as { readonly detail?: unknown };
  const said = typeof problem.detail === 'string' ? `: ${problem.detail}` : '.';
  leave(tokens.expiresAt > Date.now() ? `The server does not take this sign-in${said}` : ended);
  return null;
};

const ended = 'Your sign-in has ended. Nothing on this page is lost: sign in again and it goes on.';

const leave = (why: string | null): void => {
  clearTimeout(timer);
  tokens = null;
  change({ state: 'out', why });
};

const take = (taken: Tokens): void => {
  tokens = taken;
  clearTimeout(timer);
  const lifeMs = taken.expiresAt - Date.now();
  // A minute before it expires, sooner for what lives for minutes only.
  const waitMs = taken.refreshToken === null ? lifeMs : Math.max(lifeMs * 0.75, lifeMs - 60_000);
  // Longer waits than this overflow, and end at once; shorter ones would never leave the issuer alone.
  timer = setTimeout(() => void renew().catch(() => {}), Math.min(Math.max(waitMs, 1_000), 2_000_000_000));
  change({ state: 'in', name: taken.name });
};

let renewing: Promise<string | null> | null = null;

/** Null where the issuer wants to see the person again. @throws what `fetch` does where it cannot be asked. */
const renew = (): Promise<string | null> => {
  renewing ??= renewOnce().finally(() => {
    renewing = null;
  });
  return renewing;
};

const renewOnce = async (): Promise<string | null> => {
  const [how, old] = [await howToSignIn(), tokens];
  if (how === null || old === null) return null;
  const openid = await import('./openid.ts');
  const renewed = old.refreshToken === null ? null : await openid.renewTokens(how, old);
  // Signed out while this was under way.
  if (tokens !== old) return tokens?.bearer ?? null;
  if (renewed === null) {
    leave(ended);
    return null;
  }
  take(renewed);
  return renewed.bearer;
};

/** What came back from the issuer, for what was asked of it. */
export const finishSignIn = async (answer: URLSearchParams, pending: Pending): Promise<void> => {
  try {
    const how = await howToSignIn();
    if (how === null) return;
    const { redeemCode } = await import('./openid.ts');
    take(await redeemCode(how, answer, pending));
  } catch (error) {
    leave(`Signing in did not work: ${error instanceof Error ? error.message : String(error)}`);
  }
};

/** Says why nobody is signed in. */
export const explainSignedOut = (why: string): void => {
  if (isSignedOut()) change({ state: 'out', why });
};

/** Forgets the tokens; gives them to whoever tells the issuer. */
export const dropTokens = (): Tokens | null => {
  const dropped = tokens;
  leave('You are signed out.');
  return dropped;
};
