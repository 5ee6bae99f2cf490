// Zip files of which the same content always gives the same bytes: entries in name order, one date, one mode.
import { unzipSync, type Zippable, zipSync } from 'fflate';

/** What is in a zip: bytes by path, folders with slashes. */
export type ZipEntries = Readonly<Record<string, Uint8Array>>;

/** The earliest date that a zip can tell. Zips know no time zone: local figures are written as they are. */
const earliest = (): Date => new Date(1980, 0, 1);
/** Unix, a plain file that everyone may read: Lambda runs as another user than it unpacks. */
const unix = 3;
const readableFile = 0o100644 << 16;

/** fflate compresses in JavaScript: unlike zlib's, its bytes do not depend on the processor. */
export const writeZip = (entries: ZipEntries): Uint8Array => {
  const sorted = Object.keys(entries).sort();
  const files: Zippable = Object.fromEntries(
    sorted.map(path => [
      path,
      [entries[path]!, { mtime: earliest(), os: unix, attrs: readableFile, level: 9 }],
    ]),
  );
  return zipSync(files);
};

/** The files in a zip; entries of folders, which some writers add, are left out. */
export const readZip = (zip: Uint8Array): ZipEntries =>
  Object.fromEntries(Object.entries(unzipSync(zip)).filter(([path]) => !path.endsWith('/')));
