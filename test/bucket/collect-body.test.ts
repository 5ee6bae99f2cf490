// A body comes whole, or not at all.
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { collectBody } from '../../lib/bucket/collect-body.ts';

const drip = async function* (chunks: number, everyMs: number) {
  for (let i = 0; i < chunks; i++) {
    await pause(everyMs);
    yield Buffer.from([i]);
  }
};

test('a body that trickles past its time is let go of; one in time is whole', async () => {
  const bounds = { maxBytes: 100, statedBytes: null };
  const slow = Readable.from(drip(100, 20));
  await expect(collectBody(slow, { ...bounds, timeoutMs: 60 })).rejects.toMatchObject({
    code: 'store-unavailable',
  });
  expect(slow.destroyed).toBe(true);
  const body = await collectBody(Readable.from(drip(3, 1)), { ...bounds, timeoutMs: 5_000 });
  expect([...body]).toEqual([0, 1, 2]);
});

test('what is no stream is no body', async () => {
  const got = collectBody(undefined, { maxBytes: 1, statedBytes: null });
  await expect(got).rejects.toMatchObject({ code: 'store-unavailable' });
});
