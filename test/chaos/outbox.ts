// Gathers messages into batches of ten, as they are sent; into some batches go further ones, such as poison.
import type { Random } from '../../lib/random.ts';
import { joinMessages } from './messages.ts';
import type { Shape } from './plan.ts';

/** SQS's own bound. */
const batchSize = 10;

/** A batch that nothing more comes for is sent all the same. */
const maxWaitMs = 250;

/** Of the S3 notifications, how many travel with another in one message. */
const joinedShare = 0.08;

export interface Extras {
  /** How many places of the batch they take. */
  readonly places: (batch: number) => number;
  readonly make: (batch: number) => Promise<readonly string[]>;
}

export interface Outbox {
  readonly add: (body: string, shape: Shape) => void;
  /** Sends what is left; gives how many batches there were. @throws the first failure to send. */
  readonly close: () => Promise<number>;
}

export const createOutbox = (
  send: (bodies: readonly string[]) => Promise<void>,
  extras: Extras,
  random: Random,
): Outbox => {
  let open: { body: string; shape: Shape }[] = [];
  let batch = 0;
  let sending = Promise.resolve();

  const seal = (): void => {
    const bodies = open.map(({ body }) => body);
    const number = batch;
    open = [];
    batch += 1;
    const sendBatch = async (): Promise<void> => {
      for (const extra of await extras.make(number))
        bodies.splice(Math.floor(random.next() * (bodies.length + 1)), 0, extra);
      await send(bodies);
    };
    sending = sending.then(sendBatch);
    // Told by `close`; until then nobody waits for it.
    sending.catch(() => {});
  };

  let sealed = 0;
  const timer = setInterval(() => {
    if (open.length > 0 && batch === sealed) seal();
    sealed = batch;
  }, maxWaitMs);

  return {
    add: (body, shape) => {
      const last = open.at(-1);
      if (shape === 's3' && last?.shape === 's3' && random.next() < joinedShare)
        last.body = joinMessages([last.body, body]);
      else open.push({ body, shape });
      if (open.length >= batchSize - extras.places(batch)) seal();
    },
    close: async () => {
      clearInterval(timer);
      if (open.length > 0) seal();
      await sending;
      return batch;
    },
  };
};
