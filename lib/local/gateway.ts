// Stands in for API Gateway: HTTP in, an event to the function, its answer out. On a laptop it serves loopback alone.
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { DigitdropError, faultCodeOf } from '../errors.ts';
import { maxBodyBytes } from '../http/body-limits.ts';
import { answerProblem } from '../http/problems.ts';
import type { Log } from '../log.ts';
import { createSlots } from '../slots.ts';
import { allowOrigin, checkHost, hasOneHost, isPreflight, mayCall } from './callers.ts';
import { readBody, statedSentBytes } from './gateway-body.ts';
import { toGatewayEvent } from './gateway-event.ts';
import { sendReply, sendServerError } from './gateway-reply.ts';
import { createRoom } from './room.ts';

type Call = (event: unknown) => Promise<unknown>;

export interface GatewayParts {
  /** Calls the function; null until there is one. */
  readonly invoke: () => Call | null;
  /** Pages that may call. */
  readonly origins: () => readonly string[];
  readonly log: Log;
  /** Whom it serves: callers on this machine alone, or whoever reaches it, by any name. Else the former. */
  readonly isPublic?: boolean;
  /** How long a request may take to come in. */
  readonly requestTimeoutMs?: number;
  /** How long a client may take nothing of its answer. */
  readonly sendTimeoutMs?: number;
}

/** Bodies in hand at once: eight of 6 MB, each a few times over, stay far below 512 MB. */
const maxBodiesInHand = 8;

/** Bodies that come in or wait: as many of 6 MB again. */
const maxBytesWaiting = 2 * maxBodiesInHand * maxBodyBytes;

/** Answers on their way to whoever is slow to take them: above this nobody is served until some are taken or given up. */
const maxBytesLeaving = 64_000_000;

/** What a public one answers, the function decides, as in the cloud: browsers obey its CORS headers. */
const checkCaller = (request: IncomingMessage, origins: readonly string[], isPublic: boolean): void => {
  if (!hasOneHost(request)) throw new DigitdropError('bad-request', 'expected one Host header');
  if (isPublic) return;
  checkHost(request.headers.host);
  if (mayCall(request.headers, origins) || isPreflight(request)) return;
  // 403, as at the bucket: 421 would say that another connection might do, but it is the page that may not.
  throw new DigitdropError(
    'foreign-origin',
    `expected a page of ${origins.join(', ')}, got one of ${request.headers.origin}; see CORS_ORIGINS`,
  );
};

const sendProblem = (request: IncomingMessage, response: ServerResponse, error: unknown, log: Log): void => {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const { status, headers, body } = answerProblem(error, {
    log,
    id: randomUUID(),
  });
  // A body that is not read to its end leaves the connection unfit for another request.
  const closes = request.complete ? {} : { connection: 'close' };
  response.writeHead(status, { ...headers, ...closes, 'content-length': Buffer.byteLength(body) });
  response.end(body);
};

const isOwnFault = (error: unknown): boolean =>
  error instanceof DigitdropError && faultCodeOf(error) !== 'internal';

/** A server that is not yet listening. */
export const createGateway = (parts: GatewayParts): Server => {
  const { invoke, origins, log, isPublic = false, requestTimeoutMs = 30_000, sendTimeoutMs = 30_000 } = parts;
  const inSlot = createSlots(maxBodiesInHand);
  const room = createRoom(maxBytesWaiting);
  let leaving = 0;

  const getCall = (): Call => {
    const call = invoke();
    if (call === null) throw new DigitdropError('not-ready', 'the house is still opening');
    return call;
  };

  const pass = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const call = getCall();
    let taken = 0;
    try {
      const body = await readBody(request, async bytes => {
        await room.take(bytes);
        taken = bytes;
      });
      // A slot is for work: nobody waits for one who is slow to send, nor a question without a body for any.
      if (body.byteLength === 0) await passOn(call, request, response, body);
      else await inSlot(() => passOn(call, request, response, body));
    } finally {
      room.free(taken);
    }
  };

  const passOn = async (
    call: Call,
    request: IncomingMessage,
    response: ServerResponse,
    body: Uint8Array,
  ): Promise<void> => {
    const { method = 'GET', url = '/', headers, socket } = request;
    // Gone while it stood in line.
    if (response.destroyed) return;
    if (leaving > maxBytesLeaving)
      throw new DigitdropError('too-busy', `expected at most ${maxBytesLeaving} bytes of answers to leave`);
    const event = toGatewayEvent({
      method,
      target: url,
      headers,
      body,
      sourceIp: socket.remoteAddress ?? '',
    });
    try {
      const reply = await call(event);
      if (response.destroyed) return;
      const bytes = sendReply(response, reply, sendTimeoutMs);
      leaving += bytes;
      response.once('close', () => {
        leaving -= bytes;
      });
    } catch (error) {
      log.error('the API function failed', { method, path: event.rawPath, error });
      sendServerError(response, 500);
    }
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      checkCaller(request, origins(), isPublic);
      await pass(request, response);
    } catch (error) {
      // A client that goes away in the middle of its body is nobody's fault.
      if (!isOwnFault(error) && request.errored !== null) response.destroy();
      else {
        if (mayCall(request.headers, origins())) allowOrigin(request, response, '*');
        sendProblem(request, response, error, log);
      }
    }
  };

  const server = createServer(
    {
      headersTimeout: Math.min(10_000, requestTimeoutMs),
      requestTimeout: requestTimeoutMs,
      connectionsCheckingInterval: Math.min(1_000, requestTimeoutMs),
    },
    (request, response) => void answer(request, response),
  );
  // Whoever asks before sending too much hears of it at once; everybody else is told to go on.
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    if (statedSentBytes(request) <= maxBodyBytes) response.writeContinue();
    void answer(request, response);
  });
  return server;
};
