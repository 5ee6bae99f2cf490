// What is known of the objects, in SQLite: each change is one transaction, and the commit is the moment it holds.
import type { DatabaseSync } from 'node:sqlite';
import { createSequencer, type NextSequencer } from '../sequencer.ts';
import { namesEtag } from './entity-tags.ts';
import { S3Fault } from './s3-fault.ts';

export interface ObjectDetails {
  /** Standard headers that come back with the object: content-type, cache-control, … */
  readonly headers: Readonly<Record<string, string>>;
  /** User metadata, names in lower case without `x-amz-meta-`. */
  readonly metadata: Readonly<Record<string, string>>;
  /** A checksum header of the whole object, as it was sent. */
  readonly checksum: { readonly name: string; readonly value: string } | null;
}

export interface ObjectRecord {
  readonly bucket: string;
  readonly key: string;
  /** Without quotes. */
  readonly etag: string;
  readonly bytes: number;
  readonly lastModified: Date;
  readonly sequencer: string;
  /** Name of the file that holds the body. */
  readonly file: string;
  readonly details: ObjectDetails;
}

/** What a client asks of the object that it writes over. */
export interface PutCondition {
  /** `If-None-Match: *` */
  readonly ifAbsent: boolean;
  /** `If-Match`: ETags, or `*` for any; null where it is not asked. */
  readonly ifMatch: string | null;
}

export interface ObjectIndex {
  readonly find: (bucket: string, key: string) => ObjectRecord | null;
  /** Puts the record in the place of any other; gives what it replaced. @throws S3Fault where the condition fails. */
  readonly put: (record: ObjectRecord, condition: PutCondition) => ObjectRecord | null;
  /** Gives what was removed. */
  readonly remove: (bucket: string, key: string) => ObjectRecord | null;
  /** The first object after a key, in UTF-8 order, whose key has the prefix. */
  readonly findNext: (bucket: string, prefix: string, after: string) => ObjectRecord | null;
  readonly listFiles: () => ReadonlySet<string>;
  readonly nextSequencer: NextSequencer;
}

const schema = `CREATE TABLE IF NOT EXISTS objects (
  bucket TEXT, key TEXT, etag TEXT, bytes INTEGER, modified_ms INTEGER, sequencer TEXT, file TEXT, details TEXT,
  PRIMARY KEY (bucket, key)) WITHOUT ROWID, STRICT`;

type Row = Readonly<Record<string, unknown>>;

const recordOf = (row: Row | undefined): ObjectRecord | null =>
  row === undefined
    ? null
    : {
        bucket: String(row.bucket),
        key: String(row.key),
        etag: String(row.etag),
        bytes: Number(row.bytes),
        lastModified: new Date(Number(row.modified_ms)),
        sequencer: String(row.sequencer),
        file: String(row.file),
        details: JSON.parse(String(row.details)) as ObjectDetails,
      };

const checkCondition = (present: ObjectRecord | null, condition: PutCondition): void => {
  if (condition.ifAbsent && present !== null)
    throw new S3Fault('PreconditionFailed', 'expected no object at the key, found one');
  if (condition.ifMatch === null) return;
  if (present === null) throw new S3Fault('NoSuchKey', 'expected an object at the key, found none');
  if (!namesEtag(condition.ifMatch, present.etag))
    throw new S3Fault('PreconditionFailed', `expected ETag ${condition.ifMatch}, found ${present.etag}`);
};

/** Opens the index in a database that nobody else has open. */
export const openObjectIndex = (database: DatabaseSync): ObjectIndex => {
  database.exec(schema);
  const finding = database.prepare('SELECT * FROM objects WHERE bucket = ? AND key = ?');
  const putting = database.prepare('INSERT OR REPLACE INTO objects VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  const removing = database.prepare('DELETE FROM objects WHERE bucket = ? AND key = ? RETURNING *');
  // SQLite compares text byte by byte, which for UTF-8 is S3's own order.
  const walking = database.prepare(
    'SELECT * FROM objects WHERE bucket = ? AND key > ? AND key >= ? ORDER BY key LIMIT 1',
  );
  const files = database.prepare('SELECT file FROM objects');
  const remember = database.prepare("INSERT OR REPLACE INTO state VALUES ('sequencer', ?)");
  const last = database.prepare("SELECT value FROM state WHERE name = 'sequencer'").get()?.value;

  const find = (bucket: string, key: string) => recordOf(finding.get(bucket, key));
  const put = (record: ObjectRecord, condition: PutCondition) => {
    const replaced = find(record.bucket, record.key);
    checkCondition(replaced, condition);
    const { bucket, key, etag, bytes, sequencer, file } = record;
    database.exec('BEGIN');
    try {
      putting.run(
        bucket,
        key,
        etag,
        bytes,
        record.lastModified.getTime(),
        sequencer,
        file,
        JSON.stringify(record.details),
      );
      remember.run(sequencer);
      database.exec('COMMIT');
    } catch (error) {
      database.exec('ROLLBACK');
      throw error;
    }
    return replaced;
  };
  return {
    find,
    put,
    remove: (bucket, key) => recordOf(removing.get(bucket, key)),
    findNext: (bucket, prefix, after) => {
      const record = recordOf(walking.get(bucket, after, prefix));
      return record?.key.startsWith(prefix) ? record : null;
    },
    listFiles: () => new Set(files.all().map(row => String(row.file))),
    nextSequencer: createSequencer(typeof last === 'string' ? last : null),
  };
};
