// The laptop's SQS: fauxqs' own queues in memory, served on a port that is guarded by somebody else.
// Only its SQS is used, through a request listener. Its S3 (2.4.1) listens on every interface, takes at most
// 11 MB a PUT, files `a//b` over `a/b` and `..` outside its folder, loses keys where a list has several pages,
// and does not start again on a file that `kill -9` cut short: hence lib/local/s3.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { buildApp } from 'fauxqs';
import { z } from 'zod';

/** A message as fauxqs shows it to whoever looks without taking it. */
const shownMessage = z.object({
  messageId: z.string(),
  body: z.string(),
  messageAttributes: z.record(
    z.string(),
    // A binary value is shown in base64.
    z.object({
      DataType: z.string(),
      StringValue: z.string().optional(),
      BinaryValue: z.string().optional(),
    }),
  ),
});

const shownQueue = z.object({
  messages: z.object({
    ready: z.array(shownMessage),
    delayed: z.array(shownMessage),
    inflight: z.array(z.object({ message: shownMessage })),
  }),
});

export type ShownMessage = z.infer<typeof shownMessage>;

export interface QueueServer {
  /** Answers a request of the SQS protocol, at whichever address. */
  readonly answer: (request: IncomingMessage, response: ServerResponse) => void;
  /** All messages of a queue, also those in somebody's hands; none is taken. */
  readonly show: (queueName: string) => Promise<readonly ShownMessage[]>;
  /** Lets go of waiting receivers. */
  readonly close: () => Promise<void>;
}

/**
 * Queues live as long as the process. What a restart would lose of the uploads, the sweep at start finds
 * again; dead letters are kept by dead-letter-keeper.ts.
 */
export const openQueueServer = async (region: string): Promise<QueueServer> => {
  const app = buildApp({ logger: false, defaultRegion: region });
  // fauxqs answers 500 wherever it stumbles over what it did not expect; nothing else fails it, all in memory.
  app.setErrorHandler((error: { readonly statusCode?: number }, _request, reply) => {
    const type = 'com.amazonaws.sqs#SerializationException';
    return reply.code(error.statusCode ?? 400).send({ __type: type, message: 'expected a request of SQS' });
  });
  await app.ready();
  return {
    answer: (request, response) => {
      // fauxqs knows SQS at its root alone, and by its content type; other types are other services' there.
      request.url = '/';
      request.headers['content-type'] = 'application/x-amz-json-1.0';
      app.routing(request, response);
    },
    show: async queueName => {
      const answer = await app.inject({ method: 'GET', url: `/_fauxqs/queues/${queueName}` });
      if (answer.statusCode === 404) return [];
      const { ready, delayed, inflight } = shownQueue.parse(answer.json()).messages;
      return [...ready, ...delayed, ...inflight.map(({ message }) => message)];
    },
    close: async () => {
      await app.close();
    },
  };
};
