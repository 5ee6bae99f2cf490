// The page's requests where the server asks who one is: the token that goes along, its renewal, and what a refusal does. A
// server and an issuer of the test's own answer `fetch`; the page's own modules are fresh in each test.
import { beforeEach, describe, expect, it, vi } from 'vitest';

const issuer = 'https://issuer.example';
const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const json = (value: unknown, status = 200) =>
  new Response(JSON.stringify(value), { status, headers: { 'content-type': 'application/json' } });

let granted: string[];
/** Tokens that the server takes. */
let taken: Set<string>;
let signIn: object;
let refresh: () => Response;
let asked: string[];
const pending = { state: 's', nonce: 'n', verifier: 'v'.repeat(43), ownAddress: 'https://page.example/' };

const tokens = (name: string, seconds: number) => {
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: issuer, aud: 'page', sub: 'ada', nonce: 'n', iat: now, exp: now + 600 };
  return {
    access_token: `a.b.${name}`,
    token_type: 'bearer',
    expires_in: seconds,
    refresh_token: `refresh-${name}`,
    id_token: `${base64url({ alg: 'RS256' })}.${base64url(claims)}.sig`,
  };
};

const answer = async (address: string | URL | Request, init?: RequestInit): Promise<Response> => {
  const url = String(address);
  asked.push(url);
  if (url === 'v1/sign-in') return json(signIn);
  if (url.endsWith('/.well-known/openid-configuration'))
    return json({ issuer, authorization_endpoint: `${issuer}/auth`, token_endpoint: `${issuer}/token` });
  if (url === `${issuer}/token`) {
    const kind = new URLSearchParams(String(init?.body)).get('grant_type') ?? '';
    granted.push(kind);
    return kind === 'refresh_token' ? refresh() : json(tokens('first', 600));
  }
  const bearer = new Headers(init?.headers).get('authorization') ?? 'none';
  return taken.has(bearer) ? json({ bearer }) : json({ detail: 'expected another token' }, 401);
};

const open = async () => {
  vi.resetModules();
  const session = await import('../../web/session.ts');
  const { callServer } = await import('../../web/call-server.ts');
  const enter = () => session.finishSignIn(new URLSearchParams({ code: 'c', state: 's' }), pending);
  return { ...session, callServer, enter };
};

beforeEach(() => {
  granted = [];
  asked = [];
  taken = new Set(['Bearer a.b.first']);
  signIn = { isRequired: true, issuer, clientId: 'page', scopes: 'openid' };
  refresh = () => json(tokens('second', 600));
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] });
  vi.stubGlobal('fetch', vi.fn(answer));
  return () => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  };
});

const later = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1000);

describe('a request of the page', () => {
  it('goes as it is where nobody has to sign in, and is asked about once', async () => {
    signIn = { isRequired: false, issuer: null, clientId: null, scopes: 'openid' };
    taken = new Set(['none']);
    const { callServer } = await open();
    for (let n = 0; n < 2; n++) expect((await callServer('v1/models')).status).toBe(200);
    expect(asked).toEqual(['v1/sign-in', 'v1/models', 'v1/models']);
  });

  it('does not go before somebody has signed in; then it goes with a token', async () => {
    const { callServer, enter, currentSession, untilSignedIn } = await open();
    expect((await callServer('v1/models')).status).toBe(401);
    expect(asked).toEqual(['v1/sign-in']);
    const waiting = untilSignedIn();
    await enter();
    await waiting;
    expect(currentSession()).toEqual({ state: 'in', name: 'ada' });
    expect(await (await callServer('v1/models')).json()).toEqual({ bearer: 'Bearer a.b.first' });
  });

  it('renews a token that the server no longer takes, once for all that were refused', async () => {
    const { callServer, enter, currentSession } = await open();
    await enter();
    later(30);
    taken = new Set(['Bearer a.b.second']);
    const answers = await Promise.all([1, 2, 3].map(() => callServer('v1/models')));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(granted).toEqual(['authorization_code', 'refresh_token']);
    expect(currentSession().state).toBe('in');
  });

  it('ends the sign-in where the issuer gives nothing for it any more, and says so', async () => {
    const { callServer, enter, currentSession } = await open();
    await enter();
    later(30);
    taken.clear();
    refresh = () => json({ error: 'invalid_grant' }, 400);
    expect((await callServer('v1/models')).status).toBe(401);
    expect(currentSession()).toMatchObject({
      state: 'out',
      why: expect.stringContaining('Nothing on this page is lost'),
    });
  });

  it('is the connection’s fault where the issuer cannot be reached: nobody is signed out for it', async () => {
    const { callServer, enter, currentSession } = await open();
    await enter();
    later(700);
    refresh = () => {
      throw new TypeError('Failed to fetch');
    };
    await expect(callServer('v1/models')).rejects.toThrow('Failed to fetch');
    expect(currentSession().state).toBe('in');
    refresh = () => json(tokens('second', 600));
    taken = new Set(['Bearer a.b.second']);
    expect((await callServer('v1/models')).status).toBe(200);
  });

  it('tells what the server says of a token that was just given', async () => {
    const { callServer, enter, currentSession } = await open();
    await enter();
    taken.clear();
    expect((await callServer('v1/models')).status).toBe(401);
    expect(currentSession()).toMatchObject({ why: expect.stringContaining('expected another token') });
    expect(granted).toEqual(['authorization_code']);
  });
});

describe('an answer of the issuer', () => {
  it.each([
    ['of another state', { code: 'c', state: 'other' }],
    ['that refuses', { error: 'access_denied', state: 's' }],
  ])('%s signs nobody in', async (_kind, parameters) => {
    const { finishSignIn, howToSignIn, currentSession } = await open();
    await howToSignIn();
    await finishSignIn(new URLSearchParams(parameters), pending);
    expect(currentSession()).toMatchObject({ state: 'out', why: expect.stringContaining('did not work') });
    expect(granted).toEqual([]);
  });

  it('with an ID token for another visit signs nobody in', async () => {
    const { finishSignIn, currentSession } = await open();
    await finishSignIn(new URLSearchParams({ code: 'c', state: 's' }), { ...pending, nonce: 'other' });
    expect(currentSession()).toMatchObject({ state: 'out' });
    expect(granted).toEqual(['authorization_code']);
  });
});
