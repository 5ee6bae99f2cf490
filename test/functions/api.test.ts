// The HTTP door: events of HTTP APIs (payload 2.0) as AWS sends them, kept in events/.
import { readFileSync } from 'node:fs';
import type { APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { describe, expect, it, vi } from 'vitest';
import { createHandler } from '../../functions/api.ts';
import { defaultOptions } from '../../lib/reading/options.ts';
import { createFakeHouse, readingOf } from '../http/fake-house.ts';

const sample = (name: string) => JSON.parse(readFileSync(`events/api-${name}.json`, 'utf8'));
const context = { awsRequestId: 'lambda-1' } as Context;

const call = async (
  event: unknown,
  { house, isReady }: { house?: ReturnType<typeof createFakeHouse>['house']; isReady?: () => boolean } = {},
) => {
  const handler = createHandler(house ?? createFakeHouse().house, isReady === undefined ? {} : { isReady });
  const result: APIGatewayProxyStructuredResultV2 = await handler(event, context);
  return { ...result, json: JSON.parse(result.body || 'null') };
};

const stored = JSON.stringify(readingOf('7'));

describe('the HTTP door', () => {
  it('answers each sample event', async () => {
    const objects = { 'inbox/zip code 7.png.json': stored };
    const { house, asked } = createFakeHouse({ objects });
    const wanted = {
      image: 200,
      form: 200,
      json: 200,
      'stored-reading': 200,
      models: 200,
      health: 200,
      openapi: 200,
    };
    for (const [name, status] of Object.entries(wanted)) {
      const answer = await call(sample(name), { house });
      expect([answer.statusCode, answer.isBase64Encoded], name).toEqual([status, false]);
      expect(answer.headers?.['content-type'], name).toBe('application/json; charset=utf-8');
    }
    expect((await call(sample('preflight'), { house })).statusCode).toBe(204);
    const png = asked.map(request => ('bytes' in request ? Buffer.from(request.bytes) : null));
    expect(png).toHaveLength(3);
    for (const bytes of png) expect(bytes?.subarray(1, 4).toString()).toBe('PNG');
    expect(new Set(png.map(bytes => bytes?.length)).size).toBe(1);
    expect(asked[0]?.options.expect).toBe('digit');
  });

  it('takes text bodies as they are, and base64 where the event says so', async () => {
    const event = sample('json');
    const coded = { ...event, isBase64Encoded: true, body: Buffer.from(event.body).toString('base64') };
    expect((await call(event)).json.readings).toHaveLength(1);
    expect((await call(coded)).json.readings).toHaveLength(1);
    expect((await call({ ...event, isBase64Encoded: true })).statusCode).toBe(400);
  });

  it('counts base64 against the limit, as Lambda does', async () => {
    const event = { ...sample('image'), isBase64Encoded: true };
    expect((await call({ ...event, body: 'A'.repeat(6_291_456) })).statusCode).toBe(200);
    const answer = await call({ ...event, body: 'A'.repeat(6_291_460) });
    expect([answer.statusCode, answer.json.code]).toEqual([413, 'body-too-large']);
  });

  describe('paths', () => {
    const objects = { 'a b.png.json': stored, 'in/a%20b.png.json': stored, '100%.png.json': stored };
    const get = async (rawPath: string, domainName: string, more: object = {}) => {
      const event = sample('stored-reading');
      const requestContext = { ...event.requestContext, domainName, ...more };
      return (await call({ ...event, rawPath, requestContext }, createFakeHouse({ objects }))).statusCode;
    };
    const gateway = 'a1.execute-api.eu-central-1.amazonaws.com';

    it('come decoded from API Gateway, and are not decoded again', async () => {
      expect(await get('/v1/readings/a b.png', gateway)).toBe(200);
      expect(await get('/v1/readings/in/a%20b.png', 'api.example.com')).toBe(200);
      expect(await get('/v1/readings/100%.png', gateway)).toBe(200);
      expect(await get('/v1/readings/a%20b.png', gateway)).toBe(404);
    });

    it.each(['a1.lambda-url.eu-central-1.on.aws', '127.0.0.1:3000', 'localhost', '[::1]:80'])(
      'come as written to %s, slashes raw or %%2F',
      async domainName => {
        expect(await get('/v1/readings/a%20b.png', domainName)).toBe(200);
        expect(await get('/v1/readings/in/a%2520b.png', domainName)).toBe(200);
        expect(await get('/v1/readings/in%2Fa%2520b.png', domainName)).toBe(200);
        expect(await get('/v1/readings/100%25.png', domainName)).toBe(200);
        expect(await get('/v1/readings/in/a%20b.png', domainName)).toBe(404);
        for (const odd of ['%', '%zz', '%ff', '%c0%af', '%00', '%2e%2e%2fa', '/', '%E2%80'])
          expect(await get(`/v1/readings/${odd}`, domainName), odd).toBe(404);
      },
    );

    it('may begin with a stage', async () => {
      expect(await get('/dev/v1/readings/a b.png', gateway, { stage: 'dev' })).toBe(200);
      expect(await get('/v1/readings/a b.png', gateway, { stage: 'dev' })).toBe(200);
      expect(await get('/dev/v1/readings/a b.png', gateway)).toBe(404);
    });
  });

  it('reads the query as it was written', async () => {
    const { house, asked } = createFakeHouse();
    const event = { ...sample('image'), rawQueryString: 'max%45rror=0%2E01&expect=number' };
    expect((await call(event, { house })).statusCode).toBe(200);
    expect(asked[0]?.options).toEqual({ ...defaultOptions, expect: 'number', maxError: 0.01 });
    const twice = { ...sample('image'), rawQueryString: 'expect=digit&expect=digit' };
    expect((await call(twice)).json.code).toBe('bad-option');
  });

  it('takes header names in any case', async () => {
    const event = sample('image');
    const { 'content-type': type, ...headers } = event.headers;
    expect((await call({ ...event, headers })).statusCode).toBe(415);
    expect((await call({ ...event, headers: { ...headers, 'Content-Type': type } })).statusCode).toBe(200);
  });

  it('is ready on its own, and not ready where the house says so', async () => {
    expect((await call(sample('health'))).statusCode).toBe(200);
    const answer = await call(sample('health'), { isReady: () => false });
    expect([answer.statusCode, answer.json.code]).toEqual([503, 'not-ready']);
  });

  it('answers a problem to what is no event of payload 2.0', async () => {
    for (const event of [undefined, {}, { httpMethod: 'GET', path: '/' }, { Records: [] }, 'x', []]) {
      const answer = await call(event);
      expect([answer.statusCode, answer.json.code]).toEqual([400, 'unknown-event']);
      expect(answer.headers?.['content-type']).toBe('application/problem+json; charset=utf-8');
    }
  });

  it('begins no image that Lambda or the gateway may not wait for', async () => {
    const pixels = Array(8).fill(Array(8).fill(0));
    const event = { ...sample('json'), body: JSON.stringify({ images: Array(20).fill({ pixels }) }) };
    const { house } = createFakeHouse();
    const ask = async (lambdaLeftMs: number, msPerImage: number) => {
      let now = 0;
      const clock = vi.spyOn(performance, 'now').mockImplementation(() => now);
      const readPixels = async () => {
        now += msPerImage;
        return readingOf('5');
      };
      const patient = { ...context, getRemainingTimeInMillis: () => lambdaLeftMs - now };
      const handler = createHandler({ ...house, reader: { ...house.reader, readPixels } });
      const { statusCode } = await handler(event, patient);
      clock.mockRestore();
      return [statusCode, now];
    };
    expect(await ask(900_000, 1_000)).toEqual([200, 20_000]);
    expect(await ask(900_000, 2_000)).toEqual([413, expect.toSatisfy((ms: number) => ms < 30_000)]);
    expect(await ask(15_000, 1_000)).toEqual([413, expect.toSatisfy((ms: number) => ms < 15_000)]);
  });

  it('answers before Lambda’s time runs out, and tells nothing internal', async () => {
    const { house, logged } = createFakeHouse();
    const reader = { ...house.reader, readImage: () => new Promise<never>(() => {}) };
    const hurried = { ...context, getRemainingTimeInMillis: () => 50 };
    const result = await createHandler({ ...house, reader })(sample('image'), hurried);
    expect(result.statusCode).toBe(500);
    expect(JSON.parse(result.body ?? '')).toMatchObject({
      code: 'internal',
      instance: 'urn:digitdrop:request:lambda-1',
    });
    expect(logged.join()).toContain('TimeoutError');
  });
});
