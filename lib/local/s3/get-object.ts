// GET and HEAD of an object: whole or a range, with the conditions of RFC 9110.
import { type FileHandle, open } from 'node:fs/promises';
import { validateHeaderValue } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { Bucket } from './bucket.ts';
import { namesEtag } from './entity-tags.ts';
import { type Exchange, refuseUnknownQuery } from './exchange.ts';
import { writeDetails } from './object-headers.ts';
import type { ObjectRecord } from './object-index.ts';
import { S3Fault } from './s3-fault.ts';

/** Headers that a presigned address may set. */
const overrides = ['type', 'language', 'expires', 'cache-control', 'disposition', 'encoding'];

const checkHeader = (name: string, value: string): void => {
  try {
    validateHeaderValue(name, value);
  } catch {
    throw new S3Fault('InvalidArgument', `response-${name}: expected what may stand in a header`);
  }
};

/** An object is never a page: opened in a browser it runs nothing, and has an origin that may call nobody. */
const inertHeaders = {
  'content-security-policy': "sandbox; default-src 'none'",
  'x-content-type-options': 'nosniff',
};

const overriddenHeaders = (query: URLSearchParams): Readonly<Record<string, string>> =>
  Object.fromEntries(
    overrides.flatMap(name => {
      const value = query.get(
        name === 'cache-control' || name === 'expires' ? `response-${name}` : `response-content-${name}`,
      );
      const header = name === 'cache-control' || name === 'expires' ? name : `content-${name}`;
      if (value === null) return [];
      checkHeader(header, value);
      return [[header, value]];
    }),
  );

const knownQuery = ['type', 'language', 'disposition', 'encoding']
  .map(name => `response-content-${name}`)
  .concat('response-cache-control', 'response-expires');

interface Range {
  readonly start: number;
  readonly end: number;
}

/** The one range that is asked for, ends included; null for the whole. Several ranges are served as the whole. */
const readRange = (header: string | undefined, bytes: number): Range | null => {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (match === null || (match[1] === '' && match[2] === '')) return null;
  const [, first = '', last = ''] = match;
  const start = first === '' ? Math.max(0, bytes - Number(last)) : Number(first);
  const end = first === '' || last === '' ? bytes - 1 : Math.min(Number(last), bytes - 1);
  if (start > end) throw new S3Fault('InvalidRange', `expected a range within ${bytes} bytes, got ${header}`);
  return { start, end };
};

const notModified = ({ request }: Exchange, record: ObjectRecord): boolean => {
  const { 'if-none-match': ifNoneMatch, 'if-modified-since': ifModifiedSince } = request.headers;
  if (ifNoneMatch !== undefined) return namesEtag(ifNoneMatch, record.etag);
  // HTTP's dates know no milliseconds.
  const modifiedSeconds = Math.floor(record.lastModified.getTime() / 1000);
  return ifModifiedSince !== undefined && modifiedSeconds * 1000 <= Date.parse(ifModifiedSince);
};

const checkPreconditions = ({ request }: Exchange, record: ObjectRecord): void => {
  const { 'if-match': ifMatch } = request.headers;
  if (ifMatch !== undefined && !namesEtag(ifMatch, record.etag))
    throw new S3Fault('PreconditionFailed', `expected ETag ${ifMatch}, found ${record.etag}`);
};

/** Opens a version's file. One that is replaced meanwhile loses its file: then the newer version is opened. */
const openBody = async (bucket: Bucket, key: string): Promise<{ record: ObjectRecord; file: FileHandle }> => {
  for (let attempt = 0; ; attempt++) {
    const record = bucket.index.find(bucket.name, key);
    if (record === null) throw new S3Fault('NoSuchKey', 'the key does not exist');
    try {
      return { record, file: await open(bucket.pathOf(record)) };
    } catch (error) {
      const isGone = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      if (!isGone || attempt === 9) throw error;
    }
  }
};

/** Answers GET and HEAD of an object. */
export const getObject = async (bucket: Bucket, exchange: Exchange): Promise<void> => {
  const { request, response, query, key } = exchange;
  refuseUnknownQuery(query, knownQuery);
  const { record, file } = await openBody(bucket, key);
  try {
    checkPreconditions(exchange, record);
    const isUnchanged = notModified(exchange, record);
    const range = isUnchanged ? null : readRange(request.headers.range, record.bytes);
    const withChecksum = range === null && request.headers['x-amz-checksum-mode'] === 'ENABLED';
    const headers = {
      ...writeDetails(record, { withChecksum }),
      ...overriddenHeaders(query),
      ...inertHeaders,
    };
    if (isUnchanged) {
      response.writeHead(304, headers).end();
      return;
    }
    const { start, end } = range ?? { start: 0, end: record.bytes - 1 };
    response.writeHead(range === null ? 200 : 206, {
      ...headers,
      'content-length': end - start + 1,
      ...(range === null ? {} : { 'content-range': `bytes ${start}-${end}/${record.bytes}` }),
    });
    if (request.method === 'HEAD' || record.bytes === 0) {
      response.end();
      return;
    }
    await pipeline(file.createReadStream({ start, end, autoClose: false }), response);
  } finally {
    await file.close();
  }
};
