// A queue of one's own, where no other is set: in memory, answered on loopback, so that `digitdrop redrive` finds it.
import { createServer } from 'node:http';
import type { Config } from '../config.ts';
import { DigitdropError } from '../errors.ts';
import type { TakeEvents } from '../http/take-events.ts';
import { takeEventsInto } from '../http/take-events.ts';
import { hasOneHost, isOwnHost } from './callers.ts';
import type { Closers } from './closers.ts';
import { closeServer, listenOnLoopback } from './listen.ts';
import { createQueueRoom, maxWaiting } from './queue-room.ts';
import { openQueueServer } from './queue-server.ts';
import { openQueues, type Queues } from './queues.ts';

export interface OwnQueue extends Pick<Queues, 'uploads' | 'deadLetters'> {
  readonly url: string;
  readonly takeEvents: TakeEvents;
}

/** @throws DigitdropError `port-taken` */
export const startOwnQueue = async (
  { s3Port, region }: Pick<Config, 's3Port' | 'region'>,
  closers: Closers,
): Promise<OwnQueue> => {
  const queueServer = await openQueueServer(region);
  closers.add(queueServer.close);
  const server = createServer((request, response) => {
    // No page of a browser has business here, under whatever name it found the way.
    if (hasOneHost(request) && isOwnHost(request.headers.host) && request.headers.origin === undefined)
      queueServer.answer(request, response);
    else response.writeHead(403).end();
  });
  const url = `http://127.0.0.1:${await listenOnLoopback(server, s3Port, 'S3_PORT')}`;
  closers.add(() => closeServer(server, 0));
  const { uploads, deadLetters, close } = await openQueues(url, region);
  closers.add(close);
  const take = takeEventsInto(uploads);
  const takeRoom = createQueueRoom(uploads);
  return {
    ...{ url, uploads, deadLetters },
    takeEvents: async messages => {
      // Whatever tells of more tells again, or the next sweep finds it.
      if (!(await takeRoom(messages.length)))
        throw new DigitdropError('not-ready', `expected at most ${maxWaiting} events to wait, got more`);
      await take(messages);
    },
  };
};
