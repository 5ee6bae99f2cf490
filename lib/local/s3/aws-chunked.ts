// The `aws-chunked` coding, in which the SDKs stream bodies: sized chunks, then trailing headers.
// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
import { S3Fault } from './s3-fault.ts';

const lineEnd = Buffer.from('\r\n');

/** A line of sizes or trailers is short; more than this is no such line. */
const maxLineBytes = 16_384;

const broken = (what: string): S3Fault => new S3Fault('IncompleteBody', `aws-chunked body: ${what}`);

const readSize = (line: string): number => {
  const [hex = ''] = line.split(';');
  if (!/^[0-9a-f]{1,12}$/i.test(hex)) throw broken('expected the size of a chunk in hex');
  return Number.parseInt(hex, 16);
};

/**
 * Yields the bytes that were meant, and fills `trailers` (names in lower case) once the end has come.
 * Signatures of chunks are not checked: any credentials will do on loopback.
 * @throws S3Fault `IncompleteBody` where the body ends early or is no such body.
 */
export async function* decodeAwsChunked(
  body: AsyncIterable<Buffer>,
  trailers: Map<string, string>,
): AsyncGenerator<Buffer> {
  let pending: Buffer = Buffer.alloc(0);
  const source = body[Symbol.asyncIterator]();
  const readMore = async () => {
    const next = await source.next();
    if (next.done === true) throw broken('ended early');
    pending = pending.length === 0 ? next.value : Buffer.concat([pending, next.value]);
  };
  const readLine = async (): Promise<string> => {
    for (;;) {
      const at = pending.indexOf(lineEnd);
      if (at > maxLineBytes || (at < 0 && pending.length > maxLineBytes)) throw broken('a line is too long');
      if (at < 0) {
        await readMore();
        continue;
      }
      const line = pending.subarray(0, at).toString('latin1');
      pending = pending.subarray(at + lineEnd.length);
      return line;
    }
  };

  for (let size = readSize(await readLine()); size > 0; size = readSize(await readLine())) {
    let left = size;
    while (left > 0) {
      if (pending.length === 0) await readMore();
      const piece = pending.subarray(0, left);
      pending = pending.subarray(piece.length);
      left -= piece.length;
      yield piece;
    }
    if ((await readLine()) !== '') throw broken('expected the end of a chunk');
  }
  for (let next = await source.next(); next.done !== true; next = await source.next()) {
    pending = Buffer.concat([pending, next.value]);
    if (pending.length > maxLineBytes) throw broken('the trailers are too long');
  }
  for (const line of pending.toString('latin1').split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) trailers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
}
