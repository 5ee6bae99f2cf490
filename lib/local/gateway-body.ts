// A request's body, bounded as it comes in: nobody fills the memory, and who sends too much is told so.
import type { IncomingMessage } from 'node:http';
import { DigitdropError } from '../errors.ts';
import { bodyTooLarge, maxBodyBytes } from '../http/body-limits.ts';
import { isTextBody, sentBytesOf } from './gateway-event.ts';
import { startStallClock } from './stall-clock.ts';

/** What is read and thrown away of a body that is refused, so that its sender comes to hear the answer. */
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

/** How long whoever holds room may send nothing: a connection that stutters is back by then, and others wait. */
const longestStallMs = 3_000;

/** A for-await that is left destroys the request, and with it the way back for the answer. */
const piecesOf = (request: IncomingMessage) =>
  request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;

/**
 * Reads the whole body. Room for all of it is asked for once more than a little has come, so that neither
 * many at once fill the memory, nor those who send nothing keep the room from the others.
 * @throws DigitdropError `body-too-large` above what Lambda takes, base64 counted where the body is not text;
 * `body-too-slow` where it holds room and nothing comes; what `takeRoom` throws.
 */
export const readBody = async (
  request: IncomingMessage,
  takeRoom: (bytes: number) => Promise<void>,
  stallMs = longestStallMs,
): Promise<Uint8Array> => {
  const clock = startStallClock(stallMs);
  try {
    return await Promise.race([collect(request, takeRoom, clock.moved), clock.stalled]);
  } catch (fault) {
    if (mayBeHeard(fault, request)) await discard(piecesOf(request));
    throw fault;
  } finally {
    clock.stop();
  }
};

/** Whoever asked first (`Expect: 100-continue`) and was not told to go on sends nothing that could be discarded. */
const mayBeHeard = (fault: unknown, request: IncomingMessage): boolean =>
  fault instanceof DigitdropError &&
  fault.code !== 'body-too-slow' &&
  (request.headers.expect === undefined || statedSentBytes(request) <= maxBodyBytes);

const collect = async (
  request: IncomingMessage,
  takeRoom: (bytes: number) => Promise<void>,
  moved: () => void,
): Promise<Uint8Array> => {
  const isText = isTextBody(request.headers);
  const stated = statedSentBytes(request);
  if (stated > maxBodyBytes) throw bodyTooLarge(stated);
  const pieces: Buffer[] = [];
  let bytes = 0;
  let hasRoom = false;
  for await (const piece of piecesOf(request)) {
    bytes += piece.length;
    if (bytes > freeBytes && !hasRoom) {
      await takeRoom(expectedBytes(request));
      hasRoom = true;
    }
    if (hasRoom) moved();
    pieces.push(piece);
    const sent = sentBytesOf(bytes, isText);
    if (sent > maxBodyBytes) throw bodyTooLarge(sent);
  }
  return Buffer.concat(pieces);
};
