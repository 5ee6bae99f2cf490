import { describe, expect, it } from 'vitest';
import { ask } from './ask.ts';
import { createFakeHouse } from './fake-house.ts';

const origin = 'https://page.example';
const preflight = {
  method: 'OPTIONS',
  path: '/v1/readings',
  headers: {
    origin,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'content-type',
  },
};

describe('headers of every answer', () => {
  it('forbids sniffing, framing and loading, for faults too', async () => {
    const { house } = createFakeHouse();
    for (const path of ['/', '/v1/models', '/none', '/v1/readings']) {
      const { headers } = await ask(house, { path });
      expect(headers, path).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
      });
    }
  });

  it('lets listed origins read, whatever is answered, and keeps caches apart', async () => {
    const { house } = createFakeHouse({ config: { corsOrigins: ['https://other.example', origin] } });
    for (const path of ['/v1/models', '/none', '/']) {
      const { headers } = await ask(house, { path, headers: { origin } });
      expect(headers['access-control-allow-origin'], path).toBe(origin);
      expect(headers.vary, path).toMatch(/origin/);
    }
    const page = await ask(house, { headers: { origin } });
    expect(page.headers.vary).toBe('origin, accept, accept-encoding');
  });

  it('says nothing of CORS to origins that are not listed', async () => {
    const { house } = createFakeHouse({ config: { corsOrigins: [origin] } });
    for (const other of ['https://evil.example', 'null', `${origin}.evil.example`, '']) {
      const { headers } = await ask(house, { path: '/v1/models', headers: { origin: other } });
      expect(headers, other).not.toHaveProperty('access-control-allow-origin');
    }
    const { house: closed } = createFakeHouse();
    const { headers } = await ask(closed, { ...preflight });
    expect(headers).not.toHaveProperty('access-control-allow-origin');
  });

  it('answers a preflight with what the path takes', async () => {
    const { house } = createFakeHouse({ config: { corsOrigins: [origin] } });
    const answer = await ask(house, preflight);
    expect(answer.status).toBe(204);
    expect(answer.body).toBe('');
    expect(answer.headers).toMatchObject({
      allow: 'POST, OPTIONS',
      'access-control-allow-origin': origin,
      'access-control-allow-methods': 'POST, OPTIONS',
      'access-control-allow-headers': 'content-type',
    });
    expect((await ask(house, { ...preflight, path: '/none' })).status).toBe(404);
  });
});
