// Paths as the file system has them: bytes, which are mostly but not always UTF-8.
import { isUtf8 } from 'node:buffer';
import { join, resolve } from 'node:path';

const slash = 0x2f;

/** Text where the path is UTF-8, else its bytes. */
export type FilePath = string | Buffer;

export const filePathOf = (bytes: Buffer): FilePath => (isUtf8(bytes) ? bytes.toString() : bytes);

/** As a person or a program sees it, U+FFFD where no text can hold what stands there. */
export const shownPath = (path: FilePath): string => path.toString();

export const joinPath = (folder: FilePath, name: FilePath): FilePath =>
  typeof folder === 'string' && typeof name === 'string'
    ? join(folder, name)
    : Buffer.concat([Buffer.from(folder), Buffer.from('/'), Buffer.from(name)]);

/** @param folder absolute; a relative path starts there */
export const resolvePath = (folder: string, path: FilePath): FilePath => {
  if (typeof path === 'string') return resolve(folder, path);
  return path[0] === slash ? path : joinPath(folder, path);
};
