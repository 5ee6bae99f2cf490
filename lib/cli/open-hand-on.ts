// Where images that are to be read go: into the queue, or to the reader of this very process.

import { readBatch } from '../bucket/read-batch.ts';
import type { Config } from '../config.ts';
import { DigitdropError } from '../errors.ts';
import type { Announcer } from '../queue/queue-uploads.ts';
import type { HandOn } from './hand-on.ts';
import type { Place } from './store-flags.ts';

export interface OpenedHandOn {
  readonly handOn: HandOn;
  readonly batchesAtOnce: number;
  readonly done: string;
  readonly close: () => void;
}

/** Requests to the queue in the air at once. */
const queueRequestsAtOnce = 8;

/** `here`: read in this process, whatever queue there is. */
export const openHandOn = async (
  place: Place,
  { announcer, here }: { readonly announcer: Announcer; readonly here: boolean },
): Promise<OpenedHandOn> => {
  const { config, isRunningHouse } = place;
  if (here || (config.queueUrl === null && config.s3Endpoint !== null && !isRunningHouse))
    return openHere(place);
  if (config.queueUrl === null && !isRunningHouse)
    throw new DigitdropError('bad-option', 'expected the queue (--queue-url or QUEUE_URL), or --here');
  const { openQueuesOf } = await import('../local/queues-of-place.ts');
  const { queueUploads } = await import('../queue/queue-uploads.ts');
  const { uploads, close } = await openQueuesOf(config);
  return {
    handOn: async images => {
      await queueUploads(uploads, images, announcer);
      return 0;
    },
    batchesAtOnce: queueRequestsAtOnce,
    done: 'queued',
    close,
  };
};

/** As the function would: with the settings' options and models, and its event after each reading. */
const openHere = async ({ config }: Place): Promise<OpenedHandOn> => {
  const { openHouse } = await import('../house.ts');
  const house = await openHouse({ ...config, logLevel: quietest(config.logLevel) });
  return {
    handOn: async images => {
      const messages = images.map(image => ({ messageId: null, uploads: [image], faults: [] }));
      return (await readBatch(house, { fromQueue: false, messages })).size;
    },
    batchesAtOnce: 2,
    done: 'read here',
    close: () => {},
  };
};

/** A line for each image that is read is for services; whoever sits before it sees the progress. */
const quietest = (level: Config['logLevel']): Config['logLevel'] =>
  level === 'debug' || level === 'info' ? 'warn' : level;
