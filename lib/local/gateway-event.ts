// An HTTP request as an API Gateway HTTP API tells it, payload format 2.0.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
import { isUtf8 } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { isOwnHost } from './callers.ts';

export interface GatewayRequest {
  readonly method: string;
  /** Path and query, as they stand in the request. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Uint8Array;
  readonly sourceIp: string;
}

/** API Gateway hands text on as text; anything else, and what is packed, as base64. */
export const isTextBody = (headers: IncomingHttpHeaders): boolean =>
  headers['content-encoding'] === undefined &&
  /^\s*(text\/|application\/(json|javascript|xml|[\w.-]+\+(json|xml))\s*(;|$))/i.test(
    headers['content-type'] ?? '',
  );

/** The size of a body as Lambda sees it. */
export const sentBytesOf = (bytes: number, isText: boolean): number =>
  isText ? bytes : Math.ceil(bytes / 3) * 4;

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** "12/Mar/2020:19:03:58 +0000". */
const formatTime = (time: Date): string => {
  const iso = time.toISOString();
  return `${iso.slice(8, 10)}/${months[time.getUTCMonth()]}/${iso.slice(0, 4)}:${iso.slice(11, 19)} +0000`;
};

const joinRepeated = (query: string): Readonly<Record<string, string>> => {
  const values = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(query))
    values.set(name, [...(values.get(name) ?? []), value]);
  return Object.fromEntries([...values].map(([name, all]) => [name, all.join(',')]));
};

const joinHeaders = (headers: IncomingHttpHeaders): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || name === 'cookie'
        ? []
        : [[name, Array.isArray(value) ? value.join(',') : value]],
    ),
  );

/**
 * The event. AWS decodes `rawPath` once, in spite of its name, and loses by that what a `%3F` stood for; here
 * it stays as it was written, and `domainName` (a name of loopback, by whatever name it was asked) tells
 * functions/api.ts so.
 */
export const toGatewayEvent = (request: GatewayRequest, now: Date = new Date()): APIGatewayProxyEventV2 => {
  const { method, headers, body } = request;
  const questionMark = request.target.indexOf('?');
  const rawPath = questionMark < 0 ? request.target : request.target.slice(0, questionMark);
  const rawQueryString = questionMark < 0 ? '' : request.target.slice(questionMark + 1);
  // AWS does not say what becomes of text that is no UTF-8; the function's strict decoder is to see it as it came.
  const isText = isTextBody(headers) && isUtf8(body);
  const cookies = (headers.cookie ?? '').split(/;\s*/).filter(cookie => cookie !== '');
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath,
    rawQueryString,
    ...(cookies.length === 0 ? {} : { cookies }),
    headers: joinHeaders(headers),
    ...(rawQueryString === '' ? {} : { queryStringParameters: joinRepeated(rawQueryString) }),
    requestContext: {
      accountId: '000000000000',
      apiId: 'local',
      domainName: headers.host !== undefined && isOwnHost(headers.host) ? headers.host : 'localhost',
      domainPrefix: 'local',
      http: {
        method,
        path: rawPath,
        protocol: 'HTTP/1.1',
        sourceIp: request.sourceIp,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey: '$default',
      stage: '$default',
      time: formatTime(now),
      timeEpoch: now.getTime(),
    },
    ...(body.byteLength === 0 ? {} : { body: Buffer.from(body).toString(isText ? 'utf8' : 'base64') }),
    isBase64Encoded: body.byteLength > 0 && !isText,
  };
};
