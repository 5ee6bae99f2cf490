// Which routes ask who one is, and what they answer where nobody is told, or cannot be.
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DigitdropError } from '../../lib/errors.ts';
import { type Identify, identifyOf } from '../../lib/http/identify.ts';
import { reviewRoutes } from '../../lib/http/review-routes.ts';
import { routes } from '../../lib/http/routes.ts';
import { ask } from './ask.ts';
import { createFakeHouse, readingOf } from './fake-house.ts';

const known: Identify = async ({ headers }) =>
  headers.authorization === 'Bearer good'
    ? { kind: 'token', subject: 'ada', client: null }
    : new DigitdropError('unauthorized', 'expected another token');

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
] as const;
const script = readdirSync(new URL('../../web/dist/assets/', import.meta.url)).find(name =>
  name.endsWith('.js'),
);
const open = [
  { path: '/' },
  { path: `/assets/${script}` },
  { path: '/openapi.json' },
  { path: '/v1/health' },
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

  it('covers every route that there is', () => {
    const covered = [...closed, ...open].map(({ path }) =>
      path.replace(/a\.png|(?<=^\/assets\/).+/, '{key}'),
    );
    // That one has a secret of its own.
    const others = ['/v1/events', ...reviewRoutes.map(({ path }) => path)];
    expect([...covered, ...others].sort()).toEqual(routes.map(({ path }) => path).sort());
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

  it('is nobody’s business where no issuer is set', async () => {
    expect(identifyOf({ authIssuer: null, authAudiences: [] })).toBeNull();
    const { house } = houseWith(null);
    for (const request of closed) expect((await ask(house, request)).status, request.path).toBe(200);
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
    for (const path of ['/', '/openapi.json', '/v1/health']) expect(securityOf(path, 'get')).toBeUndefined();
    expect(securityOf('/v1/events', 'post')).toEqual(plain.paths['/v1/events'].post.security);
  });
});
