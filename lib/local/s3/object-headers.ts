// What headers say of an object: on its way in, to be kept; on its way out, as it was kept.
import type { IncomingHttpHeaders } from 'node:http';
import type { ObjectDetails, ObjectRecord, PutCondition } from './object-index.ts';
import { S3Fault } from './s3-fault.ts';

const keptHeaders = [
  'content-type',
  'cache-control',
  'content-disposition',
  'content-language',
  'expires',
] as const;

const metadataPrefix = 'x-amz-meta-';

/** `aws-chunked` is how the body travelled, not what it is. */
const contentEncodingOf = (headers: IncomingHttpHeaders): string =>
  (headers['content-encoding'] ?? '')
    .split(',')
    .map(coding => coding.trim())
    .filter(coding => coding !== '' && coding !== 'aws-chunked')
    .join(', ');

/** What a PUT, or the begin of a multipart upload, says of its object. */
export const readDetails = (
  headers: IncomingHttpHeaders,
  checksum: ObjectDetails['checksum'] = null,
): ObjectDetails => {
  const kept = Object.fromEntries(
    keptHeaders.flatMap(name => (headers[name] === undefined ? [] : [[name, String(headers[name])]])),
  );
  const encoding = contentEncodingOf(headers);
  return {
    headers: {
      'content-type': 'binary/octet-stream',
      ...kept,
      ...(encoding === '' ? {} : { 'content-encoding': encoding }),
    },
    metadata: Object.fromEntries(
      Object.entries(headers)
        .filter(([name]) => name.startsWith(metadataPrefix))
        .map(([name, value]) => [name.slice(metadataPrefix.length), String(value)]),
    ),
    checksum,
  };
};

/** `If-None-Match: *` and `If-Match` of a write; If-None-Match with an ETag is refused, as S3 refuses it. */
export const readPutCondition = (headers: IncomingHttpHeaders): PutCondition => {
  const { 'if-none-match': ifNoneMatch, 'if-match': ifMatch } = headers;
  if (ifNoneMatch !== undefined && ifNoneMatch.trim() !== '*')
    throw new S3Fault('NotImplemented', `expected If-None-Match: * with a PUT, got ${ifNoneMatch}`);
  return { ifAbsent: ifNoneMatch !== undefined, ifMatch: ifMatch ?? null };
};

/** The headers of a GET or HEAD; a checksum only where it is asked for and the whole object is sent. */
export const writeDetails = (
  record: ObjectRecord,
  { withChecksum }: { readonly withChecksum: boolean },
): Readonly<Record<string, string>> => ({
  ...record.details.headers,
  ...Object.fromEntries(
    Object.entries(record.details.metadata).map(([name, value]) => [`${metadataPrefix}${name}`, value]),
  ),
  ...(withChecksum && record.details.checksum !== null
    ? { [record.details.checksum.name]: record.details.checksum.value, 'x-amz-checksum-type': 'FULL_OBJECT' }
    : {}),
  etag: `"${record.etag}"`,
  'last-modified': record.lastModified.toUTCString(),
  'accept-ranges': 'bytes',
});
