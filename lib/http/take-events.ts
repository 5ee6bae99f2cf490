// Where events that came over HTTP go: into a queue, and the answer is given; or to the reader, and then it is given.
import { parseUploadEvent } from '../bucket/events.ts';
import { type BatchHouse, readBatch } from '../bucket/read-batch.ts';
import type { Config } from '../config.ts';
import { DigitdropError, isPassing } from '../errors.ts';
import { gatherSends } from '../queue/gather-sends.ts';
import type { Queue } from '../queue/queue.ts';

/** Takes messages as SQS would carry them. @throws a passing fault where they are not taken: the sender tries again. */
export type TakeEvents = (messages: readonly string[]) => Promise<void>;

/** Each is read within the request that tells of it; more at once are for a queue. */
const maxReadAtOnce = 100;

/** Reads what the messages tell of. What no further try would help is logged, and told to nobody. */
const readEventsAtOnce =
  (house: BatchHouse): TakeEvents =>
  async messages => {
    if (messages.length > maxReadAtOnce)
      throw new DigitdropError(
        'too-much-at-once',
        `expected at most ${maxReadAtOnce} uploads where there is no queue (QUEUE_URL), got ${messages.length}`,
      );
    const parsed = messages.flatMap(body => parseUploadEvent(JSON.parse(body)).messages);
    const faults = await readBatch(house, { fromQueue: false, messages: parsed });
    const passing = [...faults.values()].flat().find(isPassing);
    if (passing !== undefined) throw passing;
  };

/** Sends the messages into the queue: once this resolves it has them all. */
export const takeEventsInto = (queue: Pick<Queue, 'send'>): TakeEvents => {
  const send = gatherSends(queue.send);
  return async messages => {
    try {
      await send(messages.map(body => ({ body })));
    } catch (cause) {
      throw new DigitdropError('event-not-sent', 'expected the queue of uploads to take the events', {
        cause,
      });
    }
  };
};

type EventsConfig = Pick<Config, 'queueUrl' | 'region' | 'hasCredentials' | 'removesReadings' | 'auditShare'>;

/** Tried three times: whoever waits for no more than seconds may have gone, but what it told is taken all the same. */
const sendTimeoutMs = 2_500;

/** By the settings: into the queue that they name, else read at once. The SDK's client is loaded with the first. */
export const takeEventsOf = (
  house: Omit<BatchHouse, 'removesReadings'> & { readonly config: EventsConfig },
): TakeEvents => {
  const { config } = house;
  const { queueUrl, removesReadings, auditShare } = config;
  if (queueUrl === null) return readEventsAtOnce({ ...house, removesReadings, auditShare });
  let opened: Promise<Queue['send']> | null = null;
  const open = async () => {
    const { openQueueClientAt } = await import('../queue/queue.ts');
    return openQueueClientAt(queueUrl, config, { timeoutMs: sendTimeoutMs }).sendTo(queueUrl);
  };
  return takeEventsInto({
    send: async messages => {
      opened ??= open();
      await (await opened)(messages);
    },
  });
};
