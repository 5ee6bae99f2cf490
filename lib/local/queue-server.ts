// The laptop's SQS: fauxqs' own queues in memory, served on a port that is guarded by somebody else.
// Only its SQS is used, through a request listener. Its S3 (2.4.1) listens on every interface, takes at most
// 11 MB a PUT, files `a//b` over `a/b` and `..` outside its folder, loses keys where a list has several pages,
// and does not start again on a file that `kill -9` cut short: hence lib/local/s3.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { buildApp } from 'fauxqs';

export interface QueueServer {
  readonly answer: (request: IncomingMessage, response: ServerResponse) => void;
  /** Lets go of waiting receivers. */
  readonly close: () => Promise<void>;
}

/** Queues live as long as the process: what a restart would lose, the sweep at start finds again. */
export const openQueueServer = async (region: string): Promise<QueueServer> => {
  const app = buildApp({ logger: false, defaultRegion: region });
  await app.ready();
  return {
    answer: (request, response) => app.routing(request, response),
    close: async () => {
      await app.close();
    },
  };
};
