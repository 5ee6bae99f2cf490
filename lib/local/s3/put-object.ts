// PUT of an object, from a body or from another object.
import { createReadStream } from 'node:fs';
import type { Bucket } from './bucket.ts';
import { namesEtag } from './entity-tags.ts';
import { type Exchange, parseTarget, refuseUnknownQuery, sendXml } from './exchange.ts';
import { readDetails, readPutCondition } from './object-headers.ts';
import type { ObjectRecord } from './object-index.ts';
import { S3Fault } from './s3-fault.ts';

/** Stores a body as an object. */
export const putObject = async (bucket: Bucket, exchange: Exchange): Promise<void> => {
  const { request, response, key, requestId } = exchange;
  refuseUnknownQuery(exchange.query, []);
  const condition = readPutCondition(request.headers);
  const incoming = await bucket.receive(request, request.headers);
  const details = readDetails(request.headers, incoming.checksum);
  const record = await bucket.create({
    ...{ key, incoming, condition, details, etag: incoming.md5, requestId },
    eventName: 'ObjectCreated:Put',
  });
  response.writeHead(200, {
    etag: `"${record.etag}"`,
    ...(details.checksum === null
      ? {}
      : { [details.checksum.name]: details.checksum.value, 'x-amz-checksum-type': 'FULL_OBJECT' }),
    'content-length': 0,
  });
  response.end();
};

const ifMatchHeader = 'x-amz-copy-source-if-match';

/** The object that `x-amz-copy-source` names. @throws S3Fault `NoSuchKey`, `PreconditionFailed`, `NotImplemented`. */
export const findCopySource = (bucket: Bucket, { request }: Exchange): ObjectRecord => {
  const { headers } = request;
  for (const name of Object.keys(headers))
    if (name.startsWith('x-amz-copy-source-if-') && name !== ifMatchHeader)
      throw new S3Fault('NotImplemented', `this bucket has no ${name}`);
  const source = parseTarget(`/${String(headers['x-amz-copy-source']).replace(/^\//, '')}`);
  const record = source.bucket === bucket.name ? bucket.index.find(bucket.name, source.key) : null;
  if (record === null) throw new S3Fault('NoSuchKey', 'the source of the copy does not exist');
  const expected = headers[ifMatchHeader];
  if (expected !== undefined && !namesEtag(String(expected), record.etag))
    throw new S3Fault('PreconditionFailed', `expected ETag ${expected} of the source, found ${record.etag}`);
  return record;
};

/** Copies an object of this bucket: its metadata come along unless they are to be replaced. */
export const copyObject = async (bucket: Bucket, exchange: Exchange): Promise<void> => {
  const { request, key, requestId } = exchange;
  refuseUnknownQuery(exchange.query, []);
  const source = findCopySource(bucket, exchange);
  const condition = readPutCondition(request.headers);
  const replaces = request.headers['x-amz-metadata-directive'] === 'REPLACE';
  const incoming = await bucket.receive(createReadStream(bucket.pathOf(source)), {});
  const record = await bucket.create({
    ...{ key, incoming, condition, requestId, etag: incoming.md5 },
    details: replaces ? readDetails(request.headers, source.details.checksum) : source.details,
    eventName: 'ObjectCreated:Copy',
  });
  sendXml(exchange, 'CopyObjectResult', {
    ETag: `"${record.etag}"`,
    LastModified: record.lastModified.toISOString(),
  });
};
