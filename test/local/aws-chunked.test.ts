// The aws-chunked coding, cut into pieces at every place, and cut short.
import { describe, expect, test } from 'vitest';
import { decodeAwsChunked } from '../../lib/local/s3/aws-chunked.ts';

// AWS, "Signature calculations: trailing headers": sizes in hex, signatures after a semicolon, trailers at the end.
const coded =
  '5;chunk-signature=ad80c730\r\nhello\r\n6;chunk-signature=00\r\n world\r\n0;chunk-signature=b6c6\r\n' +
  'x-amz-checksum-crc32c:sOO8/Q==\r\nx-amz-trailer-signature:63bd\r\n\r\n';

async function* cut(text: string, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < text.length; at += size) yield Buffer.from(text.slice(at, at + size), 'latin1');
}

const decode = async (text: string, size: number) => {
  const trailers = new Map<string, string>();
  const pieces: Buffer[] = [];
  for await (const piece of decodeAwsChunked(cut(text, size), trailers)) pieces.push(piece);
  return { body: Buffer.concat(pieces).toString('latin1'), trailers: Object.fromEntries(trailers) };
};

describe('decodeAwsChunked', () => {
  test.each([1, 2, 3, 7, 64, 1000])('gives the body and the trailers, %i bytes at a time', async size => {
    expect(await decode(coded, size)).toEqual({
      body: 'hello world',
      trailers: { 'x-amz-checksum-crc32c': 'sOO8/Q==', 'x-amz-trailer-signature': '63bd' },
    });
  });

  test('takes an empty body, and an end without trailers', async () => {
    expect(await decode('0\r\n\r\n', 1)).toEqual({ body: '', trailers: {} });
    expect(await decode('1\r\na\r\n0\r\n', 4)).toEqual({ body: 'a', trailers: {} });
  });

  test('keeps line ends that are part of the body', async () => {
    expect((await decode('4\r\n\r\n\r\n\r\n0\r\n\r\n', 3)).body).toBe('\r\n\r\n');
  });

  test('refuses a body that ends anywhere before its last chunk', async () => {
    const lastChunk = coded.indexOf('0;chunk-signature=b6c6');
    for (let end = 0; end < lastChunk; end++)
      await expect(decode(coded.slice(0, end), 5)).rejects.toMatchObject({ code: 'IncompleteBody' });
  });

  test.each(['no size\r\n', '-5\r\nhello\r\n', '5\r\nhello!\r\n0\r\n\r\n', `${'5'.repeat(20_000)}`])(
    'refuses what is no such body: %.20s',
    async text => {
      await expect(decode(text, 16)).rejects.toMatchObject({ code: 'IncompleteBody' });
    },
  );
});
