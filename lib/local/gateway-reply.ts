// A function's answer as API Gateway sends it on.
import type { ServerResponse } from 'node:http';
import { z } from 'zod';

const replySchema = z.object({
  statusCode: z.number().int().min(200).max(599),
  headers: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).optional()).optional(),
  cookies: z.array(z.string()).optional(),
  body: z.string().optional(),
  isBase64Encoded: z.boolean().optional(),
});

/** These are the connection's own; a function has no say in them. */
const gatewaysOwn = ['connection', 'content-length', 'keep-alive', 'transfer-encoding', 'upgrade'];

/** API Gateway's own words where a function failed; no more is told. */
export const sendServerError = (response: ServerResponse, status: 500 | 503): void => {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const message = status === 500 ? 'Internal Server Error' : 'Service Unavailable';
  for (const name of response.getHeaderNames()) response.removeHeader(name);
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ message }));
};

/**
 * Sends an answer of payload format 2.0. One without a status code is the body of a 200, in JSON.
 * @param sendTimeoutMs a client that takes nothing of it for so long is let go, and the answer with it.
 * @returns bytes of its body, which stay in memory until the response is closed.
 * @throws where the answer cannot be sent as it is.
 */
export const sendReply = (response: ServerResponse, reply: unknown, sendTimeoutMs: number): number => {
  const hasStatus = typeof reply === 'object' && reply !== null && 'statusCode' in reply;
  const { statusCode, headers, cookies, body, isBase64Encoded } = hasStatus
    ? replySchema.parse(reply)
    : {
        statusCode: 200,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(reply ?? null),
      };
  for (const [name, value] of Object.entries(headers ?? {}))
    if (value !== undefined && !gatewaysOwn.includes(name.toLowerCase()))
      response.setHeader(name, String(value));
  if (cookies !== undefined) response.setHeader('set-cookie', cookies);
  const bytes = Buffer.from(body ?? '', isBase64Encoded === true ? 'base64' : 'utf8');
  if (statusCode !== 204 && statusCode !== 304 && response.req.method !== 'HEAD')
    response.setHeader('content-length', bytes.length);
  response.setTimeout(sendTimeoutMs, () => response.destroy());
  response.writeHead(statusCode).end(bytes);
  return bytes.length;
};
