// A streamed body into memory, within a bound of bytes and of time.
import { Buffer } from 'node:buffer';
import { Readable } from 'node:stream';
import { DigitdropError } from '../errors.ts';

/** A body that trickles would otherwise hold a reader for as long as it likes. */
const defaultTimeoutMs = 60_000;

/**
 * Collects a body of at most `maxBytes`. What is larger is let go of unread.
 * @throws DigitdropError `image-too-large` above the bound, `store-unavailable` past the time.
 */
export const collectBody = async (
  body: unknown,
  { maxBytes, statedBytes, timeoutMs = defaultTimeoutMs }: CollectBounds,
): Promise<Uint8Array> => {
  if (!(body instanceof Readable))
    throw new DigitdropError('store-unavailable', 'expected a body as a stream, got none');
  if (statedBytes !== null && statedBytes > maxBytes) {
    body.destroy();
    throw tooLarge(statedBytes, maxBytes);
  }
  const late = new DigitdropError('store-unavailable', `expected a body within ${timeoutMs} ms`);
  const timer = setTimeout(() => body.destroy(late), timeoutMs);
  try {
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of body as AsyncIterable<Buffer>) {
      bytes += chunk.byteLength;
      if (bytes > maxBytes) throw tooLarge(bytes, maxBytes);
      chunks.push(chunk);
    }
    return Buffer.concat(chunks, bytes);
  } finally {
    clearTimeout(timer);
  }
};

interface CollectBounds {
  readonly maxBytes: number;
  /** What the store says the body's length is; null where it does not. */
  readonly statedBytes: number | null;
  readonly timeoutMs?: number;
}

const tooLarge = (bytes: number, maxBytes: number): DigitdropError =>
  new DigitdropError('image-too-large', `expected at most ${maxBytes} bytes, got ${bytes} or more`);
