// What must come back for a sample, and how to tell whether it did.
import type { Reading } from '../lib/reading/reading.ts';

export interface Expected {
  readonly file: string;
  readonly value: string | null;
  /** `not accepted`: whatever its value and its reason. */
  readonly status: Reading['status'] | 'not accepted';
  readonly reason: string | null;
  /** The number as written, where its separators matter. */
  readonly text?: string;
  /** The values of its lines, top to bottom, parted by `|`, where it has several. */
  readonly lines?: string;
  /** What one would see. */
  readonly shows: string;
}

/** Null where the reading is as expected, else a sentence that sets one against the other. */
export const differenceFrom = (expected: Expected, reading: Reading | null): string | null => {
  const wanted = expected.status === 'not accepted' ? expected.status : summary(expected);
  if (reading === null) return `expected ${wanted}, got no reading in time`;
  if (expected.status === 'not accepted' && reading.status !== 'accepted') return null;
  const { value, status, reason } = reading;
  const got = summary({
    value,
    status,
    reason,
    ...(expected.text === undefined ? {} : { text: reading.text ?? 'no text' }),
    ...(expected.lines === undefined
      ? {}
      : { lines: reading.lines.map(line => line.value ?? '-').join('|') }),
  });
  return got === wanted ? null : `expected ${wanted}, got ${got}`;
};

type Summary = Pick<Expected, 'value' | 'status' | 'reason' | 'text' | 'lines'>;

const summary = ({ value, status, reason, text, lines }: Summary): string =>
  [
    `${value ?? 'no value'}${text === undefined ? '' : ` written ${text}`}`,
    `${status}${reason === null ? '' : ` (${reason})`}`,
    ...(lines === undefined ? [] : [`lines ${lines}`]),
  ].join(', ');
