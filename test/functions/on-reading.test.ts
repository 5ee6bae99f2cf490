// The door after a reading: which messages it names, and what it tells of each.
import { readFileSync } from 'node:fs';
import type { Context } from 'aws-lambda';
import { afterEach, expect, test } from 'vitest';
import { createHandler } from '../../functions/on-reading.ts';
import { parseWebhookKeys } from '../../lib/after/webhook-signature.ts';
import { createLog } from '../../lib/log.ts';
import { type Receiver, startReceiver } from '../after/receiver.ts';

const secret = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
const sample = () =>
  JSON.parse(readFileSync(new URL('../../events/reading-created-in-sqs.json', import.meta.url), 'utf8'));

/** As many messages as bodies, each named by its place; null: the sample's own body. */
const queue = (...bodies: readonly (string | null)[]) => ({
  Records: bodies.map((body, i) => ({
    ...sample().Records[0],
    messageId: `m${i}`,
    ...(body === null ? {} : { body }),
  })),
});

const receivers: Receiver[] = [];
const open = async (
  answer: Parameters<typeof startReceiver>[0],
  keys = async () => parseWebhookKeys(secret),
) => {
  const receiver = await startReceiver(answer);
  receivers.push(receiver);
  const lines: string[] = [];
  const log = createLog('info', line => void lines.push(line));
  const handle = createHandler({ webhook: { url: receiver.url, keys }, log });
  return { ...receiver, lines, handle: (event: unknown) => handle(event, {} as Context) };
};
afterEach(async () => {
  await Promise.all(receivers.splice(0).map(receiver => receiver.close()));
});

test('what is taken is done with, what is refused comes again, each for itself and each posted once', async () => {
  const { handle, received } = await open(n => (n % 3 === 1 ? 500 : 200));
  const reply = await handle(queue(null, null, null, null, null, null, null));
  expect(reply.batchItemFailures).toHaveLength(2);
  expect(received).toHaveLength(7);
  expect(await handle(queue(null))).toEqual({ batchItemFailures: [{ itemIdentifier: 'm0' }] });
  expect(await handle(queue(null))).toEqual({ batchItemFailures: [] });
  expect(received).toHaveLength(9);
});

test('a message of another shape is named and never posted', async () => {
  const { handle, received, lines } = await open(() => 200);
  const reply = await handle(queue('{"hello": "world"}', null));
  expect(reply).toEqual({ batchItemFailures: [{ itemIdentifier: 'm0' }] });
  expect(received).toHaveLength(1);
  expect(lines.join('')).toContain('unknown-event');
});

test('is told with key and version, without what was read', async () => {
  const { handle, lines } = await open(n => (n === 0 ? 200 : 503));
  await handle(queue(null));
  await handle(queue(null));
  expect(lines.map(line => JSON.parse(line))).toMatchObject([
    { level: 'info', key: 'inbox/zip code #7.png', versionId: null, outcome: 'sent' },
    { level: 'warn', key: 'inbox/zip code #7.png', outcome: 'failed', code: 'webhook-refused' },
  ]);
  expect(lines.join('')).not.toMatch(/"value"|"42"|of-ours/);
});

test('a secret that cannot be had names every message, and the next batch asks again', async () => {
  let asked = 0;
  const { handle, received } = await open(
    () => 200,
    async () => {
      if (asked++ < 2) throw new Error('no parameter');
      return parseWebhookKeys(secret);
    },
  );
  expect((await handle(queue(null, null))).batchItemFailures).toHaveLength(2);
  expect(received).toEqual([]);
  expect(await handle(queue(null))).toEqual({ batchItemFailures: [] });
});

test('without SQS it throws', async () => {
  const { handle } = await open(() => 200);
  await expect(handle({ hello: 'world' })).rejects.toMatchObject({ code: 'unknown-event' });
});
