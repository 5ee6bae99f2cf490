// Events in: whatever tells of created objects, bare, in SQS messages or in SNS envelopes, becomes upload records.
import { inspect } from 'node:util';
import type { z } from 'zod';
import { DigitdropError } from '../errors.ts';
import { sequencerOfRecord } from './event-dialects.ts';
import * as shapes from './event-shapes.ts';
import { isPossibleBucket, isPossibleKey } from './keys.ts';
import { keyOfRecord, marksOf } from './record-key.ts';
import { readRemovedDetail, readRemovedRecord } from './removal-events.ts';
import type { RemovalRecord } from './remove-reading.ts';

/** One created object, as an event tells of it. */
export interface UploadRecord {
  readonly bucket: string;
  /** As it is in the bucket, decoded. */
  readonly key: string;
  /** Without quotes. */
  readonly etag: string | null;
  readonly versionId: string | null;
  readonly sequencer: string | null;
  readonly bytes: number | null;
  /** When the object was, as an ISO time; not there where the event does not say. */
  readonly createdAt?: string;
}

/** One message: what was created or removed, and what in it nobody knows. All may be there, or none. */
interface UploadMessage {
  /** The SQS message to name in the reply; null where the function was invoked without SQS. */
  readonly messageId: string | null;
  readonly uploads: readonly UploadRecord[];
  /** Objects that were removed; not there where none was. */
  readonly removals?: readonly RemovalRecord[];
  /** `unknown-event` faults. */
  readonly faults: readonly DigitdropError[];
}

export interface UploadBatch {
  /** True where SQS invoked the function and waits for the messages that are to come again. */
  readonly fromQueue: boolean;
  readonly messages: readonly UploadMessage[];
}

type Found = Omit<UploadMessage, 'messageId'>;

/** Parses what the function was invoked with. Never throws: what nobody knows is a fault of its message. */
export const parseUploadEvent = (event: unknown): UploadBatch => {
  const list = shapes.records.safeParse(event).data?.Records ?? [];
  const queued = list.map(record => shapes.sqsRecord.safeParse(record).data);
  if (queued.length > 0 && queued.every(record => record !== undefined)) {
    const messages = queued.map(({ messageId, body }) => ({ messageId, ...readText(body) }));
    return { fromQueue: true, messages };
  }
  return { fromQueue: false, messages: [{ messageId: null, ...readPayload(event) }] };
};

const readText = (text: string, mayBeEnveloped = true): Found => {
  try {
    return readPayload(JSON.parse(text), mayBeEnveloped);
  } catch {
    return unknown('an event as JSON', text);
  }
};

const readPayload = (payload: unknown, mayBeEnveloped = true): Found => {
  const list = shapes.records.safeParse(payload).data?.Records;
  if (list !== undefined) return join(list.map(record => readRecord(record, mayBeEnveloped)));
  if (shapes.testEvent.safeParse(payload).success) return nothing;
  const bridged = shapes.eventBridgeEvent.safeParse(payload).data;
  if (bridged !== undefined) return readBridged(bridged);
  const envelope = mayBeEnveloped ? shapes.snsEnvelope.safeParse(payload).data : undefined;
  if (envelope !== undefined) return readText(envelope.Message, false);
  return unknown('an S3 notification, an EventBridge "Object Created" or an SNS envelope of one', payload);
};

const readRecord = (record: unknown, mayBeEnveloped: boolean): Found => {
  const enveloped = mayBeEnveloped ? shapes.snsRecord.safeParse(record).data : undefined;
  if (enveloped !== undefined) return readText(enveloped.Sns.Message, false);
  const named = shapes.s3Record.safeParse(record).data;
  if (named === undefined) return unknown('a record of an S3 notification', record);
  if (!/^(s3:)?ObjectCreated:/.test(named.eventName)) return removal(readRemovedRecord(record));
  const created = shapes.s3CreatedRecord.safeParse(record);
  if (!created.success)
    return unknown('an ObjectCreated record with a bucket and a key', record, created.error);
  const { bucket, object } = created.data.s3;
  try {
    return upload({
      bucket: bucket.name,
      key: keyOfRecord(created.data),
      etag: object.eTag,
      versionId: object.versionId,
      sequencer: sequencerOfRecord(marksOf(created.data)),
      bytes: object.size,
      createdAt: named.eventTime ?? undefined,
    });
  } catch (error) {
    if (error instanceof DigitdropError) return { uploads: [], faults: [error] };
    throw error;
  }
};

const readBridged = (event: z.infer<typeof shapes.eventBridgeEvent>): Found => {
  if (event['detail-type'] !== 'Object Created') return removal(readRemovedDetail(event));
  const created = shapes.eventBridgeCreated.safeParse(event.detail);
  if (!created.success) return unknown('an "Object Created" with a bucket and a key', event, created.error);
  const { bucket, object } = created.data;
  return upload({
    bucket: bucket.name,
    key: object.key,
    etag: object.etag,
    versionId: object['version-id'],
    sequencer: object.sequencer,
    bytes: object.size,
    createdAt: event.time ?? undefined,
  });
};

type Stated = { readonly [K in keyof UploadRecord]: UploadRecord[K] | undefined } & {
  readonly bucket: string;
  readonly key: string;
};

const upload = (stated: Stated): Found => {
  if (!isPossibleBucket(stated.bucket)) return unknown('the name of a bucket', stated);
  if (!isPossibleKey(stated.key)) return unknown('a key that an object may have', stated);
  const createdMs = Date.parse(stated.createdAt ?? '');
  const record = {
    bucket: stated.bucket,
    key: stated.key,
    etag: stated.etag?.replace(/^"(.*)"$/, '$1') || null,
    // Buckets that never had versions, or have them suspended, say "null".
    versionId: stated.versionId === 'null' ? null : stated.versionId || null,
    sequencer: stated.sequencer || null,
    bytes: stated.bytes ?? null,
    ...(Number.isNaN(createdMs) ? {} : { createdAt: new Date(createdMs).toISOString() }),
  };
  return { uploads: [record], faults: [] };
};

const nothing: Found = { uploads: [], faults: [] };

const removal = (removed: RemovalRecord | null): Found =>
  removed === null ? nothing : { ...nothing, removals: [removed] };

const join = (found: readonly Found[]): Found => {
  const removals = found.flatMap(f => f.removals ?? []);
  return {
    uploads: found.flatMap(f => f.uploads),
    ...(removals.length === 0 ? {} : { removals }),
    faults: found.flatMap(f => f.faults),
  };
};

const unknown = (expected: string, got: unknown, cause?: unknown): Found => {
  const shown = (typeof got === 'string' ? got : inspect(got, { breakLength: Infinity })).slice(0, 200);
  const fault = new DigitdropError('unknown-event', `expected ${expected}, got ${shown}`, { cause });
  return { uploads: [], faults: [fault] };
};
