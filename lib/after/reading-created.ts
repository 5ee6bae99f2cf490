// The event `Reading Created`: what is told of a reading once it lies beside its image. Described in docs/events.md.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { resultKeyOf } from '../bucket/keys.ts';
import type { Reading } from '../reading/reading.ts';

export const eventSource = 'digitdrop';
export const eventType = 'Reading Created';

/** Longer values stand in the stored reading alone: the event stays far below EventBridge's 256 KB, whatever was read. */
const maxValueLength = 1024;

export const readingCreatedSchema = z.looseObject({
  schema: z.literal('digitdrop.reading-created/1'),
  id: z.string().regex(/^[0-9a-f]{32}$/),
  bucket: z.string(),
  key: z.string(),
  versionId: z.string().nullable(),
  etag: z.string().nullable(),
  sequencer: z.string().nullable(),
  resultKey: z.string(),
  status: z.enum(['accepted', 'review', 'rejected']),
  reason: z.string().nullable(),
  value: z.string().nullable(),
  text: z.string().nullable(),
  confidence: z.number().nullable(),
  promise: z.object({ maxError: z.number(), threshold: z.number() }),
  model: z.object({ name: z.string(), version: z.string(), sha256: z.string() }),
  readAt: z.iso.datetime(),
});

export type ReadingCreated = z.infer<typeof readingCreatedSchema>;

/** Tells of a placed reading; what it throws is a passing fault, and the upload comes again. */
export type Announce = (reading: Reading) => Promise<void>;

/** Null for a reading that is of no object, and so lies nowhere. */
export const readingCreated = (reading: Reading): ReadingCreated | null => {
  const { source, status, reason, promise, model, readAt } = reading;
  const { bucket, key, versionId, etag, sequencer } = source;
  if (bucket === null || key === null) return null;
  return {
    schema: 'digitdrop.reading-created/1',
    id: idOf([bucket, key, versionId, etag, model.sha256, readAt]),
    ...{ bucket, key, versionId, etag, sequencer },
    resultKey: resultKeyOf(key),
    ...{ status, reason },
    value: boundedText(reading.value),
    text: boundedText(reading.text),
    confidence: reading.confidence,
    promise: { ...promise },
    model: { ...model },
    readAt,
  };
};

/** The same for each event of one stored reading: whoever gets it twice knows it again. */
const idOf = (parts: readonly (string | null)[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);

const boundedText = (text: string | null): string | null =>
  text !== null && text.length > maxValueLength ? null : text;
