// The laptop's S3 endpoint on loopback: one bucket, any credentials, path style; SQS answers on the same port.
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { faultCodeOf } from '../../errors.ts';
import type { Log } from '../../log.ts';
import { allowOrigin, answerPreflight, hasOneHost, isOwnHost, isPreflight, mayCall } from '../callers.ts';
import { answerS3 } from './answer-s3.ts';
import type { Bucket } from './bucket.ts';
import { type Exchange, parseTarget } from './exchange.ts';
import { checkPageCall } from './page-calls.ts';
import { checkPresigned } from './presigned.ts';
import { S3Fault } from './s3-fault.ts';
import { writeErrorXml } from './xml.ts';

export interface S3ServerParts {
  readonly bucket: Bucket;
  /** Answers requests of the SQS protocol. */
  readonly answerSqs: (request: IncomingMessage, response: ServerResponse) => void;
  /** Pages that may send uploads. */
  readonly origins: () => readonly string[];
  /** Where those go; null: nowhere. */
  readonly uploadPrefix: string | null;
  readonly log: Log;
}

/** SQS alone, at the server's root or at a queue's address: what else stands on that port is nobody's business. */
const isSqs = ({ method, url = '', headers }: IncomingMessage): boolean =>
  method === 'POST' &&
  String(headers['x-amz-target'] ?? '').startsWith('AmazonSQS.') &&
  /^\/(\d{12}\/[\w-]{1,80})?$/.test(url);

const checkCaller = (request: IncomingMessage, origins: readonly string[]): void => {
  if (!hasOneHost(request)) throw new S3Fault('InvalidRequest', 'expected one Host header');
  if (!isOwnHost(request.headers.host))
    throw new S3Fault('MisdirectedRequest', 'expected a Host of 127.0.0.1, localhost or [::1]');
  if (!mayCall(request.headers, origins))
    throw new S3Fault('AccessDenied', `pages of ${request.headers.origin} may not call; see CORS_ORIGINS`);
};

/** The client went away in the middle: nobody is left to answer, and nothing is wrong here. */
const isCutOff = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  ['ERR_STREAM_PREMATURE_CLOSE', 'ECONNRESET', 'EPIPE'].includes(String(error.code));

const faultOf = (error: unknown): S3Fault =>
  error instanceof S3Fault ? error : new S3Fault('InternalError', 'the bucket failed; its log says why');

const sendFault = (request: IncomingMessage, response: ServerResponse, fault: S3Fault, requestId: string) => {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const fields = {
    Code: fault.code,
    Message: fault.message,
    Resource: request.url ?? '',
    RequestId: requestId,
  };
  const body = request.method === 'HEAD' ? '' : writeErrorXml(fields);
  response.writeHead(fault.status, {
    'content-type': 'application/xml',
    'content-length': Buffer.byteLength(body),
    // What is left of the body is not worth reading; without it the connection cannot be used again.
    ...(request.complete ? {} : { connection: 'close' }),
  });
  response.end(body);
};

/** A server that is not yet listening. */
export const createS3Server = ({ bucket, answerSqs, origins, uploadPrefix, log }: S3ServerParts): Server => {
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const requestId = randomBytes(8).toString('hex').toUpperCase();
    try {
      checkCaller(request, origins());
      allowOrigin(request, response, 'ETag, Content-Length, Content-Range, Last-Modified, x-amz-request-id');
      const target = parseTarget(request.url ?? '/');
      checkPageCall(request, target, uploadPrefix);
      if (isPreflight(request)) return answerPreflight(request, response);
      if (isSqs(request)) return answerSqs(request, response);
      response.setHeader('x-amz-request-id', requestId);
      const exchange: Exchange = { request, response, requestId, ...target };
      checkPresigned(request, exchange.query, new Date());
      await answerS3(bucket, exchange);
    } catch (error) {
      if (!(error instanceof S3Fault) && !isCutOff(error))
        log.error('the bucket failed', { code: faultCodeOf(error), url: request.url, error });
      sendFault(request, response, faultOf(error), requestId);
    }
  };
  return createServer(
    // A slow client may take its time over a body, not over its headers.
    {
      headersTimeout: 15_000,
      requestTimeout: 300_000,
      connectionsCheckingInterval: 5_000,
      // Longer than clients keep idle connections, so that none is closed just as it is used again.
      keepAliveTimeout: 65_000,
    },
    (request, response) => void answer(request, response),
  );
};
