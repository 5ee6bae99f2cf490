// The body of a store's webhook: which of its records are of uploads here, each as a message of its own.
import { z } from 'zod';
import type { Config } from '../config.ts';
import { DigitdropError } from '../errors.ts';
import { toAsciiJson } from '../queue/ascii-json.ts';
import { records, testEvent } from './event-shapes.ts';
import { parseUploadEvent } from './events.ts';
import { isImageKey } from './keys.ts';

export type WebhookPlace = Pick<Config, 'bucket' | 'removesReadings'>;

/** Records with a name are somebody's events, whatever they tell of. */
const anyRecord = z.looseObject({ eventName: z.string().min(1) });

/**
 * The messages that the upload function is to get, as SQS would carry them: one for each record, as it came, so that
 * each has tries of its own. None for a test, for other buckets' objects, and for what the house wrote itself: its
 * results are told of as well. A record of an upload that nobody can read is among them, to end as a dead letter.
 * @throws DigitdropError `unknown-event` where nothing in the body is an event of S3.
 */
export const messagesOfWebhook = (payload: unknown, place: WebhookPlace): readonly string[] => {
  if (testEvent.safeParse(payload).success) return [];
  const list = records.safeParse(payload).data?.Records ?? [];
  if (!list.some(record => anyRecord.safeParse(record).success))
    throw new DigitdropError(
      'unknown-event',
      'expected a notification of S3 ({"Records": [{"eventName": …, "s3": …}]}) or its s3:TestEvent',
    );
  return list.filter(record => isWanted(record, place)).map(record => toAsciiJson({ Records: [record] }));
};

const isWanted = (record: unknown, { bucket, removesReadings }: WebhookPlace): boolean => {
  const [message] = parseUploadEvent({ Records: [record] }).messages;
  if (message === undefined) return false;
  const { uploads, removals = [], faults } = message;
  return (
    faults.length > 0 ||
    uploads.some(upload => upload.bucket === bucket && isImageKey(upload.key, upload.bytes)) ||
    (removesReadings && removals.some(gone => gone.bucket === bucket && isImageKey(gone.key, null)))
  );
};
