// The bucket with its queue, running on one port: what is put into it is announced in the queue.
import { randomUUID } from 'node:crypto';
import type { Config } from '../config.ts';
import type { Log } from '../log.ts';
import { createdNotification } from '../queue/notification.ts';
import { type Announcer, createAnnouncer } from './announcer.ts';
import type { Closers } from './closers.ts';
import { openDataFolder } from './data-folder.ts';
import { keepDeadLetters } from './dead-letter-keeper.ts';
import { closeServer, listenOnLoopback } from './listen.ts';
import { openQueueServer } from './queue-server.ts';
import { openQueues, type Queues } from './queues.ts';
import { type Bucket, openBucket } from './s3/bucket.ts';
import { createS3Server } from './s3/s3-server.ts';

export interface RunningBucket {
  readonly bucket: Bucket;
  readonly queues: Queues;
  readonly announcer: Announcer;
  readonly port: number;
  readonly url: string;
}

interface Surroundings {
  readonly log: Log;
  readonly closers: Closers;
  /** Pages that may send uploads. */
  readonly origins: () => readonly string[];
}

/** What a close waits for requests in hand before it cuts them off. */
const graceMs = 5_000;

/**
 * Starts both servers over the folder.
 * @throws DigitdropError `port-taken`, `bad-config` where the folder is in use.
 */
export const startBucket = async (
  config: Config,
  { log, closers, origins }: Surroundings,
): Promise<RunningBucket> => {
  const { region, uploadPrefix } = config;
  const folder = openDataFolder(config.dataDir);
  closers.add(folder.close);
  const opened = Promise.withResolvers<Queues>();
  // An object that comes before the queue is there waits for it.
  const announcer = createAnnouncer({ send: async all => (await opened.promise).uploads.send(all) }, log);
  closers.add(announcer.stop);
  const bucket = await openBucket(folder, {
    ...{ name: config.bucket, region },
    onCreated: (object, eventName, requestId) => {
      const created = { ...object, createdAt: object.lastModified };
      announcer.announce(createdNotification(created, { region, eventName, requestId }));
    },
    onRemoved: ({ bucket: name, key }) => {
      if (!config.removesReadings) return;
      const removed = {
        ...{ bucket: name, key, bytes: null, etag: null },
        ...{ sequencer: bucket.index.nextSequencer(), createdAt: new Date() },
      };
      const told = { region, eventName: 'ObjectRemoved:Delete', requestId: randomUUID() } as const;
      announcer.announce(createdNotification(removed, told));
    },
  });
  const queueServer = await openQueueServer(region);
  closers.add(queueServer.close);
  const server = createS3Server({ bucket, answerSqs: queueServer.answer, origins, uploadPrefix, log });
  const port = await listenOnLoopback(server, config.s3Port, 'S3_PORT');
  closers.add(() => closeServer(server, graceMs));
  const url = `http://127.0.0.1:${port}`;
  const queues = await openQueues(url, region);
  closers.add(queues.close);
  closers.add(
    await keepDeadLetters({ database: folder.database, queueServer, queue: queues.deadLetters, log }),
  );
  opened.resolve(queues);
  return { bucket, queues, announcer, port, url };
};
