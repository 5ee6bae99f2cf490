// Tokens of an OpenID issuer at the HTTP function: who is let in, who is not, and what becomes of the issuer's own faults.
import { createHash, createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { runCommandLine } from '../../lib/cli/command-line.ts';
import { DigitdropError } from '../../lib/errors.ts';
import { openSignIn } from '../../lib/http/sign-in.ts';
import { createTerminal } from '../cli/fake-terminal.ts';
import { base64url, type Issuer, type Key, makeKey, startIssuer, tokenOf } from './openid-issuer.ts';
import { type HouseProcess, makeFolder, startHouse } from './start-house.ts';

const [rsa, other] = [makeKey('k1'), makeKey('k2')];
const audience = 'digitdrop-users';

let issuer: Issuer;
let claims: Readonly<Record<string, unknown>>;

beforeEach(async () => {
  issuer = await startIssuer(rsa);
  claims = { iss: issuer.url, aud: audience, sub: 'ada' };
  return () => issuer.close();
});

const openOver = ({ url }: Pick<Issuer, 'url'>, cooldownMs = 0) =>
  openSignIn({ issuer: url, audiences: ['another', audience], cooldownMs });

const ask = async (identify: ReturnType<typeof openSignIn>, authorization?: string) => {
  const headers = authorization === undefined ? {} : { authorization };
  const who = await identify({ headers });
  return who instanceof DigitdropError ? who.code : who;
};

const seconds = () => Math.floor(Date.now() / 1000);

describe('a token', () => {
  test('that is right says who asks', async () => {
    const identify = openOver(issuer);
    expect(await ask(identify, `Bearer ${tokenOf(rsa, claims)}`)).toEqual({
      kind: 'token',
      subject: 'ada',
      client: null,
      roles: [],
    });
    expect(await ask(identify, `bearer ${tokenOf(rsa, { ...claims, aud: ['x', audience] })}`)).toMatchObject({
      subject: 'ada',
    });
  });

  test.each(['ES256', 'EdDSA'] as const)('may be signed with %s', async alg => {
    const key = makeKey('k3', alg);
    issuer.publish(rsa, key);
    expect(await ask(openOver(issuer), `Bearer ${tokenOf(key, claims)}`)).toMatchObject({ subject: 'ada' });
  });

  test('of Amazon Cognito names the program instead of an audience', async () => {
    const { aud: _, ...rest } = claims;
    const cognito = { ...rest, token_use: 'access', client_id: audience, scope: 'openid' };
    const identify = openOver(issuer);
    expect(await ask(identify, `Bearer ${tokenOf(rsa, cognito)}`)).toEqual({
      kind: 'token',
      subject: 'ada',
      client: audience,
      roles: [],
    });
    // A token for somebody else stays that, whoever it was given to.
    expect(await ask(identify, `Bearer ${tokenOf(rsa, { ...cognito, aud: 'elsewhere' })}`)).toBe(
      'unauthorized',
    );
    expect(await ask(identify, `Bearer ${tokenOf(rsa, { ...cognito, client_id: 'elsewhere' })}`)).toBe(
      'unauthorized',
    );
  });

  const forged = (header: object, secret: string) => {
    const signed = `${base64url(header)}.${base64url({ ...claims, exp: seconds() + 3600 })}`;
    return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
  };
  const pem = (key: Key) => key.publicKey.export({ format: 'pem', type: 'spki' }).toString();
  const own = makeKey('k1');

  test.each<[string, () => string | undefined]>([
    ['is missing', () => undefined],
    ['is empty', () => 'Bearer '],
    ['is another scheme’s', () => `Basic ${tokenOf(rsa, claims)}`],
    ['is none', () => 'Bearer swordfish'],
    ['has expired', () => `Bearer ${tokenOf(rsa, { ...claims, exp: seconds() - 120 })}`],
    ['never expires', () => `Bearer ${tokenOf(rsa, { ...claims, exp: undefined })}`],
    ['is not valid yet', () => `Bearer ${tokenOf(rsa, { ...claims, nbf: seconds() + 120 })}`],
    ['is for somebody else', () => `Bearer ${tokenOf(rsa, { ...claims, aud: 'elsewhere' })}`],
    ['is for nobody', () => `Bearer ${tokenOf(rsa, { ...claims, aud: undefined })}`],
    ['is another issuer’s', () => `Bearer ${tokenOf(rsa, { ...claims, iss: 'https://evil.example' })}`],
    ['is nobody’s', () => `Bearer ${tokenOf(rsa, { ...claims, iss: undefined })}`],
    ['names a key that nobody knows', () => `Bearer ${tokenOf(other, claims)}`],
    ['is signed with another key of the same name', () => `Bearer ${tokenOf(own, claims)}`],
    [
      'brings its own key',
      () => `Bearer ${tokenOf(own, claims, { jwk: own.publicKey.export({ format: 'jwk' }) })}`,
    ],
    ['says where its key is', () => `Bearer ${tokenOf(own, claims, { jku: `${issuer.url}/evil` })}`],
    [
      'is not signed at all',
      () => `Bearer ${base64url({ alg: 'none' })}.${base64url({ ...claims, exp: seconds() + 3600 })}.`,
    ],
    [
      'is signed by HMAC with the public key',
      () => `Bearer ${forged({ alg: 'HS256', kid: 'k1', typ: 'JWT' }, pem(rsa))}`,
    ],
    [
      'was changed on the way',
      () => {
        const [head, , signature] = tokenOf(rsa, claims).split('.');
        return `Bearer ${head}.${base64url({ ...claims, sub: 'eve', exp: seconds() + 3600 })}.${signature}`;
      },
    ],
    ['comes twice', () => `Bearer ${tokenOf(rsa, claims)}, Bearer ${tokenOf(rsa, claims)}`],
  ])('that %s is refused', async (_fault, authorization) => {
    expect(await ask(openOver(issuer), authorization())).toBe('unauthorized');
    expect(issuer.asked).not.toContain('/evil');
  });

  test('is not told back, nor what it holds', async () => {
    const identify = openOver(issuer);
    const token = tokenOf(rsa, { ...claims, aud: 'elsewhere', email: 'ada@example.org' });
    const fault = await identify({ headers: { authorization: `Bearer ${token}` } });
    expect(fault).toBeInstanceOf(DigitdropError);
    const { message } = fault as DigitdropError;
    expect(message).toContain(issuer.url);
    for (const secret of [token, 'elsewhere', 'ada']) expect(message).not.toContain(secret);
  });
});

describe('the issuer’s keys', () => {
  const good = () => `Bearer ${tokenOf(rsa, claims)}`;

  test('are asked for once', async () => {
    const identify = openOver(issuer, 30_000);
    for (let n = 0; n < 3; n++) expect(await ask(identify, good())).toMatchObject({ subject: 'ada' });
    // Nor again for each token that names an unknown one.
    for (let n = 0; n < 3; n++)
      expect(await ask(identify, `Bearer ${tokenOf(other, claims)}`)).toBe('unauthorized');
    expect(issuer.asked).toEqual(['/.well-known/openid-configuration', '/keys']);
  });

  test('may change: a token of a new one is taken, one of an old one no longer', async () => {
    const identify = openOver(issuer);
    expect(await ask(identify, good())).toMatchObject({ subject: 'ada' });
    issuer.publish(other);
    expect(await ask(identify, `Bearer ${tokenOf(other, claims)}`)).toMatchObject({ subject: 'ada' });
    expect(await ask(identify, good())).toBe('unauthorized');
  });

  test('that cannot be had are nobody’s fault who asks; later they are asked for again', async () => {
    const identify = openOver(issuer);
    issuer.fail(500);
    expect(await ask(identify, good())).toBe('issuer-unavailable');
    issuer.fail(200);
    expect(await ask(identify, good())).toMatchObject({ subject: 'ada' });
    // Those that are there serve on while the issuer is down, whatever others ask for.
    issuer.fail(503);
    expect(await ask(identify, `Bearer ${tokenOf(other, claims)}`)).toBe('issuer-unavailable');
    expect(await ask(identify, good())).toMatchObject({ subject: 'ada' });
  });

  test('are not asked for once for every token while the issuer is in trouble', async () => {
    const identify = openOver(issuer, 30_000);
    issuer.fail(503);
    for (let i = 0; i < 20; i++) expect(await ask(identify, good())).toBe('issuer-unavailable');
    expect(issuer.asked).toHaveLength(1);
  });

  test('cannot be had where nobody answers', async () => {
    await issuer.close();
    const identify = openOver(issuer);
    expect(await ask(identify, good())).toBe('issuer-unavailable');
    // What can be refused without a key is.
    expect(await ask(identify)).toBe('unauthorized');
  });

  test.each<[string, object]>([
    ['calls itself otherwise', { issuer: 'https://evil.example' }],
    ['names no place of its keys', { jwks_uri: undefined }],
    ['has its keys where others can read along', { jwks_uri: 'http://keys.example/' }],
    ['has its keys in a file', { jwks_uri: 'file:///etc/passwd' }],
  ])('are not taken of one that %s', async (_fault, description) => {
    issuer.pretend({ ...description });
    expect(await ask(openOver(issuer), good())).toBe('issuer-unavailable');
    expect(issuer.asked).not.toContain('/keys');
  });
});

describe('a house of which callers have to be known', () => {
  let folder: Awaited<ReturnType<typeof makeFolder>>;
  let house: HouseProcess;
  let keeper: Issuer;

  beforeAll(async () => {
    keeper = await startIssuer(rsa);
    folder = await makeFolder();
    house = await startHouse(folder.path, {
      AUTH_ISSUER: keeper.url,
      AUTH_AUDIENCE: audience,
      AUTH_DEFAULT_ROLE: 'none',
      AUTH_KEYS: 'yes',
    });
  });

  afterAll(async () => {
    await house?.end('SIGKILL');
    await keeper?.close();
    await folder?.remove();
  });

  test('answers 401 without a token, and 200 with one', async () => {
    const address = `${house.httpUrl}/v1/models`;
    const refused = await fetch(address);
    expect(refused.status).toBe(401);
    expect(refused.headers.get('www-authenticate')).toMatch(/^Bearer/);
    expect(await refused.json()).toMatchObject({ code: 'unauthorized' });
    const token = tokenOf(rsa, { iss: keeper.url, aud: audience, sub: 'ada', roles: ['reader'] });
    const taken = await fetch(address, { headers: { authorization: `Bearer ${token}` } });
    expect(taken.status).toBe(200);
    for (const path of ['/', '/openapi.json', '/v1/health'])
      expect((await fetch(`${house.httpUrl}${path}`)).status, path).toBe(200);
  });

  test('answers 403 to somebody without a role, and says which', async () => {
    const token = tokenOf(rsa, { iss: keeper.url, aud: audience, sub: 'eve', roles: ['baker'] });
    const headers = { authorization: `Bearer ${token}` };
    const refused = await fetch(`${house.httpUrl}/v1/models`, { headers });
    expect(refused.status).toBe(403);
    expect(refused.headers.get('www-authenticate')).toContain('error="insufficient_scope", scope="reader"');
    const me = await fetch(`${house.httpUrl}/v1/me`, { headers });
    expect(await me.json()).toMatchObject({ kind: 'token', subject: 'eve', roles: [] });
  });

  test('takes a key that the command line made in its bucket, until it is revoked', async () => {
    const keys = async (...args: readonly string[]) => {
      const terminal = createTerminal({ env: { S3_PORT: new URL(house.s3Url).port } });
      return { code: await runCommandLine(['keys', ...args], terminal), out: terminal.out().trim() };
    };
    const { code, out: key } = await keys('create', '--role', 'reviewer', 'scanner');
    expect(code).toBe(0);
    const ask = async (text: string) =>
      fetch(`${house.httpUrl}/v1/me`, { headers: { authorization: `Bearer ${text}` } });
    expect(await (await ask(key)).json()).toMatchObject({
      kind: 'key',
      subject: 'scanner',
      roles: ['reader', 'reviewer'],
    });
    const other = (await keys('create', 'short-lived')).out;
    expect((await keys('revoke', 'short-lived')).code).toBe(0);
    expect((await ask(other)).status).toBe(401);
    // What lies there is no reading, and is not told as one.
    const sum = createHash('sha256').update(key).digest('hex');
    const asReading = await fetch(`${house.httpUrl}/v1/readings/.digitdrop/keys/${sum}`, {
      headers: { authorization: `Bearer ${key}` },
    });
    expect(asReading.status).toBe(404);
  });
});
