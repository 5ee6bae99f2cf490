// Which version of an image a reading is of, and whether that still stands.
import type { Reading, Source } from '../reading/reading.ts';
import type { UploadRecord } from './events.ts';
import type { ObjectHead } from './object-store.ts';
import { compareSequencers } from './sequencer.ts';

export type ModelName = Reading['model'];

interface Version {
  readonly etag: string | null;
  readonly versionId: string | null;
}

/** The same ETag, and the same version where both know one. An unknown ETag is nobody's. */
export const isSameVersion = (a: Version, b: Version): boolean =>
  a.etag !== null &&
  a.etag === b.etag &&
  (a.versionId === null || b.versionId === null || a.versionId === b.versionId);

/**
 * Is this stored reading the one that the image, as it stands, would get? Not so where the event may be
 * of a later upload of the same bytes, which may ask for other options.
 */
export const isReadingOf = (stored: Reading, { bucket, head, models, record = null }: Standing): boolean =>
  stored.source.bucket === bucket &&
  stored.source.key === head.key &&
  isSameVersion(stored.source, head) &&
  models.some(model => isSameModel(model, stored.model)) &&
  !(record !== null && isSameVersion(record, head) && mayBeLater(record, stored));

/**
 * May the event's upload be a later one than what was read, though the bytes are the same? A reading without a
 * sequencer came of another version's event, and nothing but a version's ID tells which upload it is of. Where two
 * sequencers have no order, another one is another upload; the same one is, if its event is younger than the reading,
 * since counters of some stores start again.
 */
const mayBeLater = (record: UploadRecord, { source: read, readAt }: Reading): boolean => {
  if (record.sequencer === null || (record.versionId !== null && record.versionId === read.versionId))
    return false;
  if (read.sequencer === null) return true;
  const order = compareSequencers(record.sequencer, read.sequencer);
  if (order !== null) return order > 0;
  return record.sequencer !== read.sequencer || isYounger(record.createdAt, readAt);
};

/** Those stores tell whole seconds, cut off. */
const eventTimeMs = 1_000;

const isYounger = (createdAt: string | undefined, readAt: string): boolean =>
  createdAt !== undefined && Date.parse(createdAt) + eventTimeMs > Date.parse(readAt);

interface Standing {
  readonly bucket: string;
  readonly head: Pick<ObjectHead, 'key' | 'etag' | 'versionId'>;
  readonly models: readonly ModelName[];
  readonly record?: UploadRecord | null;
}

const isSameModel = (a: ModelName, b: ModelName): boolean =>
  a.name === b.name && a.version === b.version && a.sha256 === b.sha256;

/**
 * The `source` of a reading: the object that was read, whatever the event told. The event's sequencer
 * belongs to it only where the event is of this version, and never goes back behind a later event's.
 */
export const sourceOf = (head: ObjectHead, record: UploadRecord, stored: Reading | null): Source => {
  const known = isSameVersion(record, head) ? record.sequencer : null;
  const before = stored !== null && isSameVersion(stored.source, head) ? stored.source.sequencer : null;
  const later = before !== null && (known === null || (compareSequencers(before, known) ?? 0) > 0);
  return {
    bucket: record.bucket,
    key: head.key,
    etag: head.etag,
    versionId: head.versionId,
    sequencer: later ? before : known,
    bytes: head.bytes,
  };
};
