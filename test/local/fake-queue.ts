// A queue in memory whose tests can look at everything that was done to it.
import { setTimeout as wait } from 'node:timers/promises';
import type { PollerOptions } from '../../lib/local/poller.ts';
import type { QueueMessage } from '../../lib/queue/queue.ts';

export const message = (id: string, receives = 1): QueueMessage => ({
  id,
  receipt: `receipt of ${id}`,
  body: `body of ${id}`,
  md5: 'd41d8cd98f00b204e9800998ecf8427e',
  attributes: { ApproximateReceiveCount: String(receives), SentTimestamp: '1' },
  messageAttributes: { name: { DataType: 'String', StringValue: 'value' } },
});

export interface FakeQueue {
  readonly queue: PollerOptions['queue'];
  readonly removed: readonly string[];
  /** `[id, seconds]` */
  readonly delayed: readonly (readonly [string, number])[];
  /** Failures to come: each makes one `receive` throw. */
  readonly failures: Error[];
  readonly receives: () => number;
}

/** Hands out the batches, one a receive, and then waits like a long poll. */
export const createFakeQueue = (batches: readonly (readonly QueueMessage[])[]): FakeQueue => {
  const left = [...batches];
  const removed: string[] = [];
  const delayed: [string, number][] = [];
  const failures: Error[] = [];
  let receives = 0;
  return {
    ...{ removed, delayed, failures, receives: () => receives },
    queue: {
      arn: 'arn:aws:sqs:us-east-1:000000000000:digitdrop-uploads',
      region: 'us-east-1',
      receive: async ({ signal }) => {
        receives += 1;
        const failure = failures.shift();
        if (failure !== undefined) throw failure;
        const batch = left.shift();
        if (batch !== undefined) return batch;
        await wait(20_000, undefined, signal === undefined ? {} : { signal });
        return [];
      },
      remove: async messages => void removed.push(...messages.map(one => one.id)),
      delay: async (one, seconds) => void delayed.push([one.id, seconds]),
    },
  };
};
