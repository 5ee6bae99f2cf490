// Events that tell of removed objects: what is not well said is no fault, since nothing has to come of it.
import type { z } from 'zod';
import * as shapes from './event-shapes.ts';
import { isPossibleBucket, isPossibleKey } from './keys.ts';
import { keyOfRecord } from './record-key.ts';
import type { RemovalRecord } from './remove-reading.ts';

const removed = (bucket: string, key: string): RemovalRecord | null =>
  isPossibleBucket(bucket) && isPossibleKey(key) ? { bucket, key } : null;

/** One record of an S3 notification; null where it tells of something else. */
export const readRemovedRecord = (record: unknown): RemovalRecord | null => {
  const { eventName = '' } = shapes.s3Record.safeParse(record).data ?? {};
  if (!/^(s3:)?(ObjectRemoved|LifecycleExpiration):/.test(eventName)) return null;
  const parsed = shapes.s3CreatedRecord.safeParse(record).data;
  if (parsed === undefined) return null;
  try {
    return removed(parsed.s3.bucket.name, keyOfRecord(parsed));
  } catch {
    return null;
  }
};

/** An event of EventBridge; null where it tells of something else. */
export const readRemovedDetail = (event: z.infer<typeof shapes.eventBridgeEvent>): RemovalRecord | null => {
  if (event['detail-type'] !== 'Object Deleted') return null;
  const detail = shapes.eventBridgeCreated.safeParse(event.detail).data;
  return detail === undefined ? null : removed(detail.bucket.name, detail.object.key);
};
