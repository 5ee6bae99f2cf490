// What other stores than AWS' write into their S3 notifications: keys that are not spelled like form fields, and
// sequencers that order nothing. Each is known by what its source code writes.

/** What of a record tells its store. */
export interface RecordMarks {
  readonly eventSource?: string | null | undefined;
  readonly configurationId?: string | null | undefined;
  readonly etag?: string | null | undefined;
  readonly sequencer?: string | null | undefined;
}

/** Ceph's gateway (src/rgw/rgw_notify.cc) names itself; MinIO ("minio:s3") writes as AWS does, but for the slash. */
const isOfCeph = ({ eventSource }: RecordMarks): boolean => eventSource === 'ceph:s3';

/**
 * versitygw calls itself "aws:s3", but names the sender ("webhook-global", s3event/event.go); it puts quotes around
 * ETags, and counts from 1.
 */
const isOfVersitygw = ({ configurationId, etag, sequencer }: RecordMarks): boolean =>
  /^(webhook|kafka|nats|rabbitmq)-global$/.test(configurationId ?? '') ||
  (/^".*"$/.test(etag ?? '') && /^[0-9A-F]{1,15}$/i.test(sequencer ?? ''));

/** Does `object.key` stand as it is in the bucket? A `+` is a plus then, and a percent sign one. */
export const spellsKeysRaw = (marks: RecordMarks): boolean => isOfCeph(marks) || isOfVersitygw(marks);

/**
 * The sequencer, marked where its form is that of others but its order is not: Ceph writes the bytes of a time as they
 * lie in memory, the lowest first.
 */
export const sequencerOfRecord = (marks: RecordMarks): string | null => {
  const { sequencer } = marks;
  if (sequencer === null || sequencer === undefined || sequencer === '') return null;
  return isOfCeph(marks) ? `ceph:${sequencer}` : sequencer;
};
