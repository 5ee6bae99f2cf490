// Which routes ask who one is, and what they answer where nobody is told, or cannot be.
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Config } from '../../lib/config.ts';
import { DigitdropError } from '../../lib/errors.ts';
import { type Identify, identifyOf } from '../../lib/http/identify.ts';
import { rolesOf } from '../../lib/http/roles.ts';
import { routes } from '../../lib/http/routes.ts';
import { ask } from './ask.ts';
import { createFakeHouse, readingOf } from './fake-house.ts';

const known: Identify = async ({ headers }) => {
  const role = /^Bearer good(?: (.+))?$/.exec(headers.authorization ?? '');
  if (role === null) return new DigitdropError('unauthorized', 'expected another token');
  return { kind: 'token', subject: 'ada', client: null, roles: rolesOf([role[1] ?? 'reader']) };
};

const unknown: Identify = async () =>
  new DigitdropError('issuer-unavailable', 'expected the keys of https://issuer.example', {
    cause: new Error('connect ECONNREFUSED 10.0.0.7'),
  });

const houseWith = (identify: Identify | null, config = {}) => {
  const objects = { 'a.png.json': JSON.stringify(readingOf('7')) };
  const { house, asked, logged } = createFakeHouse({ objects, config });
  return { house: { ...house, identify }, asked, logged };
};

const image = { method: 'POST', path: '/v1/readings', headers: { 'content-type': 'image/png' } } as const;
const closed = [
  { ...image, body: 'image:3' },
  { path: '/v1/readings/a.png' },
  { path: '/v1/models' },
  { path: '/v1/me' },
  {
    ...{ method: 'POST', path: '/v1/uploads', headers: { 'content-type': 'application/json' } },
    body: '{"files":[{"name":"a.png","bytes":1,"type":"image/png"}]}',
  },
] as const;
const script = readdirSync(new URL('../../web/dist/assets/', import.meta.url)).find(name =>
  name.endsWith('.js'),
);
const open = [
  { path: '/' },
  { path: `/assets/${script}` },
  { path: '/openapi.json' },
  { path: '/v1/health' },
  { path: '/v1/sign-in' },
] as const;

describe('who asks', () => {
  it('has to be said for images, readings and models, before anything is read', async () => {
    const { house, asked } = houseWith(known);
    for (const request of closed) {
      const answer = await ask(house, request);
      expect(answer.status, request.path).toBe(401);
      expect(answer.headers).toMatchObject({
        'content-type': expect.stringContaining('application/problem+json'),
        'www-authenticate': 'Bearer realm="digitdrop"',
      });
      expect(answer.json).toMatchObject({ code: 'unauthorized', status: 401 });
    }
    expect(asked).toEqual([]);
    const wrong = await ask(house, { path: '/v1/models', headers: { authorization: 'Bearer bad' } });
    expect(wrong.headers['www-authenticate']).toContain('error="invalid_token"');
    for (const request of closed) {
      const headers = { ...('headers' in request ? request.headers : {}), authorization: 'Bearer good' };
      expect((await ask(house, { ...request, headers })).status, request.path).toBe(200);
    }
  });

  it('needs not be said for health, the description and the front page, nor for a preflight', async () => {
    const { house } = houseWith(unknown, { corsOrigins: ['https://page.example'] });
    for (const request of open) expect((await ask(house, request)).status, request.path).toBe(200);
    const preflight = await ask(house, {
      method: 'OPTIONS',
      path: '/v1/readings',
      headers: { origin: 'https://page.example', 'access-control-request-method': 'POST' },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers['access-control-allow-headers']).toBe('content-type, authorization');
  });

  it('has to be said for every route but those that are named here', async () => {
    const free = ['/', '/assets/{key}', '/openapi.json', '/v1/health', '/v1/sign-in'];
    // That one has a secret of its own.
    const named = [...free, '/v1/events'];
    expect(routes.length).toBeGreaterThan(named.length);
    const { house, asked } = houseWith(known, { eventsToken: 'a-secret-of-the-store' });
    for (const { method, path } of routes) {
      const answer = await ask(house, { method, path: path.replace('{key}', 'a.png') });
      const isTold = answer.headers['www-authenticate']?.startsWith('Bearer realm="digitdrop"') ?? false;
      expect([path, isTold && path !== '/v1/events']).toEqual([path, !named.includes(path)]);
      if (!named.includes(path)) expect([path, answer.status]).toEqual([path, 401]);
    }
    expect(asked).toEqual([]);
  });

  it('decides what one may do: 403 where the route needs another role, and which', async () => {
    const { house, asked } = houseWith(known);
    const as = (role: string, request: { readonly path: string; readonly headers?: object }) =>
      ask(house, { ...request, headers: { ...request.headers, authorization: `Bearer good ${role}` } });
    for (const { method, path, needs = 'reader' } of routes) {
      if (needs === 'nothing' || needs === 'sign-in') continue;
      const answer = await as('stranger', { path: path.replace('{key}', 'a.png'), ...{ method } });
      expect([path, answer.status, answer.json.code]).toEqual([path, 403, 'forbidden']);
      expect(answer.json.detail).toBe(`expected the role ${needs}, got none`);
      expect(answer.headers['www-authenticate']).toBe(
        `Bearer realm="digitdrop", error="insufficient_scope", scope="${needs}"`,
      );
    }
    expect(asked).toEqual([]);
    for (const role of ['reader', 'reviewer', 'admin'])
      expect((await as(role, { path: '/v1/models' })).status, role).toBe(200);
    expect((await as('stranger', { path: '/v1/me' })).json).toEqual({
      kind: 'token',
      subject: 'ada',
      client: null,
      roles: [],
    });
    expect((await as('reviewer', { path: '/v1/me' })).json.roles).toEqual(['reader', 'reviewer']);
  });

  it('is not held against the caller where nobody can tell, and nothing internal is told', async () => {
    const { house, logged } = houseWith(unknown);
    const answer = await ask(house, { path: '/v1/models', headers: { authorization: 'Bearer good' } });
    expect([answer.status, answer.json.code]).toEqual([503, 'issuer-unavailable']);
    expect(answer.headers).not.toHaveProperty('www-authenticate');
    expect(answer.headers['retry-after']).toBe('1');
    expect(answer.body).not.toMatch(/issuer\.example|10\.0\.0\.7/);
    expect(logged.join()).toContain('10.0.0.7');
  });

  it('is nobody’s business where neither issuer nor keys are set', async () => {
    const { house: off } = createFakeHouse();
    expect(identifyOf(off)).toBeNull();
    const config = { authIssuer: 'https://issuer.example', authKeys: false };
    expect(identifyOf(createFakeHouse({ config }).house)).not.toBeNull();
    const { house } = houseWith(null);
    for (const request of closed) expect((await ask(house, request)).status, request.path).toBe(200);
    expect((await ask(house, { path: '/v1/me' })).json).toEqual({
      kind: null,
      subject: null,
      client: null,
      roles: ['reader', 'reviewer', 'admin'],
    });
  });
});

describe('how to sign in', () => {
  const told = async (config: Partial<Config>) =>
    (await ask(createFakeHouse({ config }).house, { path: '/v1/sign-in' })).json;

  it('is told to everyone, and that nobody has to', async () => {
    expect(await told({})).toMatchObject({
      isRequired: false,
      issuer: null,
      clientId: null,
      takesKeys: false,
    });
    const auth = { authIssuer: 'https://issuer.example', authClientId: 'web', authScopes: 'openid email' };
    expect(await told(auth)).toEqual({
      isRequired: true,
      issuer: 'https://issuer.example',
      clientId: 'web',
      scopes: 'openid email',
      takesKeys: false,
    });
    expect(await told({ authKeys: true })).toMatchObject({ isRequired: true, issuer: null, takesKeys: true });
  });
});

describe('the OpenAPI document', () => {
  const describedBy = async (authIssuer: string | null) =>
    (await ask(createFakeHouse({ config: { authIssuer } }).house, { path: '/openapi.json' })).json;

  it('names the issuer where callers have to sign in, and nothing of it elsewhere', async () => {
    const plain = await describedBy(null);
    expect(plain.components.securitySchemes).not.toHaveProperty('signIn');
    expect(plain.paths['/v1/readings'].post).not.toHaveProperty('security');
    const guarded = await describedBy('https://issuer.example/');
    expect(guarded.components.securitySchemes.signIn).toMatchObject({
      type: 'openIdConnect',
      openIdConnectUrl: 'https://issuer.example/.well-known/openid-configuration',
    });
    const securityOf = (path: string, method: string) => guarded.paths[path][method].security;
    expect(securityOf('/v1/readings', 'post')).toEqual([{ signIn: [] }]);
    expect(securityOf('/v1/readings/{key}', 'get')).toEqual([{ signIn: [] }]);
    expect(guarded.paths['/v1/models'].get.responses).toHaveProperty('401');
    expect(guarded.paths['/v1/models'].get.responses['403'].description).toContain('role reader');
    expect(securityOf('/v1/me', 'get')).toEqual([{ signIn: [] }]);
    expect(guarded.paths['/v1/me'].get.responses).not.toHaveProperty('403');
    for (const path of ['/', '/openapi.json', '/v1/health', '/v1/sign-in'])
      expect(securityOf(path, 'get')).toBeUndefined();
    expect(securityOf('/v1/events', 'post')).toEqual(plain.paths['/v1/events'].post.security);
    const { house } = createFakeHouse({ config: { authKeys: true } });
    const keyed = (await ask(house, { path: '/openapi.json' })).json;
    expect(keyed.components.securitySchemes.key).toMatchObject({ type: 'http', scheme: 'bearer' });
    expect(keyed.paths['/v1/models'].get.security).toEqual([{ key: [] }]);
  });
});
