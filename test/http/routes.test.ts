import { describe, expect, it } from 'vitest';
import { ask } from './ask.ts';
import { createFakeHouse, readingOf } from './fake-house.ts';

const stored = JSON.stringify(readingOf('7'));

describe('routes', () => {
  it('answers health, models, openapi and the front page', async () => {
    const { house } = createFakeHouse();
    expect((await ask(house, { path: '/v1/health' })).json).toEqual({ status: 'ok' });
    expect((await ask(house, { path: '/v1/models' })).json.models[0].name).toBe('fake');
    expect((await ask(house, { path: '/openapi.json' })).json.openapi).toBe('3.1.0');
    expect((await ask(house, { path: '/' })).json.openapi).toBe('/openapi.json');
  });

  it('tells that it is not ready, with nothing internal', async () => {
    const { house } = createFakeHouse({ isReady: async () => false });
    const answer = await ask(house, { path: '/v1/health' });
    expect(answer.status).toBe(503);
    expect(answer.json.code).toBe('not-ready');
    expect(answer.headers['retry-after']).toBe('1');
  });

  it('takes a failing check of readiness for not being ready', async () => {
    const { house, logged } = createFakeHouse({
      isReady: () => Promise.reject(new Error('queue at 10.0.0.1 is gone')),
    });
    const answer = await ask(house, { path: '/v1/health' });
    expect([answer.status, answer.json.code]).toEqual([503, 'not-ready']);
    expect(answer.body).not.toContain('10.0.0.1');
    expect(logged.join()).toContain('10.0.0.1');
  });

  it('answers HEAD as GET, without the body', async () => {
    const { house } = createFakeHouse();
    for (const path of ['/', '/v1/health', '/v1/models', '/openapi.json', '/v1/readings/none.png']) {
      const [head, get] = [await ask(house, { method: 'HEAD', path }), await ask(house, { path })];
      expect(head.body, path).toBe('');
      expect([head.status, head.headers], path).toEqual([get.status, get.headers]);
      expect(get.body, path).not.toBe('');
    }
  });

  it('answers 404 to a path that is nobody’s', async () => {
    const { house } = createFakeHouse();
    for (const path of [
      '/v1',
      '/v1/reading',
      '/v2/health',
      '//',
      '/v1/health/x',
      '/__proto__',
      '/constructor',
    ]) {
      const answer = await ask(house, { path });
      expect([answer.status, answer.json.code], path).toEqual([404, 'not-found']);
    }
  });

  it('answers 405 with what is allowed to a method that a path does not take', async () => {
    const { house } = createFakeHouse();
    const cases = [
      ['DELETE', '/v1/readings', 'POST, OPTIONS'],
      ['GET', '/v1/readings', 'POST, OPTIONS'],
      ['GET', '/v1/readings/', 'POST, OPTIONS'],
      ['POST', '/v1/readings/a.png', 'GET, HEAD, OPTIONS'],
      ['PUT', '/v1/health', 'GET, HEAD, OPTIONS'],
      ['PROPFIND', '/', 'GET, HEAD, OPTIONS'],
    ] as const;
    for (const [method, path, allow] of cases) {
      const answer = await ask(house, { method, path });
      expect([answer.status, answer.headers.allow, answer.json.code]).toEqual([
        405,
        allow,
        'method-not-allowed',
      ]);
    }
  });

  it('finds the stored reading by the image’s key, whatever is in it', async () => {
    const keys = ['zip.png', 'inbox/zip.png', 'a b+c%41.png', 'straße/日本\n.png', 'dir/', '__proto__'];
    const objects = Object.fromEntries(keys.map(key => [`${key}.json`, stored]));
    const { house } = createFakeHouse({ objects });
    for (const key of keys.filter(key => !key.endsWith('/'))) {
      const answer = await ask(house, { path: `/v1/readings/${key}` });
      expect([answer.status, answer.json?.value], key).toEqual([200, '7']);
    }
  });

  it('answers 404 where no reading of ours lies', async () => {
    const objects = { 'zip.png.json': stored, 'theirs.png.json': '{"hello":1}', 'broken.png.json': '{' };
    const { house } = createFakeHouse({ objects });
    expect((await ask(house, { path: '/v1/readings/zip.png' })).status).toBe(200);
    for (const key of [
      'none.png',
      'theirs.png',
      'broken.png',
      'zip.png.json',
      'a\0b',
      'k'.repeat(1030),
      '..',
      '/',
    ]) {
      const answer = await ask(house, { path: `/v1/readings/${key}` });
      expect([answer.status, answer.json.code], key).toEqual([404, 'not-found']);
    }
  });
});
