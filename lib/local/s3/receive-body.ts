// A body on its way to disk: never whole in memory, measured and checked as it passes.
import { createHash, type Hash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { crc32 } from 'node:zlib';
import { decodeAwsChunked } from './aws-chunked.ts';
import { S3Fault } from './s3-fault.ts';

export interface ReceivedBody {
  readonly bytes: number;
  /** In hex. */
  readonly md5: string;
  /** The checksum header that came with the body or after it. */
  readonly checksum: { readonly name: string; readonly value: string } | null;
}

/** One PUT may bring 5 GB (AWS, "Uploading objects"). */
const maxBytes = 5 * 1024 ** 3;

const checksumNames = ['crc32', 'crc32c', 'crc64nvme', 'sha1', 'sha256'].map(
  name => `x-amz-checksum-${name}`,
);

interface Digests {
  readonly md5: Hash;
  /** Only where a header says that it will be asked for. */
  readonly sha1: Hash | null;
  readonly sha256: Hash | null;
  crc32: number;
}

const isChunked = (headers: IncomingHttpHeaders): boolean =>
  String(headers['x-amz-content-sha256'] ?? '').startsWith('STREAMING-') ||
  (headers['content-encoding'] ?? '').includes('aws-chunked');

const announces = (headers: IncomingHttpHeaders, name: string): boolean =>
  headers[name] !== undefined || String(headers['x-amz-trailer'] ?? '').includes(name);

const base64OfCrc = (crc: number): string => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc >>> 0);
  return bytes.toString('base64');
};

/**
 * Writes a body to `path`. What the client said of it is held against what came: length, Content-MD5,
 * x-amz-content-sha256 and checksums in CRC32, SHA-1 and SHA-256. CRC32C and CRC64NVME are kept as they were
 * sent, unchecked, since Node has neither. The file is gone again where anything is wrong.
 * @throws S3Fault `BadDigest`, `IncompleteBody`, `EntityTooLarge`, `XAmzContentSHA256Mismatch`.
 */
export const receiveBody = async (
  body: AsyncIterable<Buffer>,
  headers: IncomingHttpHeaders,
  path: string,
): Promise<ReceivedBody> => {
  const trailers = new Map<string, string>();
  const stated = (name: string): string | null =>
    trailers.get(name) ?? (headers[name] as string | undefined) ?? null;
  const statedHash = /^[0-9a-f]{64}$/.exec(String(headers['x-amz-content-sha256'] ?? ''))?.[0] ?? null;
  const digests: Digests = {
    md5: createHash('md5'),
    sha1: announces(headers, 'x-amz-checksum-sha1') ? createHash('sha1') : null,
    sha256: statedHash !== null || announces(headers, 'x-amz-checksum-sha256') ? createHash('sha256') : null,
    crc32: 0,
  };
  let bytes = 0;
  const measure = async function* (source: AsyncIterable<Buffer>) {
    for await (const piece of source) {
      bytes += piece.length;
      if (bytes > maxBytes)
        throw new S3Fault('EntityTooLarge', `expected at most ${maxBytes} bytes in one PUT`);
      for (const hash of [digests.md5, digests.sha1, digests.sha256]) hash?.update(piece);
      digests.crc32 = crc32(piece, digests.crc32);
      yield piece;
    }
  };
  try {
    const meant = isChunked(headers) ? decodeAwsChunked(body, trailers) : body;
    await pipeline(meant, measure, createWriteStream(path, { flags: 'wx' }));
    const md5 = digests.md5.digest();
    const sha256 = digests.sha256?.digest() ?? null;
    const found: Readonly<Record<string, string | undefined>> = {
      'x-amz-decoded-content-length': String(bytes),
      'content-md5': md5.toString('base64'),
      'x-amz-checksum-crc32': base64OfCrc(digests.crc32),
      'x-amz-checksum-sha1': digests.sha1?.digest('base64'),
      'x-amz-checksum-sha256': sha256?.toString('base64'),
    };
    for (const [name, value] of Object.entries(found)) {
      const expected = stated(name);
      if (expected === null || value === undefined || expected === value) continue;
      throw new S3Fault('BadDigest', `${name}: expected ${expected}, got ${value}`);
    }
    if (statedHash !== null && sha256?.toString('hex') !== statedHash)
      throw new S3Fault(
        'XAmzContentSHA256Mismatch',
        `expected SHA-256 ${statedHash}, got ${sha256?.toString('hex')}`,
      );
    const name = checksumNames.find(known => stated(known) !== null);
    const checksum = name === undefined ? null : { name, value: stated(name) ?? '' };
    return { bytes, md5: md5.toString('hex'), checksum };
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
};
