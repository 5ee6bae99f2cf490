// The poller does what Lambda's event source mapping does with what a function answers.
import { expect, test, vi } from 'vitest';
import { type PollerOptions, retryDelaySeconds, startPoller } from '../../lib/local/poller.ts';
import { createLog } from '../../lib/log.ts';
import { createFakeQueue, type FakeQueue, message } from './fake-queue.ts';

const start = (fake: FakeQueue, invoke: PollerOptions['invoke'], concurrency = 1) =>
  startPoller({ queue: fake.queue, invoke, concurrency, log: createLog('silent'), firstPauseMs: 1 });

const batch = ['a', 'b', 'c'].map(id => message(id));

test('invokes the function with the event of SQS', async () => {
  const fake = createFakeQueue([[message('a', 3)]]);
  const events: unknown[] = [];
  const poller = start(fake, async event => void events.push(event));
  await vi.waitFor(() => expect(fake.removed).toEqual(['a']));
  await poller.stop();
  // AWS Lambda Developer Guide, "Using Lambda with Amazon SQS": the fields of its example event.
  expect(events).toEqual([
    {
      Records: [
        {
          messageId: 'a',
          receiptHandle: 'receipt of a',
          body: 'body of a',
          attributes: { ApproximateReceiveCount: '3', SentTimestamp: '1' },
          messageAttributes: {
            name: { dataType: 'String', stringValue: 'value', stringListValues: [], binaryListValues: [] },
          },
          md5OfBody: 'd41d8cd98f00b204e9800998ecf8427e',
          eventSource: 'aws:sqs',
          eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:digitdrop-uploads',
          awsRegion: 'us-east-1',
        },
      ],
    },
  ]);
});

const failures = (...ids: readonly unknown[]) => ({
  batchItemFailures: ids.map(id => ({ itemIdentifier: id })),
});

// AWS Lambda Developer Guide, "Handling errors for an SQS event source": what counts as success and failure.
test.each<readonly [string, unknown, readonly string[]]>([
  ['nothing', undefined, []],
  ['null', null, []],
  ['an empty object', {}, []],
  ['a null list', { batchItemFailures: null }, []],
  ['an empty list', failures(), []],
  ['one failure', failures('b'), ['b']],
  ['the same failure twice', failures('b', 'b'), ['b']],
  ['an empty identifier', failures(''), ['a', 'b', 'c']],
  ['a null identifier', failures(null), ['a', 'b', 'c']],
  ['a wrong name', { batchItemFailures: [{ id: 'b' }] }, ['a', 'b', 'c']],
  ['a message of another batch', failures('b', 'z'), ['a', 'b', 'c']],
  ['a string', 'done', ['a', 'b', 'c']],
])('an answer of %s', async (_what, reply, failed) => {
  const fake = createFakeQueue([batch]);
  const poller = start(fake, async () => reply);
  await vi.waitFor(() => expect(fake.removed.length + fake.delayed.length).toBe(3));
  await poller.stop();
  expect(fake.delayed.map(([id]) => id)).toEqual(failed);
  expect(fake.removed).toEqual(['a', 'b', 'c'].filter(id => !failed.includes(id)));
});

test('leaves the whole batch in the queue where the function throws, and goes on', async () => {
  const fake = createFakeQueue([batch, [message('d')]]);
  const poller = start(fake, async event => {
    if (JSON.stringify(event).includes('body of a')) throw new Error('no');
  });
  await vi.waitFor(() => expect(fake.removed).toEqual(['d']));
  await poller.stop();
  expect(fake.delayed.map(([id]) => id)).toEqual(['a', 'b', 'c']);
});

test('waits longer with each try, and not at all where the next one is the dead letter', () => {
  const delays = (most?: number | null) => [1, 2, 3, 4, 5, 6].map(count => retryDelaySeconds(count, most));
  expect(delays()).toEqual([1, 2, 4, 8, 0, 0]);
  // Somebody else's queue may give it more often or less, or for ever: then at most every quarter of an hour.
  expect(delays(3)).toEqual([1, 2, 0, 0, 0, 0]);
  expect(delays(null)).toEqual([1, 2, 4, 8, 16, 32]);
  expect(retryDelaySeconds(1_000, null)).toBe(900);
});

test('survives a queue that is away for a while, and says so', async () => {
  const fake = createFakeQueue([[message('a')]]);
  fake.failures.push(...Array.from({ length: 5 }, () => new Error('connect ECONNREFUSED')));
  const seen: boolean[] = [];
  const poller = start(fake, async () => void seen.push(poller.isPolling()));
  await vi.waitFor(() => expect(poller.isPolling()).toBe(false), { interval: 1 });
  await vi.waitFor(() => expect(fake.removed).toEqual(['a']));
  expect(seen).toEqual([true]);
  await poller.stop();
  expect(poller.isPolling()).toBe(false);
});

test('finishes what is in hand when it is stopped, and takes no more', async () => {
  const fake = createFakeQueue([[message('a')], [message('b')]]);
  const { promise, resolve } = Promise.withResolvers<void>();
  let isInvoked = false;
  const poller = start(fake, () => {
    isInvoked = true;
    return promise;
  });
  await vi.waitFor(() => expect(isInvoked).toBe(true));
  let isStopped = false;
  const stopping = poller.stop().then(() => {
    isStopped = true;
  });
  await new Promise(done => setTimeout(done, 20));
  expect(isStopped).toBe(false);
  resolve();
  await stopping;
  expect(fake.removed).toEqual(['a']);
  expect(fake.receives()).toBe(1);
});

test('stops at once where it only waits for messages', async () => {
  const fake = createFakeQueue([]);
  const poller = start(fake, async () => {}, 3);
  await vi.waitFor(() => expect(fake.receives()).toBe(3));
  await poller.stop();
});

test('has as many batches in hand as it may, and no more', async () => {
  const fake = createFakeQueue(['a', 'b', 'c', 'd', 'e'].map(id => [message(id)]));
  let inHand = 0;
  let most = 0;
  const work = async () => {
    inHand += 1;
    most = Math.max(most, inHand);
    await new Promise(done => setTimeout(done, 5));
    inHand -= 1;
  };
  const poller = start(fake, work, 2);
  await vi.waitFor(() => expect(fake.removed).toHaveLength(5));
  await poller.stop();
  expect(most).toBe(2);
});
