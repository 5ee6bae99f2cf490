// Addresses that were signed for somebody else (Signature Version 4 in the query). The laptop's bucket takes any
// credentials, so it knows the secret of one signer alone: the house's own functions, whose addresses it checks as S3
// does, signature and all. Of others it checks what needs no secret: that they have not expired, and that every header
// they name is there. That secret is none, so on loopback nothing is guarded by this; what it guards is that the same page
// and the same client meet the same refusals here as in the cloud.
// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { anyCredentials } from '../../loopback-credentials.ts';
import { S3Fault } from './s3-fault.ts';

const algorithm = 'AWS4-HMAC-SHA256';
/** A week, the most that S3 takes. */
const maxSeconds = 604_800;
/** Clocks that differ a little; S3's own bound. */
const maxAheadMs = 15 * 60_000;

interface Signed {
  readonly accessKeyId: string;
  /** `20261126/us-east-1/s3/aws4_request` */
  readonly scope: string;
  readonly date: string;
  readonly seconds: number;
  readonly headerNames: readonly string[];
  readonly signature: string;
}

const malformed = (message: string) => new S3Fault('AuthorizationQueryParametersError', message);

const parseSigned = (query: URLSearchParams): Signed => {
  const one = (name: string): string => {
    const values = query.getAll(name);
    if (values.length !== 1) throw malformed(`expected one ${name}, got ${values.length}`);
    return values[0] ?? '';
  };
  if (one('X-Amz-Algorithm') !== algorithm) throw malformed(`expected X-Amz-Algorithm ${algorithm}`);
  const [accessKeyId = '', ...scope] = one('X-Amz-Credential').split('/');
  if (scope.length !== 4 || scope[3] !== 'aws4_request')
    throw malformed('expected X-Amz-Credential as key/date/region/service/aws4_request');
  const date = one('X-Amz-Date');
  if (!/^\d{8}T\d{6}Z$/.test(date) || !date.startsWith(scope[0] ?? ''))
    throw malformed('expected X-Amz-Date as 20261126T210000Z, on the day of the credential');
  const seconds = one('X-Amz-Expires');
  if (!/^\d{1,6}$/.test(seconds) || Number(seconds) > maxSeconds)
    throw malformed(`expected X-Amz-Expires of 0 to ${maxSeconds}`);
  const headerNames = one('X-Amz-SignedHeaders').split(';');
  if (!headerNames.includes('host')) throw malformed('expected host among X-Amz-SignedHeaders');
  const signature = one('X-Amz-Signature');
  return { accessKeyId, scope: scope.join('/'), date, seconds: Number(seconds), headerNames, signature };
};

const timeOf = (date: string): number =>
  Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));

const checkTime = ({ date, seconds }: Signed, now: Date): void => {
  const begins = timeOf(date);
  if (Number.isNaN(begins)) throw malformed('expected a date that there is in X-Amz-Date');
  if (now.getTime() < begins - maxAheadMs) throw new S3Fault('AccessDenied', 'Request is not yet valid');
  if (now.getTime() > begins + seconds * 1000) throw new S3Fault('AccessDenied', 'Request has expired');
};

const mismatch = (message: string) => new S3Fault('SignatureDoesNotMatch', message);

/** Node joins headers of one name by itself, all but a few, of which it takes the first. */
const headerOf = ({ headers }: Pick<IncomingMessage, 'headers'>, name: string): string => {
  const value = headers[name];
  if (value === undefined) throw mismatch(`${name} was signed and did not come`);
  return String(value).trim().replace(/ +/g, ' ');
};

/** Every octet but the unreserved ones (RFC 3986, 2.3). */
const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, c => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

const byCodePoint = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

const canonicalQuery = (query: URLSearchParams): string =>
  [...query]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort(byCodePoint)
    .join('&');

type Asked = Pick<IncomingMessage, 'method' | 'url' | 'headers'>;

const signatureOf = (request: Asked, query: URLSearchParams, signed: Signed): Buffer => {
  const { headerNames, scope, date } = signed;
  const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
  const canonical = [
    request.method ?? '',
    path.split('/').map(decodeURIComponent).map(encode).join('/'),
    canonicalQuery(query),
    ...headerNames.map(name => `${name}:${headerOf(request, name)}`),
    '',
    headerNames.join(';'),
    'UNSIGNED-PAYLOAD',
  ].join('\n');
  const sum = createHash('sha256').update(canonical).digest('hex');
  const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
  const key = scope.split('/').reduce<string | Buffer>(hmac, `AWS4${anyCredentials.secretAccessKey}`);
  return hmac(key, [algorithm, date, scope, sum].join('\n'));
};

/** `x-amz-…` that nobody signed would change what was agreed upon; S3 refuses it too. */
const checkHeaders = (request: Asked, { headerNames }: Signed): void => {
  for (const name of headerNames) headerOf(request, name);
  const unsigned = Object.keys(request.headers).find(
    name => name.startsWith('x-amz-') && !headerNames.includes(name),
  );
  if (unsigned !== undefined) throw new S3Fault('AccessDenied', `${unsigned} came and was not signed`);
};

/** Whether it says that it was signed, be that true or not. */
export const isPresigned = (query: URLSearchParams): boolean =>
  [...query.keys()].some(name => /^x-amz-(algorithm|signature)$/i.test(name));

/** @throws S3Fault for a signed address that does not hold. What was not signed so passes. */
export const checkPresigned = (request: Asked, query: URLSearchParams, now: Date): void => {
  if (!isPresigned(query)) return;
  const signed = parseSigned(query);
  checkTime(signed, now);
  checkHeaders(request, signed);
  if (signed.accessKeyId !== anyCredentials.accessKeyId) return;
  const expected = signatureOf(request, query, signed);
  const given = Buffer.from(signed.signature, 'hex');
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    throw mismatch('method, path, query or a signed header is another than what was signed');
};
