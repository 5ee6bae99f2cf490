// What must come back for a sample, and how to tell whether it did.
import type { Reading } from '../lib/reading/reading.ts';

export interface Expected {
  readonly file: string;
  readonly value: string | null;
  readonly status: 'accepted' | 'review' | 'rejected';
  readonly reason: string | null;
  /** What one would see. */
  readonly shows: string;
}

/** Null where the reading is as expected, else a sentence that sets one against the other. */
export const differenceFrom = (expected: Expected, reading: Reading | null): string | null => {
  const wanted = summary(expected);
  if (reading === null) return `expected ${wanted}, got no reading in time`;
  const got = summary(reading);
  return got === wanted ? null : `expected ${wanted}, got ${got}`;
};

const summary = ({
  value,
  status,
  reason,
}: Pick<Expected | Reading, 'value' | 'status' | 'reason'>): string =>
  `${value ?? 'no value'}, ${status}${reason === null ? '' : ` (${reason})`}`;
