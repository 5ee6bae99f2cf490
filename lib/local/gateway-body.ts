// A request's body, bounded as it comes in: nobody fills the memory, and who sends too much is told so.
import type { IncomingMessage } from 'node:http';
import { bodyTooLarge, maxBodyBytes } from '../http/body-limits.ts';
import { isTextBody, sentBytesOf } from './gateway-event.ts';

/** What is read and thrown away of a body that is too large, so that its sender comes to hear the answer. */
const maxDiscardedBytes = 64 * 1024 * 1024;

const discard = async (request: AsyncIterable<Buffer>): Promise<void> => {
  let bytes = 0;
  for await (const piece of request) {
    bytes += piece.length;
    if (bytes > maxDiscardedBytes) return;
  }
};

/** The size that the sender states, as Lambda would see it; 0 where it states none. */
export const statedSentBytes = ({ headers }: Pick<IncomingMessage, 'headers'>): number =>
  sentBytesOf(Number(headers['content-length'] ?? 0), isTextBody(headers));

/** Held without asking for room: about what a connection's own buffers hold, and what somebody slow sends. */
const freeBytes = 64 * 1024;

/** What a body may come to be; what Lambda takes at most where its length is not stated. */
const expectedBytes = ({ headers }: IncomingMessage): number =>
  Math.min(Number(headers['content-length'] ?? maxBodyBytes), maxBodyBytes);

/**
 * Reads the whole body. Room for all of it is asked for once more than a little has come, so that neither
 * many at once fill the memory, nor those who send nothing keep the room from the others.
 * @throws DigitdropError `body-too-large` above what Lambda takes, base64 counted where the body is not text.
 */
export const readBody = async (
  request: IncomingMessage,
  takeRoom: (bytes: number) => Promise<void>,
): Promise<Uint8Array> => {
  const isText = isTextBody(request.headers);
  const stated = statedSentBytes(request);
  const pieces: Buffer[] = [];
  let bytes = 0;
  let hasRoom = false;
  // A for-await that is left destroys the request, and with it the way back for the answer.
  const source = request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  if (stated <= maxBodyBytes)
    for await (const piece of source) {
      bytes += piece.length;
      if (bytes > freeBytes && !hasRoom) {
        hasRoom = true;
        await takeRoom(expectedBytes(request));
      }
      pieces.push(piece);
      if (sentBytesOf(bytes, isText) > maxBodyBytes) break;
    }
  const sent = Math.max(stated, sentBytesOf(bytes, isText));
  if (sent <= maxBodyBytes) return Buffer.concat(pieces);
  pieces.length = 0;
  // Whoever asked first (`Expect: 100-continue`) and was not told to go on sends nothing that could be discarded.
  const waits = bytes === 0 && request.headers.expect !== undefined;
  if (!waits) await discard(request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>);
  throw bodyTooLarge(sent);
};
