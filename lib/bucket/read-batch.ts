// Many messages at once: every record gets its turn, and each message hears of its own faults alone.
import type { Announce } from '../after/reading-created.ts';
import { DigitdropError, faultCodeOf, isPassing } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Reading } from '../reading/reading.ts';
import { noTelemetry, readingFields, type Telemetry } from '../telemetry/telemetry.ts';
import type { UploadBatch, UploadRecord } from './events.ts';
import { readUpload, type UploadHouse, type UploadOutcome } from './read-upload.ts';
import { type RemovalRecord, removeReading } from './remove-reading.ts';

/** Reading is bound by the processor, the bucket by its round trips: a few at once keep both busy. */
const maxKeysAtOnce = 4;

/** What failed, by the message's place in the batch; a message that is not here is done with. */
export type BatchFaults = ReadonlyMap<number, readonly unknown[]>;

/** What a batch is read with. */
export interface BatchHouse extends Omit<UploadHouse, 'tell'> {
  readonly log: Log;
  readonly telemetry?: Telemetry;
  /** Told of each reading that stands in the end: at least once, also where it stood before. */
  readonly announce?: Announce | null;
  /** Does a reading go with its image? */
  readonly removesReadings?: boolean;
}

/**
 * Reads every upload of a batch. Uploads of one key go one after the other, in the order they came.
 * Never throws: a fault is its message's own, and the message's other records are read all the same.
 */
export const readBatch = async (house: BatchHouse, batch: UploadBatch): Promise<BatchFaults> => {
  const faults = new Map<number, unknown[]>();
  const note = (message: number, fault: unknown): void => {
    faults.set(message, [...(faults.get(message) ?? []), fault]);
  };
  for (const [index, message] of batch.messages.entries())
    for (const fault of message.faults) {
      house.log.error('a message of no known shape', { messageId: message.messageId, fault });
      note(index, fault);
    }
  const queues = queuesByKey(batch, house.removesReadings ?? false);
  const worker = async (): Promise<void> => {
    for (let queue = queues.shift(); queue !== undefined; queue = queues.shift())
      for (const { record, message } of queue) {
        const fault = 'etag' in record ? await readOne(house, record) : await removeOne(house, record);
        if (fault !== null) note(message, fault);
      }
  };
  await Promise.all(Array.from({ length: Math.min(maxKeysAtOnce, queues.length) }, worker));
  return faults;
};

interface Queued {
  readonly record: UploadRecord | RemovalRecord;
  /** The message's place in the batch. */
  readonly message: number;
}

const queuesByKey = (batch: UploadBatch, removesReadings: boolean): Queued[][] => {
  const queues = new Map<string, Queued[]>();
  for (const [message, { uploads, removals = [] }] of batch.messages.entries())
    for (const record of [...uploads, ...(removesReadings ? removals : [])]) {
      const name = JSON.stringify([record.bucket, record.key]);
      queues.set(name, [...(queues.get(name) ?? []), { record, message }]);
    }
  return [...queues.values()];
};

/** Null, or what failed. */
const readOne = async (
  { telemetry = noTelemetry, announce = null, ...house }: BatchHouse,
  record: UploadRecord,
): Promise<unknown> => {
  const { bucket, key, versionId } = record;
  let reading: Reading | null = null;
  const startedAt = performance.now();
  try {
    const tell = async (standing: Reading, outcome: UploadOutcome): Promise<void> => {
      reading = standing;
      if (outcome === 'placed') telemetry.count(standing, record.createdAt ?? null);
      await announce?.(standing);
    };
    const outcome = await readUpload({ ...house, tell }, record);
    house.log.info(`upload ${outcome}`, {
      ...{ bucket, key, versionId, outcome },
      ...fieldsOf(reading, telemetry),
      ms: Math.round(performance.now() - startedAt),
    });
    // An image that was removed while it was read: its removal may have been told before there was a reading.
    if (house.removesReadings && outcome === 'placed' && (await house.store.head(bucket, key)) === null)
      await removeReading(house.store, record);
    return null;
  } catch (error) {
    return tellFault(house.log, 'upload failed', { bucket, key, versionId }, error);
  }
};

/** Null, or what failed. */
const removeOne = async (house: BatchHouse, record: RemovalRecord): Promise<unknown> => {
  try {
    const outcome = await removeReading(house.store, record);
    house.log.info(`reading ${outcome}`, { ...record, outcome });
    if (outcome !== 'came-back') return null;
    return await readOne(house, { ...record, etag: null, versionId: null, sequencer: null, bytes: null });
  } catch (error) {
    return tellFault(house.log, 'removal failed', record, error);
  }
};

const tellFault = (log: Log, what: string, fields: object, error: unknown): DigitdropError => {
  const fault =
    error instanceof DigitdropError
      ? error
      : new DigitdropError('internal', 'handling a record failed', { cause: error });
  const tell = isPassing(fault) ? log.warn : log.error;
  tell(what, { ...fields, outcome: 'failed', code: faultCodeOf(fault), fault });
  return fault;
};

const fieldsOf = (reading: Reading | null, telemetry: Telemetry) =>
  reading === null ? {} : { ...readingFields(reading, telemetry), versionId: reading.source.versionId };
