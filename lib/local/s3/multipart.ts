// Multipart uploads: begin, parts from bodies or from objects, complete, abort.
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createKeyTurns } from '../../key-turns.ts';
import type { Bucket } from './bucket.ts';
import { type Exchange, readList, refuseUnknownQuery, sendXml } from './exchange.ts';
import { readDetails, readPutCondition } from './object-headers.ts';
import { findCopySource } from './put-object.ts';
import { S3Fault } from './s3-fault.ts';
import type { Part, Upload } from './upload-index.ts';
import { readText } from './xml.ts';

/**
 * By the upload's id. While a completion joins the parts, nobody may take them away: neither another
 * completion, nor an abort, nor a part that comes again.
 */
const inTurn = createKeyTurns();

export const beginUpload = (bucket: Bucket, exchange: Exchange): void => {
  const { key } = exchange;
  refuseUnknownQuery(exchange.query, ['uploads']);
  const id = randomUUID();
  bucket.uploads.begin({ id, bucket: bucket.name, key, details: readDetails(exchange.request.headers) });
  sendXml(exchange, 'InitiateMultipartUploadResult', { Bucket: bucket.name, Key: key, UploadId: id });
};

/** Also for whoever had its turn: somebody else may have ended the upload meanwhile. */
const findUpload = (bucket: Bucket, { query, key }: Exchange): Upload => {
  const upload = bucket.uploads.find(query.get('uploadId') ?? '');
  if (upload?.bucket === bucket.name && upload.key === key) return upload;
  throw new S3Fault('NoSuchUpload', 'no such upload of this key is under way');
};

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const maxParts = 10_000;

const readPartNumber = (query: URLSearchParams): number => {
  const number = Number(query.get('partNumber'));
  if (Number.isInteger(number) && number >= 1 && number <= maxParts) return number;
  throw new S3Fault(
    'InvalidArgument',
    `partNumber: expected 1 to ${maxParts}, got ${query.get('partNumber')}`,
  );
};

const partSource = (bucket: Bucket, exchange: Exchange): AsyncIterable<Buffer> => {
  const { headers } = exchange.request;
  if (headers['x-amz-copy-source'] === undefined) return exchange.request;
  const source = findCopySource(bucket, exchange);
  const range = String(headers['x-amz-copy-source-range'] ?? `bytes=0-${source.bytes - 1}`);
  const [, start = '', end = ''] = /^bytes=(\d+)-(\d+)$/.exec(range) ?? [];
  if (start === '' || Number(end) >= source.bytes || Number(start) > Number(end))
    throw new S3Fault('InvalidRange', `expected a range within ${source.bytes} bytes, got ${range}`);
  return createReadStream(bucket.pathOf(source), { start: Number(start), end: Number(end) });
};

export const putPart = async (bucket: Bucket, exchange: Exchange): Promise<void> => {
  const { request, response, query } = exchange;
  refuseUnknownQuery(query, ['partNumber', 'uploadId']);
  const { id } = findUpload(bucket, exchange);
  const number = readPartNumber(query);
  const isCopy = request.headers['x-amz-copy-source'] !== undefined;
  const part = await bucket.receive(partSource(bucket, exchange), isCopy ? {} : request.headers);
  await inTurn(id, async () => {
    // The upload may have been completed or aborted while the part came.
    if (bucket.uploads.find(id) === null) {
      await bucket.discard([part.file]);
      throw new S3Fault('NoSuchUpload', 'the upload has ended');
    }
    const { md5: etag, bytes, file } = part;
    const replaced = bucket.uploads.putPart(id, { number, etag, bytes, file });
    if (replaced !== null) await bucket.discard([replaced]);
  });
  if (isCopy) {
    sendXml(exchange, 'CopyPartResult', { ETag: `"${part.md5}"`, LastModified: new Date().toISOString() });
    return;
  }
  const checksum = part.checksum === null ? {} : { [part.checksum.name]: part.checksum.value };
  response.writeHead(200, { etag: `"${part.md5}"`, ...checksum, 'content-length': 0 }).end();
};

/** The parts that the client lists, which must be there as it knows them. */
const chooseParts = (listed: readonly string[], parts: readonly Part[]): readonly Part[] => {
  const byNumber = new Map(parts.map(part => [part.number, part]));
  const chosen = listed.map(element => {
    const number = Number(readText(element, 'PartNumber'));
    const part = byNumber.get(number);
    const etag = readText(element, 'ETag')?.replaceAll('"', '').trim();
    if (part === undefined || part.etag !== etag)
      throw new S3Fault('InvalidPart', `part ${number} with ETag ${etag} was not found`);
    return part;
  });
  if (chosen.some((part, at) => at > 0 && part.number <= (chosen[at - 1]?.number ?? 0)))
    throw new S3Fault('InvalidPartOrder', 'expected parts in ascending order');
  return chosen;
};

async function* joinParts(bucket: Bucket, parts: readonly Part[]): AsyncGenerator<Buffer> {
  for (const part of parts) yield* bucket.readIncoming(part.file);
}

export const completeUpload = async (bucket: Bucket, exchange: Exchange): Promise<void> => {
  const { request, key, requestId } = exchange;
  refuseUnknownQuery(exchange.query, ['uploadId']);
  const { id, details } = findUpload(bucket, exchange);
  const condition = readPutCondition(request.headers);
  const { elements } = await readList(exchange, 'Part', maxParts);
  const record = await inTurn(id, async () => {
    findUpload(bucket, exchange);
    const parts = chooseParts(elements, bucket.uploads.listParts(id));
    const digests = parts.map(part => Buffer.from(part.etag, 'hex'));
    const etag = `${createHash('md5').update(Buffer.concat(digests)).digest('hex')}-${parts.length}`;
    const incoming = await bucket.receive(joinParts(bucket, parts), {});
    const created = await bucket.create({
      ...{ key, etag, incoming, condition, requestId, details },
      eventName: 'ObjectCreated:CompleteMultipartUpload',
    });
    await bucket.discard(bucket.uploads.end(id));
    return created;
  });
  sendXml(exchange, 'CompleteMultipartUploadResult', {
    Location: `http://${request.headers.host}/${bucket.name}/${encodeURIComponent(key)}`,
    Bucket: bucket.name,
    Key: key,
    ETag: `"${record.etag}"`,
  });
};

export const abortUpload = async (bucket: Bucket, exchange: Exchange): Promise<void> => {
  refuseUnknownQuery(exchange.query, ['uploadId']);
  const { id } = findUpload(bucket, exchange);
  await inTurn(id, () => bucket.discard(bucket.uploads.end(findUpload(bucket, exchange).id)));
  exchange.response.writeHead(204).end();
};
