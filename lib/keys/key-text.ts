// A machine's key as text: `dd_`, forty characters of chance, six that check them. Secret scanners know it by its shape,
// and what was cut short or typed wrong is refused without asking the bucket (as GitHub's tokens have it).
import { createHash, randomInt } from 'node:crypto';
import { crc32 } from 'node:zlib';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const prefix = 'dd_';
/** log2(62^40): 238 bits. */
const chanceLength = 40;
/** 62^6 is more than 2^32. */
const checkLength = 6;
const shape = new RegExp(`^${prefix}[0-9A-Za-z]{${chanceLength + checkLength}}$`);

const checkOf = (chance: string): string => {
  let rest = crc32(chance);
  let text = '';
  for (let place = 0; place < checkLength; place++) {
    text = `${alphabet[rest % alphabet.length]}${text}`;
    rest = Math.floor(rest / alphabet.length);
  }
  return text;
};

/** A new key, which nobody has ever had. */
export const makeKeyText = (): string => {
  const chance = Array.from({ length: chanceLength }, () => alphabet[randomInt(alphabet.length)]).join('');
  return `${prefix}${chance}${checkOf(chance)}`;
};

/** Is it meant as a key, rather than as a token? */
export const looksLikeKey = (text: string): boolean => text.startsWith(prefix);

/** Could it be a key? The check finds faults of copying; it proves nothing. */
export const isKeyText = (text: string): boolean => {
  const chance = text.slice(prefix.length, prefix.length + chanceLength);
  return shape.test(text) && text.endsWith(checkOf(chance));
};

/**
 * What is kept of a key. SHA-256 without salt or stretching: both slow down whoever guesses, and of 2^238 keys nobody
 * guesses one, while every request has to be answered in time.
 */
export const sumOfKey = (text: string): string => createHash('sha256').update(text).digest('hex');
