// The webhook's queue on a laptop: every key goes through it, and a receiver that stalls does not fill the memory.
import { afterEach, describe, expect, test } from 'vitest';
import { readConfig } from '../../lib/config.ts';
import { announceInto } from '../../lib/local/announce-webhook.ts';
import { createClosers } from '../../lib/local/closers.ts';
import { startOwnQueue } from '../../lib/local/own-queue.ts';
import { maxWaiting } from '../../lib/local/queue-room.ts';
import { startWebhooks } from '../../lib/local/webhooks.ts';
import { createLog } from '../../lib/log.ts';
import { type Received, startReceiver } from '../after/receiver.ts';
import { readingOf } from '../http/fake-house.ts';

let closers = createClosers();
afterEach(async () => {
  await closers.close();
  closers = createClosers();
});

const secret = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;
const readingAt = (key: string) =>
  readingOf('42', { source: { bucket: 'b', key, etag: 'e', versionId: null, sequencer: null, bytes: 9 } });

test.each(['😀.png', 'a\u0001b.png', '\uffff.png', 'half \ud800.png', 'ü \\u00fc.png'])(
  'readings of %j are told',
  async key => {
    const told = Promise.withResolvers<void>();
    const receiver = await startReceiver(() => {
      told.resolve();
      return 200;
    });
    closers.add(receiver.close);
    const config = readConfig({ WEBHOOK_URL: receiver.url, WEBHOOK_SECRET: secret, S3_PORT: '0' });
    const { url } = await startOwnQueue(config, closers);
    const announce = await startWebhooks(config, { url, log: createLog('silent'), closers });
    await announce?.(readingAt(key));
    await told.promise;
    const [{ body }] = receiver.received as [Received];
    expect(JSON.parse(body).data.key).toBe(key);
  },
);

describe('where too many wait for the receiver', () => {
  const start = (waiting: number) => {
    const [sent, lines]: [string[], string[]] = [[], []];
    const queue = {
      count: async () => waiting,
      send: async (messages: readonly { readonly body: string }[]) =>
        void sent.push(...messages.map(({ body }) => body)),
    };
    const log = createLog('warn', line => lines.push(line));
    return { announce: announceInto(queue, { region: 'us-east-1', log, closers }), sent, lines };
  };

  test('no more are told, no upload fails for it, and the log counts them', async () => {
    const { announce, sent, lines } = start(maxWaiting - 2);
    for (let n = 0; n < 7; n += 1) await announce(readingAt(`${n}.png`));
    expect(sent).toHaveLength(2);
    expect(lines.map(line => JSON.parse(line))).toEqual([expect.objectContaining({ notTold: 1 })]);
    await closers.close();
    expect(JSON.parse(lines[1] ?? '')).toMatchObject({ level: 'warn', notTold: 4 });
    expect(lines).toHaveLength(2);
  });

  test('all are told where there is room, and nothing is said of it', async () => {
    const { announce, sent, lines } = start(0);
    for (let n = 0; n < 7; n += 1) await announce(readingAt(`${n}.png`));
    await closers.close();
    expect([sent.length, lines]).toEqual([7, []]);
  });
});
