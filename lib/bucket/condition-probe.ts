// Does a store honour conditional writes? Asked once a process and bucket, with one small object.
import { DigitdropError } from '../errors.ts';
import { ownPrefix } from './keys.ts';
import type { ObjectStore, WriteCondition } from './object-store.ts';
import { statusOf } from './store-faults.ts';

const probeKey = `${ownPrefix}probe.json`;

const probeBody =
  '{"digitdrop":"probe","why":"Tells whether this store honours If-None-Match and If-Match."}\n';

/** An ETag that no object has: MD5 sums and their multipart forms are hexadecimal. */
const nobodysEtag = 'digitdrop-probe';

/** The probe's key may not be written, or the store says it does not know conditions. */
const refusals: ReadonlySet<number> = new Set([403, 501]);

/**
 * A question that is answered once for each bucket. The probe is never removed, so that any number of
 * processes may ask at the same time. A store that refuses the probe is written to by comparing first.
 */
export const createConditionProbe = (put: ObjectStore['put']): ObjectStore['honoursConditions'] => {
  const answers = new Map<string, Promise<boolean>>();
  return bucket => {
    const known = answers.get(bucket);
    if (known !== undefined) return known;
    const asked = probe(put, bucket).catch(error => {
      answers.delete(bucket);
      throw error;
    });
    answers.set(bucket, asked);
    return asked;
  };
};

const probe = async (put: ObjectStore['put'], bucket: string): Promise<boolean> => {
  const loses = async (condition: WriteCondition): Promise<boolean> =>
    (await put(bucket, probeKey, probeBody, { contentType: 'application/json', condition })) === 'lost-race';
  try {
    // Whoever finds the key free takes it; from then on it is taken, and a second try must lose.
    const free = { ifAbsent: true } as const;
    const honoursAbsence = (await loses(free)) || (await loses(free));
    return honoursAbsence && (await loses({ ifEtag: nobodysEtag }));
  } catch (error) {
    if (error instanceof DigitdropError && refusals.has(statusOf(error.cause) ?? 0)) return false;
    throw error;
  }
};
