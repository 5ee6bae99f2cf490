// Names of the review queue's objects: an entry for each reading to check, a lease for each that somebody looks at.
import { createHash } from 'node:crypto';
import { ownPrefix } from '../bucket/keys.ts';

/** S3's bound on a key, in bytes of UTF-8. */
const maxKeyBytes = 1024;

export const waitingPrefix = `${ownPrefix}reviews/waiting/`;
export const leasePrefix = `${ownPrefix}reviews/leases/`;

/** What `reviewIdOf` gives. */
export const reviewIdPattern = /^[0-9a-f]{32}$/;

/**
 * The one name of an object version in the queue: however often it is told of, there is one entry. Names are spread
 * evenly, so that people who begin at different places of the list seldom reach for the same entry.
 */
export const reviewIdOf = (key: string, etag: string): string =>
  createHash('sha256').update(`${key}\0${etag}`).digest('hex').slice(0, 32);

export const entryKeyOf = (id: string): string => `${waitingPrefix}${id}.json`;
export const leaseKeyOf = (id: string): string => `${leasePrefix}${id}.json`;

/** The id in a listed key; null where it is none of ours. */
export const idOfKey = (key: string, prefix: string): string | null => {
  const id = key.slice(prefix.length).replace(/\.json$/, '');
  return key === `${prefix}${id}.json` && reviewIdPattern.test(id) ? id : null;
};

/** Where the correction beside an image goes; null where the key would be longer than S3 allows. */
export const correctionKeyIfAny = (imageKey: string): string | null => {
  const key = `${imageKey}.correction.json`;
  return Buffer.byteLength(key) <= maxKeyBytes ? key : null;
};
