// The folder that a house keeps its objects in, and the lock that keeps a second house out of it.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { DigitdropError } from '../errors.ts';

export interface DataFolder {
  readonly path: string;
  /** Objects as plain files, one a version. */
  readonly objectsPath: string;
  /** Bodies on their way in, and parts of multipart uploads. */
  readonly incomingPath: string;
  /** What is known of the objects. This connection holds the lock. */
  readonly database: DatabaseSync;
  readonly close: () => void;
}

const isBusy = (error: unknown): boolean =>
  error instanceof Error && 'errcode' in error && (error.errcode === 5 || error.errcode === 6);

const readOwner = (path: string): string => {
  try {
    return `process ${readFileSync(path, 'utf8').trim()}`;
  } catch {
    return 'another process';
  }
};

/** Step by step: Node's own `recursive` (24.21) never returns where a parent takes no folders, as /proc. */
const makeFolder = (path: string): void => {
  if (existsSync(path)) return;
  if (path !== dirname(path)) makeFolder(dirname(path));
  mkdirSync(path);
};

/**
 * Opens the folder, makes it where it is missing, and locks it. The lock is the database's own, held by the
 * operating system: after `kill -9` it is gone, whoever has that process id by then.
 * @throws DigitdropError `bad-config` where another house has the folder, or it cannot be written.
 */
export const openDataFolder = (dataDir: string): DataFolder => {
  const path = resolve(dataDir);
  const objectsPath = join(path, 'objects');
  const incomingPath = join(path, 'incoming');
  const pidPath = join(path, 'pid');
  const refuse = (why: string, cause: unknown) =>
    new DigitdropError('bad-config', `DATA_DIR ${path} ${why}`, { cause });
  let database: DatabaseSync | null = null;
  try {
    for (const one of [path, objectsPath, incomingPath]) makeFolder(one);
    database = new DatabaseSync(join(path, 'index.sqlite'));
    // WAL with synchronous=NORMAL: what was answered survives `kill -9`; only a loss of power may undo the last.
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
    // The lock is taken by the first transaction that writes, and kept.
    database.exec(
      'BEGIN IMMEDIATE; CREATE TABLE IF NOT EXISTS state (name TEXT PRIMARY KEY, value TEXT); COMMIT;',
    );
    writeFileSync(pidPath, `${process.pid}\n`);
  } catch (error) {
    database?.close();
    if (isBusy(error)) {
      const why = `is in use by another digitdrop (${readOwner(pidPath)}): stop that one, or name another folder, and other ports (PORT, S3_PORT)`;
      throw refuse(why, error);
    }
    throw refuse(`cannot be used: ${error instanceof Error ? error.message : String(error)}`, error);
  }
  const opened = database;
  return { path, objectsPath, incomingPath, database: opened, close: () => opened.close() };
};
