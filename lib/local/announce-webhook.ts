// Readings into the webhook's queue on a laptop, as long as that has room.
import { envelopeOf } from '../after/read-events.ts';
import { type Announce, readingCreated } from '../after/reading-created.ts';
import { DigitdropError } from '../errors.ts';
import type { Log } from '../log.ts';
import { toAsciiJson } from '../queue/ascii-json.ts';
import type { Queue } from '../queue/queue.ts';
import type { Closers } from './closers.ts';
import { createQueueRoom } from './queue-room.ts';

/** A receiver that stalls while thousands are read is told of by a line a minute. */
const lineEveryMs = 60_000;

interface Surroundings {
  readonly region: string;
  readonly log: Log;
  readonly closers: Closers;
}

/**
 * Readings lie beside their images whether they are told or not: where too many wait to be told, the upload does not
 * fail for it. How many were left out, the log says.
 */
export const announceInto = (
  queue: Pick<Queue, 'send' | 'count'>,
  { region, log, closers }: Surroundings,
): Announce => {
  const takeRoom = createQueueRoom(queue);
  let notTold = 0;
  let toldAt = Number.NEGATIVE_INFINITY;
  const tellHowMany = (): void => {
    if (notTold === 0) return;
    log.warn('too many events wait for the webhook: readings are not told', { notTold });
    notTold = 0;
    toldAt = performance.now();
  };
  closers.add(tellHowMany);
  return async reading => {
    const event = readingCreated(reading);
    if (event === null) return;
    try {
      if (await takeRoom(1)) return await queue.send([{ body: toAsciiJson(envelopeOf(event, region)) }]);
    } catch (cause) {
      throw new DigitdropError('event-not-sent', 'expected the queue of events to take one', { cause });
    }
    notTold += 1;
    if (performance.now() - toldAt > lineEveryMs) tellHowMany();
  };
};
