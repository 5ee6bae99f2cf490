// An OpenID issuer on loopback: its description, its keys, and tokens made by hand with Node's own cryptography.
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

type Claims = Readonly<Record<string, unknown>>;

export interface Key {
  readonly kid: string;
  readonly alg: 'RS256' | 'ES256' | 'EdDSA';
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

export const makeKey = (kid: string, alg: Key['alg'] = 'RS256'): Key => {
  const pair = {
    RS256: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
    ES256: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
    EdDSA: () => generateKeyPairSync('ed25519'),
  }[alg]();
  return { kid, alg, ...pair };
};

export const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const inSeconds = (seconds: number): number => Math.floor(Date.now() / 1000) + seconds;

/** A token as RFC 7515 and 7519 write it, of an hour unless `claims` say otherwise. */
export const tokenOf = (key: Key, claims: Claims, header: Claims = {}): string => {
  const head = base64url({ alg: key.alg, kid: key.kid, typ: 'JWT', ...header });
  const body = base64url({ iat: inSeconds(0), exp: inSeconds(3600), ...claims });
  const signed = Buffer.from(`${head}.${body}`);
  const digest = key.alg === 'EdDSA' ? null : 'sha256';
  // JWS has both numbers of an ECDSA signature side by side (RFC 7518, 3.4).
  const signature = sign(digest, signed, { key: key.privateKey, dsaEncoding: 'ieee-p1363' });
  return `${head}.${body}.${signature.toString('base64url')}`;
};

export interface Issuer {
  readonly url: string;
  /** Paths that were asked for, in order. */
  readonly asked: readonly string[];
  /** The keys that it publishes from now on. */
  readonly publish: (...keys: readonly Key[]) => void;
  /** What it says of itself, beside the truth. */
  readonly pretend: (description: Claims) => void;
  /** From now on it answers so; 200 is well again. */
  readonly fail: (status: number) => void;
  /** Nobody is there any more; a new one may start at the same port. */
  readonly close: () => Promise<void>;
}

export const startIssuer = async (...first: readonly Key[]): Promise<Issuer> => {
  let keys = first;
  let pretended: Claims = {};
  let status = 200;
  const asked: string[] = [];
  const server: Server = createServer((request, response) => {
    asked.push(request.url ?? '');
    const jwks = {
      keys: keys.map(({ kid, alg, publicKey }) => ({
        ...publicKey.export({ format: 'jwk' }),
        ...{ kid, alg, use: 'sig' },
      })),
    };
    const answers: Readonly<Record<string, unknown>> = {
      '/.well-known/openid-configuration': { issuer: url, jwks_uri: `${url}/keys`, ...pretended },
      '/keys': jwks,
    };
    const answer = answers[request.url ?? ''];
    response.writeHead(answer === undefined ? 404 : status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer ?? {}));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    asked,
    publish: (...others) => {
      keys = others;
    },
    pretend: description => {
      pretended = description;
    },
    fail: code => {
      status = code;
    },
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
