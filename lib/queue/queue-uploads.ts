// Uploads into the queue, as S3 itself would tell of them: the upload function reads them like any other.
import type { UploadRecord } from '../bucket/events.ts';
import { cutBatches } from './message-batches.ts';
import { createdNotification } from './notification.ts';
import type { Queue } from './queue.ts';

/** Who tells of them, where S3 has the name of a request. */
export type Announcer = 'SWEEP' | 'REPROCESS' | 'WEBHOOK';

/**
 * Sends one message an upload, each with tries of its own; resolves once the queue has taken them all.
 * @throws where it has not: some may have been taken, and told once more they are duplicates.
 */
export const queueUploads = async (
  queue: Pick<Queue, 'send' | 'region'>,
  uploads: readonly UploadRecord[],
  announcer: Announcer,
  now: Date = new Date(),
): Promise<void> => {
  const messages = uploads.map(({ bucket, key, etag, sequencer, bytes }) => ({
    body: createdNotification(
      { bucket, key, etag, sequencer, bytes, createdAt: now },
      { region: queue.region, eventName: 'ObjectCreated:Put', requestId: announcer },
    ),
  }));
  for (const batch of cutBatches(messages)) await queue.send(batch);
};
