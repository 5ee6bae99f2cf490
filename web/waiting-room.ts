// Pictures that lie in the bucket and wait for their readings: asked for one after another, gently.
import type { Reading } from '../lib/reading/reading.ts';
import { callOnceSignedIn } from './call-server.ts';
import { type Again, againOf, type Refused, refusalOf } from './post-image.ts';
import { waitBefore } from './retry.ts';

export type AskedReading =
  | { readonly kind: 'reading'; readonly reading: Reading }
  | { readonly kind: 'not-yet' }
  | Again
  | Refused;

const tryTimeoutMs = 30_000;

export const askReading = async (
  key: string,
  send: typeof fetch = callOnceSignedIn,
): Promise<AskedReading> => {
  try {
    const path = key.split('/').map(encodeURIComponent).join('/');
    const response = await send(`v1/readings/${path}`, {
      headers: { accept: 'application/json' },
      signal: AbortSignal.timeout(tryTimeoutMs),
    });
    if (response.status === 404) return { kind: 'not-yet' };
    const again = againOf(response);
    if (again !== null) return again;
    if (!response.ok) return { kind: 'refused', why: await refusalOf(response) };
    return { kind: 'reading', reading: (await response.json()) as Reading };
  } catch {
    return { kind: 'again', why: 'The connection dropped', afterMs: null };
  }
};

export interface WaitingRoomParts {
  readonly ask: (key: string) => Promise<AskedReading>;
  readonly isHeld: (id: number) => boolean;
  readonly onReading: (id: number, reading: Reading) => void;
  /** Null: there is nothing to say but that it waits. */
  readonly onWait: (id: number, message: string | null) => void;
  readonly onFailed: (id: number, message: string) => void;
  readonly sleep: (ms: number) => Promise<void>;
  readonly now?: () => number;
}

/** Requests at a time, however many wait. */
const askedAtOnce = 2;
/** While none is ready: sooner at first, and the longer nothing comes, the more seldom. */
const firstPauseMs = 250;
const longestPauseMs = 5_000;
/** Long enough for a queue whose first tries failed; the backlog before a picture does not count. */
const patienceMs = 15 * 60_000;

interface Waiting {
  readonly id: number;
  readonly key: string;
  readonly since: number;
}

export const createWaitingRoom = (parts: WaitingRoomParts) => {
  const { ask, isHeld, onReading, onWait, onFailed, sleep, now = Date.now } = parts;
  const waiting: Waiting[] = [];
  let lanes = 0;
  let missed = 0;
  let lastReadingAt = 0;

  /** True where asking the next one at once is no burden. */
  const settle = (one: Waiting, answer: AskedReading): boolean => {
    if (answer.kind === 'reading') {
      lastReadingAt = now();
      onReading(one.id, answer.reading);
      return true;
    }
    if (answer.kind === 'refused') {
      onFailed(one.id, answer.why);
      return false;
    }
    if (answer.kind === 'not-yet' && now() - Math.max(one.since, lastReadingAt) > patienceMs)
      onFailed(
        one.id,
        `It lies in the bucket as ${one.key}, but no reading has come in ${patienceMs / 60_000} minutes. Whoever runs the server may find out why.`,
      );
    else waiting.push(one);
    return false;
  };

  const pauseAfter = (answer: AskedReading, one: Waiting): number => {
    missed += 1;
    if (answer.kind !== 'again') {
      onWait(one.id, null);
      return Math.min(longestPauseMs, firstPauseMs * 2 ** (missed - 1));
    }
    const waitMs = waitBefore(missed, answer.afterMs, Math.random());
    onWait(one.id, `${answer.why}; asking again in ${Math.max(1, Math.round(waitMs / 1000))} s`);
    return waitMs;
  };

  const run = async (): Promise<void> => {
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) {
      if (!isHeld(one.id)) continue;
      const answer = await ask(one.key);
      if (!isHeld(one.id)) continue;
      if (settle(one, answer)) missed = 0;
      else if (answer.kind !== 'refused') await sleep(pauseAfter(answer, one));
    }
  };

  return {
    add: (id: number, key: string): void => {
      waiting.push({ id, key, since: now() });
      // Whoever comes anew is worth a look soon.
      missed = Math.min(missed, 2);
      if (lanes >= askedAtOnce) return;
      lanes += 1;
      void run().finally(() => {
        lanes -= 1;
      });
    },
  };
};
