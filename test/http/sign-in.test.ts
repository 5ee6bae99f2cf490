// What an issuer in trouble, or one that is somebody's prey, may cost: requests, memory, and who is let in.
import { createServer, type RequestListener } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DigitdropError } from '../../lib/errors.ts';
import { fetchBounded } from '../../lib/http/fetch-bounded.ts';
import { openSignIn } from '../../lib/http/sign-in.ts';
import { createClosers } from '../../lib/local/closers.ts';
import { closeServer, listenOnLoopback } from '../../lib/local/listen.ts';
import { type Issuer, makeKey, startIssuer, tokenOf } from '../integration/openid-issuer.ts';

const [known, rotated] = [makeKey('k1', 'EdDSA'), makeKey('k2', 'EdDSA')];
const audience = 'digitdrop-users';

let issuer: Issuer;
let closers = createClosers();
beforeEach(async () => {
  issuer = await startIssuer(known);
  closers.add(issuer.close);
});
afterEach(async () => {
  await closers.close();
  closers = createClosers();
});

const open = (cooldownMs: number) => openSignIn({ issuer: issuer.url, audiences: [audience], cooldownMs });
const tokenBy = (key: typeof known, header = {}) =>
  tokenOf(key, { iss: issuer.url, aud: audience, sub: 'ada' }, header);
const ask = async (identify: ReturnType<typeof open>, token: string) => {
  const who = await identify({ headers: { authorization: `Bearer ${token}` } });
  return who instanceof DigitdropError ? who.code : who.kind;
};

describe('an issuer that fails while its keys are still good', () => {
  test('is not asked again for each token that names an unknown key', async () => {
    const identify = open(1_000);
    expect(await ask(identify, tokenBy(known))).toBe('token');
    await wait(1_050);
    issuer.fail(500);
    const asked = issuer.asked.length;
    for (let n = 0; n < 20; n += 1)
      expect(await ask(identify, tokenBy(known, { kid: `r${n}` }))).toBe('issuer-unavailable');
    expect(issuer.asked.length - asked).toBe(1);
    // Nor are those held up whose keys are there, though a new one might be good.
    expect(await ask(identify, tokenBy(known))).toBe('token');
    expect(await ask(identify, tokenBy(rotated))).toBe('issuer-unavailable');
    expect(issuer.asked.length - asked).toBe(1);
  });

  test('is asked again after a rest, which those who ask meanwhile do not make longer', async () => {
    const identify = open(400);
    expect(await ask(identify, tokenBy(known))).toBe('token');
    await wait(450);
    issuer.fail(500);
    const failedAt = performance.now();
    expect(await ask(identify, tokenBy(rotated))).toBe('issuer-unavailable');
    issuer.fail(200);
    issuer.publish(known, rotated);
    while (performance.now() - failedAt < 5_000 && (await ask(identify, tokenBy(rotated))) !== 'token')
      await wait(20);
    expect(performance.now() - failedAt).toBeLessThan(2_000);
    expect(await ask(identify, tokenBy(rotated))).toBe('token');
  });
});

describe('an answer of the issuer', () => {
  const answer = async (listener: RequestListener): Promise<string> => {
    const server = createServer(listener);
    closers.add(() => closeServer(server, 0));
    return `http://127.0.0.1:${await listenOnLoopback(server, 0, 'PORT')}`;
  };
  const fetchFrom = (url: string) =>
    fetchBounded(url, { headers: {}, signal: AbortSignal.timeout(5_000) }, 100);

  test('is read up to a bound, and let go of above it', async () => {
    const url = await answer((request, response) => response.end('x'.repeat(Number(request.url?.slice(1)))));
    expect(await (await fetchFrom(`${url}/100`)).text()).toBe('x'.repeat(100));
    await expect(fetchFrom(`${url}/101`)).rejects.toThrow('expected at most 100 bytes');
  });

  test.each(['/.well-known/openid-configuration', '/keys'])(
    'without an end is nobody’s sign-in, at %s',
    async path => {
      let sent = 0;
      const closed = Promise.withResolvers<void>();
      const piece = Buffer.alloc(65_536, ' ');
      const url = await answer((request, response) => {
        if (request.url !== path)
          return response.end(JSON.stringify({ issuer: url, jwks_uri: `${url}/keys` }));
        const send = (): void => {
          while (!response.destroyed && response.write(piece)) sent += piece.length;
        };
        response.on('drain', send).on('close', closed.resolve);
        return send();
      });
      const identify = openSignIn({ issuer: url, audiences: [audience] });
      const token = tokenOf(known, { iss: url, aud: audience });
      const startedAt = performance.now();
      expect(await ask(identify, token)).toBe('issuer-unavailable');
      await closed.promise;
      // Not its five seconds: whatever lay on the way was taken, and no more.
      expect(performance.now() - startedAt).toBeLessThan(4_000);
      expect(sent).toBeLessThan(20_000_000);
    },
  );

  test('of another status is none, nor does it lead elsewhere', async () => {
    const url = await answer((request, response) =>
      response.writeHead(request.url === '/' ? 302 : 200, { location: '/else' }).end('{}'),
    );
    await expect(fetchFrom(`${url}/`)).rejects.toThrow('got 302');
  });
});

describe('a token that calls itself', () => {
  test.each([undefined, 'JWT', 'jwt', 'at+jwt', 'AT+JWT', 'application/at+jwt', 'application/jwt'])(
    '%s says who asks',
    async typ => expect(await ask(open(0), tokenBy(known, { typ }))).toBe('token'),
  );

  test.each([
    'logout+jwt',
    'application/logout+jwt',
    'dpop+jwt',
    'secevent+jwt',
    'xat+jwt',
    'JWT ',
    '',
    5,
    null,
  ])('%j does not, though the issuer signed it', async typ =>
    expect(await ask(open(0), tokenBy(known, { typ }))).toBe('unauthorized'),
  );
});
