// ListObjectsV2 and its forerunner: keys in UTF-8 order, page by page, folded at a delimiter where one is given.
import type { Bucket } from './bucket.ts';
import { type Exchange, refuseUnknownQuery, sendXml } from './exchange.ts';
import type { ObjectRecord } from './object-index.ts';
import { S3Fault } from './s3-fault.ts';
import type { XmlElement } from './xml.ts';

/** A step behind it leaves a whole group behind, but for keys that go on with this very character. */
const greatestCharacter = '\u{10ffff}';

interface Page {
  readonly objects: readonly ObjectRecord[];
  readonly prefixes: readonly string[];
  /** The last key or folded prefix; null where the list is at its end. */
  readonly next: string | null;
}

const foldedPrefix = (key: string, prefix: string, delimiter: string): string | null => {
  const at = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
  return at < 0 ? null : key.slice(0, at + delimiter.length);
};

interface ListRequest {
  readonly prefix: string;
  readonly delimiter: string;
  readonly after: string;
  readonly maxKeys: number;
}

/** One page after `after`, a key or a folded prefix that was listed already. */
const listPage = (bucket: Bucket, { prefix, delimiter, after, maxKeys }: ListRequest): Page => {
  const objects: ObjectRecord[] = [];
  const prefixes: string[] = [];
  const isGroup = after.startsWith(prefix) && foldedPrefix(after, prefix, delimiter) === after;
  // The group that was listed last: no key of it is listed again.
  let listed = isGroup ? after : null;
  let position = isGroup ? after + greatestCharacter : after;
  let last = '';
  while (maxKeys > 0) {
    const record = bucket.index.findNext(bucket.name, prefix, position);
    if (record === null) break;
    position = record.key;
    if (listed !== null && record.key.startsWith(listed)) continue;
    if (objects.length + prefixes.length === maxKeys) return { objects, prefixes, next: last };
    const group = foldedPrefix(record.key, prefix, delimiter);
    last = group ?? record.key;
    if (group === null) objects.push(record);
    else {
      prefixes.push(group);
      listed = group;
      position = group + greatestCharacter;
    }
  }
  return { objects, prefixes, next: null };
};

const readMaxKeys = (query: URLSearchParams): number => {
  const stated = query.get('max-keys') ?? '1000';
  if (!/^\d{1,9}$/.test(stated))
    throw new S3Fault('InvalidArgument', `max-keys: expected a number, got ${stated}`);
  return Math.min(Number(stated), 1000);
};

const decodeToken = (token: string | null): string | null =>
  token === null ? null : Buffer.from(token, 'base64url').toString('utf8');

/** Answers `GET /bucket` in either version of the list. */
export const listObjects = (bucket: Bucket, exchange: Exchange): void => {
  const { query } = exchange;
  const isV2 = query.get('list-type') === '2';
  refuseUnknownQuery(query, [
    ...['list-type', 'prefix', 'delimiter', 'max-keys', 'encoding-type', 'fetch-owner'],
    ...(isV2 ? ['start-after', 'continuation-token'] : ['marker']),
  ]);
  const token = query.get('continuation-token');
  const marker = query.get('marker') ?? '';
  const list = {
    prefix: query.get('prefix') ?? '',
    delimiter: query.get('delimiter') ?? '',
    after: isV2 ? (decodeToken(token) ?? query.get('start-after') ?? '') : marker,
    maxKeys: readMaxKeys(query),
  };
  const page = listPage(bucket, list);
  const asksEncoding = query.get('encoding-type') === 'url';
  const write = asksEncoding ? encodeURIComponent : (text: string) => text;
  const common: XmlElement = {
    Name: bucket.name,
    Prefix: write(list.prefix),
    ...(list.delimiter === '' ? {} : { Delimiter: write(list.delimiter) }),
    ...(asksEncoding ? { EncodingType: 'url' } : {}),
    MaxKeys: list.maxKeys,
    IsTruncated: page.next !== null,
    Contents: page.objects.map(object => ({
      Key: write(object.key),
      LastModified: object.lastModified.toISOString(),
      ETag: `"${object.etag}"`,
      Size: object.bytes,
      StorageClass: 'STANDARD',
    })),
    CommonPrefixes: page.prefixes.map(prefix => ({ Prefix: write(prefix) })),
  };
  const next = page.next;
  const paging: XmlElement = isV2
    ? {
        KeyCount: page.objects.length + page.prefixes.length,
        ...(token === null ? {} : { ContinuationToken: token }),
        ...(next === null ? {} : { NextContinuationToken: Buffer.from(next).toString('base64url') }),
      }
    : { Marker: write(marker), ...(next === null ? {} : { NextMarker: write(next) }) };
  sendXml(exchange, 'ListBucketResult', { ...common, ...paging });
};
