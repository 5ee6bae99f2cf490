// The laptop's bucket: bodies as plain files, one a version, and an index that says which of them hold.
import { randomUUID } from 'node:crypto';
import { createReadStream, renameSync } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import type { CreatedEventName } from '../../queue/notification.ts';
import type { DataFolder } from '../data-folder.ts';
import {
  type ObjectDetails,
  type ObjectIndex,
  type ObjectRecord,
  openObjectIndex,
  type PutCondition,
} from './object-index.ts';
import { type ReceivedBody, receiveBody } from './receive-body.ts';
import { openUploadIndex, type UploadIndex } from './upload-index.ts';

/** A body that has come, not yet anybody's. */
interface Incoming extends ReceivedBody {
  readonly file: string;
}

interface NewObject {
  readonly key: string;
  readonly etag: string;
  readonly details: ObjectDetails;
  readonly incoming: Incoming;
  readonly condition: PutCondition;
  readonly eventName: CreatedEventName;
  readonly requestId: string;
}

export interface Bucket {
  readonly name: string;
  readonly region: string;
  readonly createdAt: Date;
  readonly index: ObjectIndex;
  readonly uploads: UploadIndex;
  readonly receive: (body: AsyncIterable<Buffer>, headers: IncomingHttpHeaders) => Promise<Incoming>;
  /** Makes a body that has come an object, at once and whole. @throws S3Fault where the condition fails. */
  readonly create: (object: NewObject) => Promise<ObjectRecord>;
  readonly remove: (key: string) => Promise<void>;
  readonly discard: (files: readonly string[]) => Promise<void>;
  readonly pathOf: (record: ObjectRecord) => string;
  readonly readIncoming: (file: string) => AsyncIterable<Buffer>;
}

/** Called once an object is gone, before its DELETE is answered. */
export type OnRemoved = (object: ObjectRecord) => void;

/** Called once an object holds, before its PUT is answered. */
export type OnCreated = (object: ObjectRecord, eventName: CreatedEventName, requestId: string) => void;

/** A name that a person recognises and every file system takes; the sequencer makes it the version's own. */
const fileNameOf = (sequencer: string, key: string): string =>
  `${sequencer}-${key.replace(/[^A-Za-z0-9._-]/g, '_').slice(-80)}`;

/** Removes what a crash left: bodies that came but were never made an object or a part. */
const sweepFolder = async (path: string, known: ReadonlySet<string>): Promise<void> => {
  for (const name of await readdir(path)) if (!known.has(name)) await rm(join(path, name), { force: true });
};

export const openBucket = async (
  folder: DataFolder,
  {
    name,
    region,
    onCreated,
    onRemoved = () => {},
  }: {
    readonly name: string;
    readonly region: string;
    readonly onCreated: OnCreated;
    readonly onRemoved?: OnRemoved;
  },
): Promise<Bucket> => {
  const index = openObjectIndex(folder.database);
  const uploads = openUploadIndex(folder.database);
  await sweepFolder(folder.objectsPath, index.listFiles());
  await sweepFolder(folder.incomingPath, uploads.listFiles());
  const pathOf = (record: ObjectRecord) => join(folder.objectsPath, record.file);
  const discard = async (files: readonly string[]) => {
    for (const file of files) await rm(join(folder.incomingPath, file), { force: true });
  };

  const create = async (object: NewObject): Promise<ObjectRecord> => {
    const { key, etag, details, incoming } = object;
    // From here to the commit nothing waits: the order of sequencers is the order in which objects hold.
    const sequencer = index.nextSequencer();
    const file = fileNameOf(sequencer, key);
    const record: ObjectRecord = {
      ...{ bucket: name, key, etag, bytes: incoming.bytes, lastModified: new Date() },
      ...{ sequencer, file, details },
    };
    renameSync(join(folder.incomingPath, incoming.file), pathOf(record));
    let replaced: ObjectRecord | null;
    try {
      replaced = index.put(record, object.condition);
    } catch (error) {
      await rm(pathOf(record), { force: true });
      throw error;
    }
    onCreated(record, object.eventName, object.requestId);
    if (replaced !== null) await rm(pathOf(replaced), { force: true });
    return record;
  };

  return {
    createdAt: (await stat(folder.objectsPath)).birthtime,
    ...{ name, region, index, uploads, create, discard, pathOf },
    receive: async (body, headers) => {
      const file = randomUUID();
      return { ...(await receiveBody(body, headers, join(folder.incomingPath, file))), file };
    },
    remove: async key => {
      const removed = index.remove(name, key);
      if (removed === null) return;
      onRemoved(removed);
      await rm(pathOf(removed), { force: true });
    },
    readIncoming: file => createReadStream(join(folder.incomingPath, file)),
  };
};
