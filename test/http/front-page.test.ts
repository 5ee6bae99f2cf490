// The page as the HTTP function serves it. test/build-page.ts has built it.
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ask } from './ask.ts';
import { createFakeHouse } from './fake-house.ts';

const { house } = createFakeHouse();
const browser = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8', 'accept-encoding': 'gzip, br' };
const askPage = (headers: Readonly<Record<string, string>> = {}) =>
  ask(house, { headers: { ...browser, ...headers } });
const bytesOf = ({ body }: { readonly body: string }) => Buffer.from(body, 'base64');

/** The addresses in the document, as a browser resolves them. */
const loadedBy = (html: string): readonly string[] =>
  [...html.matchAll(/(?:src|href)="\.\/([^"]+)"/g)].map(match => `/${match[1]}`);

describe('the front page', () => {
  it('is HTML for who names it, and JSON for everyone else', async () => {
    const page = await askPage();
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(gunzipSync(bytesOf(page)).toString()).toContain('<div id="page">');
    expect(page.headers.vary).toBe('accept, accept-encoding');
    for (const accept of ['*/*', 'application/json', 'text/html;q=0, application/json'])
      expect((await ask(house, { headers: { accept } })).json.openapi).toBe('/openapi.json');
  });

  it('has a policy without inline code, inline style or eval, and nothing of others but what is fetched', async () => {
    const policy = (await askPage()).headers['content-security-policy'] ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toMatch(/unsafe/);
    const elsewhere = policy.split('; ').filter(part => /https?:/.test(part));
    expect(elsewhere).toEqual(["connect-src 'self' https: http:"]);
  });

  it('weighs no more than 100 kB packed, with all that it loads first', async () => {
    const page = await askPage();
    const loaded = loadedBy(gunzipSync(bytesOf(page)).toString());
    expect(loaded.filter(path => /\.(js|css)$/.test(path))).toHaveLength(2);
    let total = bytesOf(page).length;
    for (const path of loaded) {
      const file = await ask(house, { path, headers: browser });
      expect([file.status, file.headers['content-encoding']], path).toEqual([200, 'gzip']);
      total += bytesOf(file).length;
    }
    expect(total).toBeLessThanOrEqual(100_000);
  });

  it('is asked anew each time, and answers 304 where it is the same', async () => {
    const page = await askPage();
    expect(page.headers['cache-control']).toBe('no-cache');
    const { etag = '' } = page.headers;
    expect(etag).toMatch(/^W\/"[\w-]{22}"$/);
    const again = await askPage({ 'if-none-match': `"other", ${etag}` });
    expect([again.status, again.body, again.headers.etag]).toEqual([304, '', etag]);
    expect((await askPage({ 'if-none-match': 'W/"other"' })).status).toBe(200);
  });

  it('comes unpacked to who does not take gzip', async () => {
    for (const coding of ['', 'br', 'gzip;q=0']) {
      const page = await askPage({ 'accept-encoding': coding });
      expect(page.headers['content-encoding']).toBeUndefined();
      expect(bytesOf(page).toString()).toContain('<div id="page">');
    }
  });

  it('loads files that may be kept for good, and no others', async () => {
    const page = gunzipSync(bytesOf(await askPage())).toString();
    const path = loadedBy(page).find(one => one.endsWith('.js')) ?? '';
    const script = await ask(house, { path, headers: browser });
    expect(script.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
    });
    expect((await ask(house, { path: '/assets/index-00000000.js' })).status).toBe(404);
    for (const outside of ['/assets/../index.html', '/assets/../../package.json', '/assets/'])
      expect((await ask(house, { path: outside })).status, outside).toBe(404);
  });

  it('and its files are for everyone, also where callers sign in', async () => {
    const guarded = createFakeHouse({ config: { authIssuer: 'https://issuer.example/' } }).house;
    const path = loadedBy(gunzipSync(bytesOf(await askPage())).toString()).find(one => one.endsWith('.css'));
    expect((await ask(guarded, { path: path ?? '', headers: browser })).status).toBe(200);
  });
});
