// Upload records for tests: all a record may say, but for what the test says itself.
import type { UploadRecord } from '../../lib/bucket/events.ts';

export const bucket = 'digitdrop';

/** A sequencer as AWS writes them: the later, the greater. */
export const sequencerAt = (moment: number): string =>
  `0055AED6DC${moment.toString(16).toUpperCase().padStart(8, '0')}`;

export const uploadOf = (key: string, more: Partial<UploadRecord> = {}): UploadRecord => ({
  bucket,
  key,
  etag: null,
  versionId: null,
  sequencer: null,
  bytes: null,
  ...more,
});
