// Does the store answer, and is the bucket there? Asked by whoever asks for health, but not more often than it helps.
import { ownPrefix } from '../bucket/keys.ts';
import type { ObjectStore } from '../bucket/object-store.ts';
import type { Log } from '../log.ts';

interface StoreCheckParts {
  readonly store: Pick<ObjectStore, 'get'>;
  readonly bucket: string;
  readonly log: Log;
  /** How long an answer holds; one that came is believed longer than one that did not. */
  readonly freshMs?: { readonly good: number; readonly bad: number };
  /** Health that is asked for is to be told within seconds, whatever the store does. */
  readonly patienceMs?: number;
}

/** Any object of ours does: a bucket that is not there, or may not be read, is told from a missing object. */
const askedKey = `${ownPrefix}probe.json`;

const maxBytes = 100_000;

export const createStoreCheck = ({
  store,
  bucket,
  log,
  freshMs = { good: 5_000, bad: 1_000 },
  patienceMs = 3_000,
}: StoreCheckParts): (() => Promise<boolean>) => {
  let asked: { readonly until: number; readonly answer: Promise<boolean> } | null = null;
  let wasGood = true;

  const ask = async (): Promise<boolean> => {
    const { promise: late, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(new Error(`no answer within ${patienceMs} ms`)), patienceMs);
    try {
      await Promise.race([store.get(bucket, askedKey, { maxBytes }), late]);
      if (!wasGood) log.info('the store answers again', { bucket });
      wasGood = true;
    } catch (error) {
      if (wasGood) log.warn('the store does not answer', { bucket, error });
      wasGood = false;
    } finally {
      clearTimeout(timer);
    }
    return wasGood;
  };

  return () => {
    if (asked !== null && performance.now() < asked.until) return asked.answer;
    const answer = ask().then(isGood => {
      asked = { answer, until: performance.now() + (isGood ? freshMs.good : freshMs.bad) };
      return isGood;
    });
    // Those who come while it is being asked wait for the same answer.
    asked = { answer, until: Number.POSITIVE_INFINITY };
    return answer;
  };
};
