// The webhook: signatures that others' libraries verify, one post an event, and what is no acceptance.
import { afterEach, describe, expect, test } from 'vitest';
import { openWebhook } from '../../lib/after/open-webhook.ts';
import { postWebhook } from '../../lib/after/post-webhook.ts';
import { type ReadingCreated, readingCreated } from '../../lib/after/reading-created.ts';
import { parseWebhookKeys, signatureHeaders } from '../../lib/after/webhook-signature.ts';
import { readConfig } from '../../lib/config.ts';
import { createLog } from '../../lib/log.ts';
import { readingOf } from '../http/fake-house.ts';
import { isSignedBy, type Receiver, startReceiver } from './receiver.ts';

/** Of the standard's own test: github.com/standard-webhooks/standard-webhooks, libraries/javascript, index.test.ts. */
const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const otherSecret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

const source = { bucket: 'b', key: 'in/a.png', etag: 'e', versionId: 'v1', sequencer: null, bytes: 9 };
const event: ReadingCreated = readingCreated(readingOf('42', { source }))!;

const receivers: Receiver[] = [];
const receive = async (...answer: Parameters<typeof startReceiver>) => {
  const receiver = await startReceiver(...answer);
  receivers.push(receiver);
  return receiver;
};
afterEach(async () => {
  await Promise.all(receivers.splice(0).map(receiver => receiver.close()));
});

const keys = async () => parseWebhookKeys(secret);

describe('signatures', () => {
  test('are those of the standard', () => {
    const signed = {
      id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      timestamp: 1614265330,
      body: '{"test": 2432232314}',
    };
    expect(signatureHeaders(signed, parseWebhookKeys(secret))).toEqual({
      'webhook-id': signed.id,
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
  });

  test('are several while a key is changed, each by its own', async () => {
    const { url, received } = await receive(() => 200);
    await postWebhook({ url, keys: async () => parseWebhookKeys(`${secret} ${otherSecret}`) }, event);
    for (const one of [secret, otherSecret]) expect(isSignedBy(received[0]!, one)).toBe(true);
    expect(isSignedBy(received[0]!, `whsec_${Buffer.alloc(32, 8).toString('base64')}`)).toBe(false);
  });

  test.each(['', 'whsec_', 'whsec_c2hvcnQ=', 'swordfish-of-ours', `${secret} swordfish-of-ours`])(
    'need a key that is one, and %j is not told',
    text => {
      expect(() => parseWebhookKeys(text)).toThrow(/whsec_ and 24 to 64 bytes/);
      expect(() => parseWebhookKeys(text)).not.toThrow(/swordfish/);
    },
  );
});

describe('a post', () => {
  test('carries the event, signed now, once', async () => {
    const { url, received } = await receive(() => 204);
    const before = Math.floor(Date.now() / 1000);
    await postWebhook({ url, keys }, event);
    expect(received).toHaveLength(1);
    const [{ headers, body }] = received as [Receiver['received'][0]];
    expect(JSON.parse(body)).toEqual({ type: 'reading.created', timestamp: event.readAt, data: event });
    expect(headers['content-type']).toBe('application/json');
    expect(headers['webhook-id']).toBe(event.id);
    expect(Number(headers['webhook-timestamp'])).toBeGreaterThanOrEqual(before);
    expect(isSignedBy(received[0]!, secret)).toBe(true);
    expect(isSignedBy({ headers, body: body.replace('42', '43') }, secret)).toBe(false);
    expect(isSignedBy({ headers: { ...headers, 'webhook-timestamp': '1' }, body }, secret)).toBe(false);
    expect(isSignedBy(received[0]!, otherSecret)).toBe(false);
  });

  test.each([400, 410, 429, 500, 503])('is not taken by %i, and not tried again', async status => {
    const { url, received } = await receive(() => status);
    await expect(postWebhook({ url, keys }, event)).rejects.toMatchObject({
      code: 'webhook-refused',
      message: expect.stringMatching(new RegExp(`got ${status}$`)),
    });
    expect(received).toHaveLength(1);
  });

  test('follows no redirect: nobody but the settings says where events go', async () => {
    const elsewhere = await receive(() => 200);
    const { url } = await receive(() => elsewhere.url);
    await expect(postWebhook({ url, keys }, event)).rejects.toMatchObject({ code: 'webhook-refused' });
    expect(elsewhere.received).toEqual([]);
    await postWebhook({ url: elsewhere.url, keys }, event);
    expect(elsewhere.received).toHaveLength(1);
  });

  test('waits for an answer only so long, and tells nothing of the address but its host', async () => {
    const { url, received } = await receive(() => null);
    const startedAt = performance.now();
    const fault = await postWebhook({ url, keys, timeoutMs: 200 }, event).catch((error: Error) => error);
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    expect(received).toHaveLength(1);
    expect(fault).toMatchObject({ message: expect.stringMatching(/got nothing within 200 ms/) });
    expect((fault as Error).message).not.toContain('of-ours');
  });

  test('is not taken where nobody listens', async () => {
    const { url, close } = await startReceiver(() => 200);
    await close();
    await expect(postWebhook({ url, keys }, event)).rejects.toMatchObject({
      code: 'webhook-refused',
      message: expect.stringMatching(/no answer$/),
    });
  });
});

describe('an address', () => {
  const toldOf = async (url: string): Promise<string> => {
    const lines: string[] = [];
    const fault = await postWebhook({ url, keys }, event).catch((error: unknown) => error);
    createLog('info', line => lines.push(line)).warn('failed', { fault });
    return lines.join('');
  };

  test('is not in the log, though `fetch` says it where it cannot call it', async () => {
    const told = await toldOf('https://user:swordfish@hooks.example/token-of-ours');
    expect(told).toContain('expected 2xx from hooks.example, got no answer');
    expect(told).not.toMatch(/swordfish|of-ours/);
  });

  test('that nobody answers at is not in the log either, but why nobody does', async () => {
    const { url, close } = await startReceiver(() => 200);
    await close();
    const told = await toldOf(url);
    expect(told).toContain('ECONNREFUSED');
    expect(told).not.toContain('of-ours');
  });
});

describe('the settings', () => {
  const open = (env: Record<string, string>) => openWebhook(readConfig(env));

  test('name an address that nobody on the way reads, or loopback', () => {
    for (const url of [
      'http://example.com/x',
      'http://127.0.0.1.example.com/',
      'ftp://example.com',
      'example.com',
    ])
      expect(() => readConfig({ WEBHOOK_URL: url }), url).toThrow(/WEBHOOK_URL/);
    for (const url of [
      'https://example.com/x',
      'http://127.0.0.1:9/x',
      'http://localhost/x',
      'http://[::1]:9/',
    ])
      expect(readConfig({ WEBHOOK_URL: url }).webhookUrl).toBe(url);
  });

  test.each([
    'https://user:swordfish@example.com/x',
    'https://swordfish@example.com/x',
    'https://:swordfish@example.com/x',
    'http://example.com/swordfish',
    'swordfish',
  ])('take no %s, and no message shows it', url => {
    // Beside another fault too: all are told at once.
    const read = () => readConfig({ WEBHOOK_URL: url, PORT: 'x' });
    expect(read).toThrow(/WEBHOOK_URL: expected an .*, got another/);
    expect(read).not.toThrow(/swordfish/);
  });

  test('need a secret, which is fetched or given', async () => {
    const url = { WEBHOOK_URL: 'https://example.com/x' };
    await expect(open(url)).rejects.toMatchObject({ code: 'bad-config' });
    await expect(open({ ...url, WEBHOOK_SECRET: 'x' })).rejects.toMatchObject({ code: 'bad-config' });
    await expect(open({ WEBHOOK_SECRET: secret })).rejects.toMatchObject({ code: 'bad-config' });
    expect(await (await open({ ...url, WEBHOOK_SECRET: secret })).keys()).toEqual(parseWebhookKeys(secret));
    expect(await open({ ...url, WEBHOOK_SECRET_PARAMETER: '/digitdrop/secret' })).toMatchObject({
      url: url.WEBHOOK_URL,
    });
  });
});
