// Messages that come one by one, sent ten at a time: what comes while a request is under way goes with the next.
import { cutBatches } from './message-batches.ts';
import type { NewMessage, Queue } from './queue.ts';

interface Waiting {
  readonly message: NewMessage;
  readonly resolve: () => void;
  readonly reject: (fault: unknown) => void;
}

/** Requests to the queue at once: the first message of all goes at once, and under load each carries ten. */
const defaultRequests = 2;

/** As SQS takes them in one request. */
const batchSize = 10;

/** Sends as `send` does; each caller hears of its own messages. */
export const gatherSends = (send: Queue['send'], requestsAtOnce = defaultRequests): Queue['send'] => {
  const line: Waiting[] = [];
  let requests = 0;

  const sendNext = async (): Promise<void> => {
    const [batch = []] = cutBatches(line.slice(0, batchSize).map(({ message }) => message));
    const taken = line.splice(0, batch.length);
    try {
      await send(batch);
      for (const { resolve } of taken) resolve();
    } catch (fault) {
      for (const { reject } of taken) reject(fault);
    }
  };

  const work = async (): Promise<void> => {
    requests += 1;
    while (line.length > 0) await sendNext();
    requests -= 1;
  };

  return async messages => {
    const sent = messages.map(
      message => new Promise<void>((resolve, reject) => line.push({ message, resolve, reject })),
    );
    if (requests < requestsAtOnce && line.length > 0) void work();
    await Promise.all(sent);
  };
};
