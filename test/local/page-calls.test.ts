// What pages may do in the laptop's bucket: what the cloud's own rule of a bucket allows, and nothing else.
import { describe, expect, test } from 'vitest';
import { parseTarget } from '../../lib/local/s3/exchange.ts';
import { checkPageCall } from '../../lib/local/s3/page-calls.ts';

const origin = 'https://page.example';
const signature = 'X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=00&x-id=PutObject';
const signed = `/digitdrop/uploads/2026-11-27/abc/a%20b.png?${signature}`;
const minted = '/digitdrop/.digitdrop/keys/abc.json';

interface Call {
  readonly method?: string;
  readonly url?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly uploadPrefix?: string | null;
}

const check = ({ method = 'PUT', url = signed, headers = { origin }, uploadPrefix = 'uploads/' }: Call) =>
  checkPageCall({ method, headers }, parseTarget(url), uploadPrefix);

/** What a browser asks before it sends such a call. */
const preflightOf = ({ method = 'PUT', headers = {}, ...more }: Call): Call => ({
  ...more,
  method: 'OPTIONS',
  headers: {
    origin,
    'access-control-request-method': method,
    ...(Object.keys(headers).length === 0
      ? {}
      : { 'access-control-request-headers': Object.keys(headers).join(',') }),
  },
});

const upload: Call = {
  headers: { origin, 'content-type': 'image/png', 'if-none-match': '*', 'x-amz-meta-expect': 'number' },
};
const withoutOrigin = ({ headers = {}, ...more }: Call): Call => {
  const { origin: _, ...rest } = headers;
  return { ...more, headers: rest };
};

describe('a page', () => {
  test('may send what was signed for uploads, and ask before', () => {
    expect(() => check(upload)).not.toThrow();
    expect(() => check(preflightOf(withoutOrigin(upload)))).not.toThrow();
    expect(() => check(preflightOf({}))).not.toThrow();
    expect(() => check({ ...upload, uploadPrefix: 'uploads/2026-11-27/' })).not.toThrow();
  });

  test.each<[string, Call]>([
    ['mint a key', { url: minted }],
    ['mint one by an address that it signed itself', { url: `${minted}?${signature}` }],
    ['put without a signature', { url: signed.replace(/\?.*/, '') }],
    ['read', { method: 'GET' }],
    ['look', { method: 'HEAD' }],
    ['remove', { method: 'DELETE' }],
    ['begin an upload of parts', { method: 'POST', url: `${signed}&uploads` }],
    ['send a part', { url: `${signed}&partNumber=1&uploadId=x` }],
    ['tag', { url: `${signed}&tagging` }],
    ['list', { method: 'GET', url: '/digitdrop?list-type=2' }],
    ['delete a list', { method: 'POST', url: '/digitdrop?delete' }],
    [
      'talk to the queues',
      { method: 'POST', url: '/', headers: { 'x-amz-target': 'AmazonSQS.SendMessage' } },
    ],
    ['copy', { headers: { 'x-amz-copy-source': 'digitdrop/a.png' } }],
    ['send where no uploads are taken', { uploadPrefix: null }],
  ])('may not %s, nor ask for it; a program may', (_what, call) => {
    const denied = expect.objectContaining({ code: 'AccessDenied' });
    expect(() => check({ ...call, headers: { ...call.headers, origin } })).toThrow(denied);
    expect(() => check(preflightOf(call))).toThrow(denied);
    expect(() => check({ ...call, headers: { ...call.headers } })).not.toThrow();
  });
});
