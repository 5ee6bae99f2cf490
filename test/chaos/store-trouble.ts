// Which calls to the store fail, and how: one in twenty, in the ways that a store under load is known to fail.
import type { Random } from '../../lib/random.ts';

/**
 * `slow` 503 · `conflict` 409 · `cut` the connection ends before the call took effect · and timeouts, in which no answer
 * comes until the caller's patience ends: `hang` the call takes no effect, `lost-answer` it took effect, `late` it is a
 * write that takes effect seconds after its caller gave up.
 */
export type Fault = 'slow' | 'conflict' | 'cut' | 'lost-answer' | 'late' | 'hang';

/** Of all calls; together 5%. */
const shares: readonly (readonly [Fault, number])[] = [
  ['slow', 0.02],
  ['conflict', 0.01],
  ['cut', 0.003],
  ['hang', 0.005],
  ['lost-answer', 0.006],
  ['late', 0.006],
];

/** What a worker waits for an answer; the setting that a store's users have for it. */
export const patienceMs = 1_000;

export const drawFault = (random: Random, method: string): Fault | 'none' => {
  let left = random.next();
  for (const [fault, share] of shares) {
    // Only a write can take effect late.
    if (left < share) return fault === 'late' && method !== 'PUT' ? 'hang' : fault;
    left -= share;
  }
  return 'none';
};

/** https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
export const faultXml = (code: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>planted</Message></Error>`;
