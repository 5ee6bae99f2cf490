// POST /v1/events: who may tell, what is taken and what is passed over, and what becomes of it.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseUploadEvent } from '../../lib/bucket/events.ts';
import { DigitdropError } from '../../lib/errors.ts';
import { type Asked, ask } from './ask.ts';
import { createFakeHouse } from './fake-house.ts';

const token = 'a-token-of-the-store';
const basic = 'store:a-long-one-at-least';

const sample = (name: string): { Records: object[] } =>
  JSON.parse(readFileSync(new URL(`../../events/${name}.json`, import.meta.url), 'utf8'));

const start = (
  config: Parameters<typeof createFakeHouse>[0] extends infer T | undefined
    ? NonNullable<T> extends { config?: infer C }
      ? C
      : never
    : never = { eventsToken: token, eventsBasic: basic },
  fault: Error | null = null,
) => {
  const taken: string[] = [];
  const { house, logged } = createFakeHouse({
    config: config ?? {},
    takeEvents: async messages => {
      if (fault !== null) throw fault;
      taken.push(...messages);
    },
  });
  const tell = (body: unknown, asked: Asked = {}) =>
    ask(house, {
      method: 'POST',
      path: '/v1/events',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
      ...asked,
    });
  return { house, taken, tell, logged };
};

/** What the upload function makes of what was taken. */
const keysOf = (taken: readonly string[]): readonly string[] =>
  taken.flatMap(body =>
    parseUploadEvent({ Records: [{ messageId: 'm', body }] }).messages.flatMap(({ uploads }) =>
      uploads.map(({ key }) => key),
    ),
  );

const base64 = (text: string): string => Buffer.from(text).toString('base64');

describe('who may tell', () => {
  const event = sample('s3-notification-of-versitygw');

  it.each([
    ['the token', `Bearer ${token}`],
    ['the token, its scheme in other letters', `bearer ${token}`],
    ['name and password', `Basic ${base64(basic)}`],
  ])('%s', async (_, authorization) => {
    const { tell, taken } = start();
    const answer = await tell(event, { headers: { authorization } });
    expect([answer.status, answer.body]).toEqual([202, '']);
    expect(taken).toHaveLength(1);
  });

  it.each([
    ['nothing', undefined],
    ['an empty one', ''],
    ['another token', 'Bearer another-token-of-it'],
    ['a part of the token', `Bearer ${token.slice(0, -1)}`],
    ['more than the token', `Bearer ${token}x`],
    ['the token without its scheme', token],
    ['the token as a password', `Basic ${base64(`store:${token}`)}`],
    ['the password as a token', `Bearer ${basic.slice('store:'.length)}`],
    ['another name', `Basic ${base64(basic.replace('store', 'other'))}`],
    ['no base64', 'Basic ****'],
  ])('not so with %s', async (_, authorization) => {
    const { tell, taken, logged } = start();
    const answer = await tell(event, { headers: authorization === undefined ? {} : { authorization } });
    expect([answer.status, answer.json.code]).toEqual([401, 'unauthorized']);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.headers['www-authenticate']).toBe(
      'Bearer realm="digitdrop events", Basic realm="digitdrop events", charset="UTF-8"',
    );
    for (const text of [answer.body, logged.join()]) {
      expect(text).not.toContain(token);
      expect(text).not.toContain('at-least');
      if (authorization) expect(text).not.toContain(authorization);
    }
    expect(logged.join()).toContain('events refused');
    expect(taken).toEqual([]);
  });

  it('nobody by a way whose secret is not set', async () => {
    const onlyToken = start({ eventsToken: token, eventsBasic: null });
    const asBasic = { headers: { authorization: `Basic ${base64(basic)}` } };
    expect((await onlyToken.tell(event, asBasic)).status).toBe(401);
    expect((await onlyToken.tell(event)).status).toBe(202);
    const onlyBasic = start({ eventsToken: null, eventsBasic: basic });
    const refused = await onlyBasic.tell(event);
    expect([refused.status, refused.headers['www-authenticate']]).toEqual([
      401,
      'Basic realm="digitdrop events", charset="UTF-8"',
    ]);
    expect((await onlyBasic.tell(event, asBasic)).status).toBe(202);
  });

  it('without a secret there is no such route, whatever the method', async () => {
    const { tell, taken, house } = start({});
    const answers = [
      await tell(event),
      await tell(event, { method: 'OPTIONS' }),
      await tell(event, { method: 'GET' }),
    ];
    expect(answers.map(({ status, json }) => [status, json?.code])).toEqual(
      Array(3).fill([404, 'not-found']),
    );
    expect(taken).toEqual([]);
    expect((await ask(house, { path: '/v1/health' })).status).toBe(200);
    const offered = await start().tell(event, { method: 'GET' });
    expect([offered.status, offered.headers.allow]).toEqual([405, 'POST, OPTIONS']);
  });
});

describe('what is taken', () => {
  it.each([
    's3-notification',
    's3-notification-of-versitygw',
    's3-notification-of-minio',
    's3-notification-of-ceph',
  ])('%s, as the upload function reads it from a queue', async name => {
    const { tell, taken } = start();
    expect((await tell(sample(name))).status).toBe(202);
    const direct = parseUploadEvent(sample(name)).messages.flatMap(({ uploads }) => uploads);
    expect(keysOf(taken)).toEqual(direct.map(({ key }) => key));
    expect(taken).toHaveLength(1);
  });

  it('each record as a message of its own', async () => {
    const { tell, taken } = start();
    const [record] = sample('s3-notification-of-minio').Records;
    await tell({ EventName: 's3:ObjectCreated:Put', Key: 'k', Records: [record, record, record] });
    expect(taken).toHaveLength(3);
    expect(JSON.parse(taken[1] ?? '')).toEqual({ Records: [record] });
  });

  const created = (key: string, bucket = 'digitdrop', size = 9) => ({
    eventName: 's3:ObjectCreated:Put',
    s3: { configurationId: 'webhook-global', bucket: { name: bucket }, object: { key, size } },
  });
  const removed = (key: string, bucket = 'digitdrop') => ({
    ...created(key, bucket),
    eventName: 's3:ObjectRemoved:Delete',
  });

  it('a test, other buckets, our own readings, folders and removals leave nothing behind', async () => {
    const { tell, taken } = start();
    const bodies = [
      sample('s3-test-event'),
      { Records: [created('a.png', 'other')] },
      { Records: [created('a.png.json')] },
      { Records: [created('.digitdrop/probe.json')] },
      { Records: [created('folder/', 'digitdrop', 0)] },
      { Records: [removed('a.png')] },
      { Records: [{ eventName: 's3:ObjectTagging:Put' }] },
    ];
    for (const body of bodies) expect((await tell(body)).status, JSON.stringify(body)).toBe(202);
    expect(taken).toEqual([]);
    await tell({ Records: [created('a.png', 'other'), created('a.png')] });
    expect(keysOf(taken)).toEqual(['a.png']);
  });

  it('removals where readings go with their images, of this bucket’s images alone', async () => {
    const { tell, taken } = start({ eventsToken: token, removesReadings: true });
    await tell({ Records: [removed('a.png'), removed('a.png', 'other'), removed('a.png.json')] });
    expect(taken.map(body => JSON.parse(body))).toEqual([{ Records: [removed('a.png')] }]);
  });

  it('a record of an upload that nobody can read, beside good ones: it is to end as a dead letter', async () => {
    const { tell, taken } = start();
    const broken = { eventName: 's3:ObjectCreated:Put', s3: { bucket: {} } };
    expect((await tell({ Records: [created('a.png'), broken] })).status).toBe(202);
    expect(taken.map(body => JSON.parse(body).Records[0])).toEqual([created('a.png'), broken]);
  });

  it('keys of any characters, in those that every queue lets through', async () => {
    const keys = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }).filter(key => key.isWellFormed());
    await fc.assert(
      fc.asyncProperty(keys, async key => {
        const { tell, taken } = start();
        await tell({ Records: [created(key)] });
        for (const body of taken) expect(body).toMatch(/^[ -~]*$/);
        const isRead = !key.endsWith('.json') && !key.includes('\0') && !key.startsWith('.digitdrop/');
        expect(keysOf(taken)).toEqual(isRead ? [key] : []);
      }),
    );
  });
});

describe('what is refused', () => {
  it.each([
    ['no JSON', 'hello', 400, 'bad-request'],
    ['nothing', '', 400, 'bad-request'],
    ['half a letter', new Uint8Array([0x22, 0xff, 0x22]), 400, 'bad-request'],
    ['JSON nested without end', '['.repeat(5_000), 400, 'bad-request'],
    ['no event', '{}', 400, 'unknown-event'],
    ['a number', '7', 400, 'unknown-event'],
    ['no records', '{"Records":[]}', 400, 'unknown-event'],
    ['records of nothing', '{"Records":[{},1,null]}', 400, 'unknown-event'],
    ['another test', '{"Event":"s3:OtherEvent"}', 400, 'unknown-event'],
    ['too much', `{"Records":[{"eventName":"${'x'.repeat(262_144)}"}]}`, 413, 'body-too-large'],
  ])('%s', async (_, body, status, code) => {
    const { tell, taken } = start();
    const answer = await tell(body);
    expect([answer.status, answer.json.code]).toEqual([status, code]);
    expect(taken).toEqual([]);
    // Whoever may not tell hears nothing of the body.
    expect((await tell(body, { headers: {} })).status).toBe(401);
  });

  it('what the queue does not take is told as passing, with nothing of the queue', async () => {
    const fault = new DigitdropError('event-not-sent', 'queue at http://10.0.0.1 said no');
    const { tell, logged } = start({ eventsToken: token }, fault);
    const answer = await tell(sample('s3-notification'));
    expect([answer.status, answer.json.code]).toEqual([503, 'event-not-sent']);
    expect(answer.headers['retry-after']).toBe('1');
    expect(answer.body).not.toContain('10.0.0.1');
    expect(logged.join()).toContain('10.0.0.1');
  });
});
