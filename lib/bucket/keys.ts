// Names in the bucket: which objects are images, where an image's result goes, how events spell keys.
import { DigitdropError } from '../errors.ts';

/** S3's bound on a key, in bytes of UTF-8 (Amazon S3 user guide, "Naming objects"). */
const maxKeyBytes = 1024;

/** The house's own objects: the probe of conditional writes, and what may follow. */
export const ownPrefix = '.digitdrop/';

/**
 * The key of the result beside an image.
 * @throws DigitdropError `no-place-for-result` where it would be longer than S3 allows.
 */
export const resultKeyOf = (imageKey: string): string => {
  const resultKey = `${imageKey}.json`;
  const bytes = Buffer.byteLength(resultKey, 'utf8');
  if (bytes > maxKeyBytes)
    throw new DigitdropError(
      'no-place-for-result',
      `expected a result key of at most ${maxKeyBytes} bytes, got ${bytes}`,
    );
  return resultKey;
};

/** Could it be a bucket's name? No stricter than the names of S3's first years, nor than what its likes allow. */
export const isPossibleBucket = (name: string): boolean => /^[a-z0-9][\w.-]{0,254}$/i.test(name);

/** What `isPossibleKey` expects, in words. */
export const possibleKeys = `a key of 1 to ${maxKeyBytes} bytes of UTF-8, without NUL`;

/** A lone surrogate has no UTF-8, so that no request can be signed for it; S3 and its likes refuse NUL. */
export const isPossibleKey = (key: string): boolean =>
  key !== '' && key.isWellFormed() && !key.includes('\0') && Buffer.byteLength(key) <= maxKeyBytes;

/**
 * Is this object to be read? Results (`.json`) and the house's own objects are not, nor are the empty
 * objects that stand for folders. `bytes` null: the size is not known yet.
 */
export const isImageKey = (key: string, bytes: number | null): boolean =>
  !key.endsWith('.json') && !key.startsWith(ownPrefix) && !(key.endsWith('/') && bytes === 0);

/** What `isImageKey` expects, in words. */
export const imageKeys = `an image, which no key is that ends in .json or begins with ${ownPrefix}`;

/**
 * The key behind an S3 notification's: `+` is a space, then percent escapes of UTF-8.
 * @throws DigitdropError `unknown-event` where the escapes are malformed.
 */
export const decodeNotificationKey = (encoded: string): string => {
  try {
    return decodeURIComponent(encoded.replaceAll('+', ' '));
  } catch (error) {
    throw new DigitdropError(
      'unknown-event',
      `expected a key in percent-encoded UTF-8, got ${JSON.stringify(encoded)}`,
      { cause: error },
    );
  }
};
