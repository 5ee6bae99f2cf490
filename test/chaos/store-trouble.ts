// Which calls to the store fail, and how: one in twenty, in the ways that a store under load is known to fail.
import type { Random } from '../../lib/random.ts';

/**
 * `slow` 503 · `conflict` 409 · and timeouts: `cut` before the call took effect, `lost-answer` after it did, `late` a
 * write that takes effect seconds after its caller gave up, `hang` nothing at all until the caller's patience ends.
 */
export type Fault = 'slow' | 'conflict' | 'cut' | 'lost-answer' | 'late' | 'hang';

/** Of all calls; together 5%. A caller waits 20 s for one that hangs, hence so few of them. */
const shares: readonly (readonly [Fault, number])[] = [
  ['slow', 0.02],
  ['conflict', 0.01],
  ['cut', 0.006],
  ['lost-answer', 0.0069],
  ['late', 0.007],
  ['hang', 0.0001],
];

export const drawFault = (random: Random, method: string): Fault | 'none' => {
  let left = random.next();
  for (const [fault, share] of shares) {
    // Only a write can take effect late.
    if (left < share) return fault === 'late' && method !== 'PUT' ? 'cut' : fault;
    left -= share;
  }
  return 'none';
};

/** https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
export const faultXml = (code: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>planted</Message></Error>`;
