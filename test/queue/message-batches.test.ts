// Batches keep to what SQS takes in one request: ten messages, and 1 MiB of all of them.
import { expect, test } from 'vitest';
import { cutBatches } from '../../lib/queue/message-batches.ts';

const ofBytes = (bytes: number) => ({ body: 'x'.repeat(bytes) });
const sizes = (messages: Parameters<typeof cutBatches>[0]) =>
  cutBatches(messages).map(batch => batch.map(({ body }) => body.length));

test('cuts by ten, in order', () => {
  const messages = Array.from({ length: 23 }, (_, at) => ({ body: String(at) }));
  const batches = cutBatches(messages);
  expect(batches.map(batch => batch.length)).toEqual([10, 10, 3]);
  expect(batches.flat()).toEqual(messages);
  expect(cutBatches([])).toEqual([]);
});

test('cuts by bytes, and lets what is too large stand alone', () => {
  expect(sizes(Array.from({ length: 6 }, () => ofBytes(250_000)))).toEqual([
    [250_000, 250_000, 250_000, 250_000],
    [250_000, 250_000],
  ]);
  expect(sizes([ofBytes(1_048_575), ofBytes(1), ofBytes(1)])).toEqual([[1_048_575, 1], [1]]);
  expect(sizes([ofBytes(1), ofBytes(2_000_000), ofBytes(1)])).toEqual([[1], [2_000_000], [1]]);
});

test('counts bytes of UTF-8, and attributes too', () => {
  expect(sizes([{ body: 'é'.repeat(400_000) }, ofBytes(400_000)])).toEqual([[400_000], [400_000]]);
  const attributed = {
    body: 'x',
    messageAttributes: { a: { DataType: 'Binary', BinaryValue: Buffer.alloc(700_000) } },
  };
  expect(sizes([attributed, ofBytes(200_000)])).toEqual([[1], [200_000]]);
});
