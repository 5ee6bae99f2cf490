// The webhook of a laptop's house, from an image dropped to a signed POST: retried, never in a storm, never for nothing.
import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isSignedBy, type Receiver, startReceiver } from '../after/receiver.ts';
import { eventually, openClient, put, readingOf } from './bucket-client.ts';
import { type HouseProcess, makeFolder, startHouse } from './start-house.ts';

const image = await readFile(new URL('../../samples/images/tiny.png', import.meta.url));
const secret = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;

/** As many tries as a message has on a laptop. */
const maxTries = 5;

describe('a house with a webhook', () => {
  let folder: Awaited<ReturnType<typeof makeFolder>>;
  let house: HouseProcess;
  let receiver: Receiver;
  let answer: (n: number) => number = () => 200;

  beforeAll(async () => {
    receiver = await startReceiver(n => answer(n));
    folder = await makeFolder();
    house = await startHouse(folder.path, { WEBHOOK_URL: receiver.url, WEBHOOK_SECRET: secret });
  });

  afterAll(async () => {
    await house.end('SIGKILL');
    await receiver.close();
    await folder.remove();
  });

  const receivedOf = (key: string) =>
    receiver.received.filter(({ body }) => JSON.parse(body).data.key === key);
  const untilReceived = (key: string, count: number) =>
    eventually(async () => {
      const found = receivedOf(key);
      if (found.length < count) throw new Error(`${found.length} of ${count} were received`);
      return found;
    });

  test('posts each reading once it lies beside its image', async () => {
    const client = openClient(house.s3Url);
    await put(client, 'in/a b.png', image);
    const reading = await readingOf(client, 'in/a b.png');
    const [received] = await untilReceived('in/a b.png', 1);
    expect(isSignedBy(received!, secret)).toBe(true);
    expect(JSON.parse(received!.body)).toMatchObject({
      type: 'reading.created',
      data: {
        bucket: 'digitdrop',
        resultKey: 'in/a b.png.json',
        status: reading.status,
        value: reading.value,
        readAt: reading.readAt,
      },
    });
    // A POST over HTTP places no reading, and tells of none.
    const posted = await fetch(`${house.httpUrl}/v1/readings`, {
      method: 'POST',
      headers: { 'content-type': 'image/png' },
      body: image,
    });
    expect(posted.status).toBe(200);
    await wait(500);
    expect(receiver.received).toHaveLength(1);
  });

  test('tries again after 500 with the same id and a new signature', async () => {
    let refused = 0;
    answer = () => (refused++ < 2 ? 500 : 204);
    const client = openClient(house.s3Url);
    await put(client, 'again.png', image);
    const received = await untilReceived('again.png', 3);
    answer = () => 200;
    expect(new Set(received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    for (const one of received) expect(isSignedBy(one, secret)).toBe(true);
    await wait(3_000);
    expect(receivedOf('again.png')).toHaveLength(3);
  });

  test('gives up on a receiver that stays away, after few tries with growing pauses', async () => {
    answer = () => 503;
    const client = openClient(house.s3Url);
    await put(client, 'never.png', image);
    // Pauses of 1, 2, 4 and 8 seconds.
    await wait(20_000);
    answer = () => 200;
    const times = receivedOf('never.png').map(({ at }) => at);
    expect(times).toHaveLength(maxTries);
    const pauses = times.slice(1).map((at, i) => at - times[i]!);
    for (const [i, pause] of pauses.entries()) expect(pause).toBeGreaterThan(900 * 2 ** i);
    // The image itself is not read again for it.
    expect((await readingOf(client, 'never.png')).status).toBe('accepted');
  });
});

test('a house whose secret is none does not start, and says why', async () => {
  const folder = await makeFolder();
  try {
    const env = { WEBHOOK_URL: 'http://127.0.0.1:9/', WEBHOOK_SECRET: 'swordfish' };
    const started = startHouse(folder.path, env);
    await expect(started).rejects.toThrow(/whsec_ and 24 to 64 bytes/);
    await expect(started).rejects.not.toThrow(/swordfish/);
  } finally {
    await folder.remove();
  }
});
