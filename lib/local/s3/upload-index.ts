// Multipart uploads under way: which parts have come, and what their object will be.
import type { DatabaseSync } from 'node:sqlite';
import type { ObjectDetails } from './object-index.ts';

export interface Upload {
  readonly id: string;
  readonly bucket: string;
  readonly key: string;
  readonly details: ObjectDetails;
}

export interface Part {
  readonly number: number;
  /** Without quotes: the part's MD5. */
  readonly etag: string;
  readonly bytes: number;
  readonly file: string;
}

export interface UploadIndex {
  readonly begin: (upload: Upload) => void;
  readonly find: (id: string) => Upload | null;
  /** Puts a part in the place of any other of its number; gives the file that it replaced. */
  readonly putPart: (id: string, part: Part) => string | null;
  /** In the order of their numbers. */
  readonly listParts: (id: string) => readonly Part[];
  /** Forgets the upload; gives the files of its parts. */
  readonly end: (id: string) => readonly string[];
  readonly listFiles: () => ReadonlySet<string>;
}

const schema = `CREATE TABLE IF NOT EXISTS uploads (id TEXT PRIMARY KEY, bucket TEXT, key TEXT, details TEXT) STRICT;
CREATE TABLE IF NOT EXISTS parts (
  id TEXT, number INTEGER, etag TEXT, bytes INTEGER, file TEXT, PRIMARY KEY (id, number)) STRICT`;

/** Opens the index in a database that nobody else has open. */
export const openUploadIndex = (database: DatabaseSync): UploadIndex => {
  database.exec(schema);
  const beginning = database.prepare('INSERT INTO uploads VALUES (?, ?, ?, ?)');
  const finding = database.prepare('SELECT * FROM uploads WHERE id = ?');
  const findingPart = database.prepare('SELECT file FROM parts WHERE id = ? AND number = ?');
  const puttingPart = database.prepare('INSERT OR REPLACE INTO parts VALUES (?, ?, ?, ?, ?)');
  const parts = database.prepare('SELECT * FROM parts WHERE id = ? ORDER BY number');
  const ending = database.prepare('DELETE FROM uploads WHERE id = ?');
  const endingParts = database.prepare('DELETE FROM parts WHERE id = ? RETURNING file');
  const files = database.prepare('SELECT file FROM parts');
  return {
    begin: ({ id, bucket, key, details }) => {
      beginning.run(id, bucket, key, JSON.stringify(details));
    },
    find: id => {
      const row = finding.get(id);
      if (row === undefined) return null;
      const details = JSON.parse(String(row.details)) as ObjectDetails;
      return { id, bucket: String(row.bucket), key: String(row.key), details };
    },
    putPart: (id, { number, etag, bytes, file }) => {
      const replaced = findingPart.get(id, number)?.file;
      puttingPart.run(id, number, etag, bytes, file);
      return replaced === undefined ? null : String(replaced);
    },
    listParts: id =>
      parts.all(id).map(row => ({
        number: Number(row.number),
        etag: String(row.etag),
        bytes: Number(row.bytes),
        file: String(row.file),
      })),
    end: id => {
      ending.run(id);
      return endingParts.all(id).map(row => String(row.file));
    },
    listFiles: () => new Set(files.all().map(row => String(row.file))),
  };
};
