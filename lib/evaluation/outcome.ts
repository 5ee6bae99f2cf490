// One picture's label beside its reading: all that an evaluation keeps of either.
import type { Reading } from '../reading/reading.ts';
import type { Label } from './labels.ts';

export interface Outcome {
  readonly filename: string;
  /** Empty where the picture holds no number. */
  readonly truth: string;
  readonly value: string | null;
  readonly confidence: number | null;
  readonly status: Reading['status'];
  readonly reason: Reading['reason'];
  readonly promise: Reading['promise'];
  readonly right: boolean;
  /** Null where the label tells no text. */
  readonly textRight: boolean | null;
  /** Null where the label tells no lines. */
  readonly lines: LinesFound | null;
}

interface LinesFound {
  readonly true: number;
  readonly read: number;
  /** Lines read right and in their order. */
  readonly right: number;
}

export const outcomeOf = (label: Label, reading: Reading): Outcome => {
  const { value, text, confidence, status, reason, promise } = reading;
  // A picture without a number is read right where no value is given.
  const right = label.value === '' ? value === null : value === label.value;
  const read = reading.lines.length > 0 ? reading.lines.map(line => line.value) : [value];
  return {
    filename: label.filename,
    truth: label.value,
    value,
    confidence,
    status,
    reason,
    promise,
    right,
    textRight: label.text === null ? null : text === label.text,
    lines: label.lines === null ? null : matchLines(label.lines, read),
  };
};

/** The longest run of lines that both have, in their order, others between them left out. */
const matchLines = (truth: readonly string[], read: readonly (string | null)[]): LinesFound => {
  let row = new Array<number>(read.length + 1).fill(0);
  for (const line of truth) {
    const next = [0];
    for (const [j, value] of read.entries())
      next.push(value === line ? row[j]! + 1 : Math.max(row[j + 1]!, next[j]!));
    row = next;
  }
  return { true: truth.length, read: read.filter(value => value !== null).length, right: row.at(-1)! };
};
