// Trying again what may pass: longer and longer waits, each a little different, and an end.
import type { Answer } from './post-image.ts';

type Settled = Exclude<Answer, { readonly kind: 'again' }>;

export interface RetryOptions {
  readonly maxTries?: number;
  /** Resolves after so long, or sooner where waiting has become needless. */
  readonly sleep: (ms: number) => Promise<void>;
  /** In [0, 1). */
  readonly random?: () => number;
  readonly onWait: (message: string) => void;
  /** A try that failed while there was no connection at all does not count. */
  readonly isOffline?: () => boolean;
}

const firstWaitMs = 500;
const longestWaitMs = 30_000;

/** Half of the wait is left to chance, so that many that failed together do not come back together. */
export const waitBefore = (attempt: number, afterMs: number | null, chance: number): number => {
  const full = Math.min(longestWaitMs, firstWaitMs * 2 ** attempt);
  return Math.round(Math.max(full * (0.5 + chance / 2), Math.min(afterMs ?? 0, longestWaitMs)));
};

export const retry = async (
  attempt: () => Promise<Answer>,
  { maxTries = 8, sleep, random = Math.random, onWait, isOffline = () => false }: RetryOptions,
): Promise<Settled> => {
  for (let tried = 0; ; tried += 1) {
    const answer = await attempt();
    if (answer.kind !== 'again') return answer;
    if (isOffline()) {
      onWait('You are offline; it goes on when the connection is back');
      await sleep(longestWaitMs);
      tried -= 1;
      continue;
    }
    if (tried + 1 >= maxTries)
      return { kind: 'refused', why: `${answer.why}; tried ${maxTries} times without success` };
    const waitMs = waitBefore(tried, answer.afterMs, random());
    onWait(`${answer.why}; trying again in ${Math.max(1, Math.round(waitMs / 1000))} s`);
    await sleep(waitMs);
  }
};
