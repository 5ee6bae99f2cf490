// Where an upload goes: a key that nobody can guess, whose last part still tells a person which file it was.
import { randomBytes } from 'node:crypto';

const maxNameBytes = 120;

/** The front is cut, since the end has the file's type. */
const cutToBytes = (name: string): string => {
  // A character has a byte at least: what stands before these is cut off anyway.
  const left = [...name].slice(-maxNameBytes);
  while (Buffer.byteLength(left.join('')) > maxNameBytes) left.shift();
  return left.join('');
};

/**
 * The last part of a caller's path with nothing in it that any store, shell or file system takes for more than a
 * name: letters and figures of any script, dots, hyphens and underscores. Never `.json`, which would be no image.
 */
export const cleanName = (name: string): string => {
  const last = name.toWellFormed().normalize('NFC').split(/[\\/]/).at(-1) ?? '';
  const plain = cutToBytes(last.replace(/[^\p{L}\p{N}._-]+/gu, '-'))
    .replace(/\.{2,}/g, '.')
    .replace(/^[.-]+|[.-]+$/g, '');
  const safe = plain.replace(/\.(json)$/i, '-$1');
  return safe === '' ? 'image' : safe;
};

/** `uploads/2026-11-26/<128 bits at random>/zip.png`; the day is UTC's. */
export const makeUploadKey = (prefix: string, name: string, now: Date): string =>
  `${prefix}${now.toISOString().slice(0, 10)}/${randomBytes(16).toString('base64url')}/${cleanName(name)}`;
