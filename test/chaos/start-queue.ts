// The queue of a run: real SQS protocol, visibility timeout and dead-letter queue, served by the run's own process.
import { createServer } from 'node:http';
import { closeServer, listenOnLoopback } from '../../lib/local/listen.ts';
import { openQueueServer } from '../../lib/local/queue-server.ts';
import { openQueueClient, type Queue } from '../../lib/queue/queue.ts';

export interface RunningQueue {
  readonly url: string;
  readonly name: string;
  readonly queue: Queue;
  /** The bodies in the dead-letter queue. */
  readonly showDeadLetters: () => Promise<readonly string[]>;
  readonly close: () => Promise<void>;
}

/**
 * How often a message is tried. The stack's 5 are for workers that live: here one is killed every few seconds with
 * twenty messages in hand, so that about one try in ten fails, and of 20,000 messages one in five runs would fail five
 * times by chance alone. With 10 tries it is one in 500,000 runs.
 */
const defaultReceives = 10;

const region = 'us-east-1';
const name = 'chaos-uploads';
const deadName = 'chaos-dead-letters';

export const startQueue = async (
  visibilitySeconds: number,
  maxReceives = defaultReceives,
): Promise<RunningQueue> => {
  const queueServer = await openQueueServer(region);
  const server = createServer((request, response) => queueServer.answer(request, response));
  const port = await listenOnLoopback(server, 0, 'the queue');
  const url = `http://127.0.0.1:${port}`;
  const client = openQueueClient(url, region);
  const dead = await client.open(deadName);
  const queue = await client.open(name, {
    VisibilityTimeout: String(visibilitySeconds),
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: maxReceives }),
  });
  return {
    ...{ url, name, queue },
    showDeadLetters: async () => (await queueServer.show(deadName)).map(({ body }) => body),
    close: async () => {
      client.close();
      await closeServer(server, 0);
      await queueServer.close();
    },
  };
};
