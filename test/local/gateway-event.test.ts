// An HTTP request becomes the event that API Gateway would send.
import { expect, test } from 'vitest';
import {
  type GatewayRequest,
  isTextBody,
  sentBytesOf,
  toGatewayEvent,
} from '../../lib/local/gateway-event.ts';

const request: GatewayRequest = {
  method: 'POST',
  target: '/v1/readings',
  headers: { host: 'localhost:3000', 'content-type': 'application/json', 'user-agent': 'test' },
  body: Buffer.from('{"a":"ä"}'),
  sourceIp: '127.0.0.1',
};

test('has the fields of payload format 2.0', () => {
  const event = toGatewayEvent(request, new Date(Date.UTC(2020, 2, 12, 19, 3, 58)));
  // AWS, "Create AWS Lambda proxy integrations for HTTP APIs": the fields of the example of format 2.0.
  expect(event).toEqual({
    version: '2.0',
    routeKey: '$default',
    rawPath: '/v1/readings',
    rawQueryString: '',
    headers: { host: 'localhost:3000', 'content-type': 'application/json', 'user-agent': 'test' },
    requestContext: {
      accountId: '000000000000',
      apiId: 'local',
      domainName: 'localhost:3000',
      domainPrefix: 'local',
      http: {
        method: 'POST',
        path: '/v1/readings',
        protocol: 'HTTP/1.1',
        sourceIp: '127.0.0.1',
        userAgent: 'test',
      },
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      routeKey: '$default',
      stage: '$default',
      time: '12/Mar/2020:19:03:58 +0000',
      timeEpoch: 1_584_039_838_000,
    },
    body: '{"a":"ä"}',
    isBase64Encoded: false,
  });
});

test('by whatever name it was asked, it tells that the path is as it was written', () => {
  const named = { ...request, headers: { ...request.headers, host: 'digits.example' } };
  expect(toGatewayEvent(named).requestContext.domainName).toBe('localhost');
  expect(toGatewayEvent(named).headers.host).toBe('digits.example');
});

test('joins what is repeated: query parameters, headers; and takes cookies apart', () => {
  const target = '/?a=1&b=%2B+%26&a=2&c';
  const headers = { ...request.headers, cookie: 'x=1; y=2', 'x-many': ['1', '2'] as unknown as string };
  const event = toGatewayEvent({ ...request, target, headers });
  expect(event.rawQueryString).toBe('a=1&b=%2B+%26&a=2&c');
  expect(event.queryStringParameters).toEqual({ a: '1,2', b: '+ &', c: '' });
  expect(event.cookies).toEqual(['x=1', 'y=2']);
  expect(event.headers['x-many']).toBe('1,2');
  expect(event.headers.cookie).toBeUndefined();
});

test.each(['/a%2Fb', '/a//b/../c', '/%3F%23', '/a+b'])('leaves the path %s as it was written', target => {
  expect(toGatewayEvent({ ...request, target }).rawPath).toBe(target);
});

test.each([
  ['text/plain', true],
  ['application/json; charset=utf-8', true],
  ['application/problem+json', true],
  ['image/svg+xml', false],
  ['image/png', false],
  ['application/x-www-form-urlencoded', false],
  ['multipart/form-data; boundary=application/json', false],
  ['', false],
])('takes a body of %s as text: %s', (type, isText) => {
  expect(isTextBody({ 'content-type': type })).toBe(isText);
  expect(isTextBody({ 'content-type': type, 'content-encoding': 'gzip' })).toBe(false);
});

test('counts base64 as it is sent', () => {
  for (const bytes of [0, 1, 2, 3, 4, 1000])
    expect(sentBytesOf(bytes, false)).toBe(Buffer.alloc(bytes).toString('base64').length);
  expect(sentBytesOf(1000, true)).toBe(1000);
});

test('has no body where none came', () => {
  const event = toGatewayEvent({ ...request, method: 'GET', body: Buffer.alloc(0) });
  expect(event).not.toHaveProperty('body');
  expect(event.isBase64Encoded).toBe(false);
});

test('hands on as base64 what is said to be text and is not UTF-8, so that no byte is lost', () => {
  const body = Buffer.from('{"a":"\xff"}', 'latin1');
  expect(toGatewayEvent({ ...request, body })).toMatchObject({
    body: body.toString('base64'),
    isBase64Encoded: true,
  });
});
