// The key of a record of an S3 notification, as it is in the bucket, whoever wrote it.
import type { z } from 'zod';
import { type RecordMarks, spellsKeysRaw } from './event-dialects.ts';
import type { s3CreatedRecord } from './event-shapes.ts';
import { decodeNotificationKey } from './keys.ts';

type S3Record = z.infer<typeof s3CreatedRecord>;

export const marksOf = ({ eventSource, s3 }: S3Record): RecordMarks => ({
  eventSource,
  configurationId: s3.configurationId,
  etag: s3.object.eTag,
  sequencer: s3.object.sequencer,
});

/** @throws DigitdropError `unknown-event` where its escapes are malformed. */
export const keyOfRecord = (record: S3Record): string => {
  const { key } = record.s3.object;
  return spellsKeysRaw(marksOf(record)) ? key : decodeNotificationKey(key);
};
