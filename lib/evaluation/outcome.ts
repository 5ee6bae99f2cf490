// One picture's label beside its reading: all that an evaluation keeps of either.
import type { Reading } from '../reading/reading.ts';
import type { Label } from './labels.ts';

export interface Outcome {
  readonly filename: string;
  /** Empty where the picture holds no number; several lines are parted by `|`. */
  readonly truth: string;
  /** As `truth`. */
  readonly value: string | null;
  readonly confidence: number | null;
  readonly status: Reading['status'];
  readonly reason: Reading['reason'];
  readonly promise: Reading['promise'];
  readonly right: boolean;
  /** Null where the label tells no text. */
  readonly textRight: boolean | null;
  readonly lines: LinesFound;
}

interface LinesFound {
  readonly true: number;
  readonly read: number;
  /** Lines read right and in their order. */
  readonly right: number;
}

export const isSeveral = (truth: string): boolean => truth.includes('|');

export const outcomeOf = (label: Label, reading: Reading): Outcome => {
  const { text, confidence, status, reason, promise } = reading;
  const found = (reading.lines.length > 0 ? reading.lines : [reading]).flatMap(line => line.value ?? []);
  const truths = label.value.split('|').filter(Boolean);
  // One of several lines is no answer for a picture that has several, and the most prominent is for one that has one.
  const value = isSeveral(label.value) ? found.join('|') || null : reading.value;
  return {
    filename: label.filename,
    truth: label.value,
    value,
    confidence,
    status,
    reason,
    promise,
    // A picture without a number is read right where no value is given.
    right: label.value === '' ? value === null : value === label.value,
    textRight: label.text === null ? null : text === label.text,
    lines: { true: truths.length, read: found.length, right: linesInCommon(truths, found) },
  };
};

/** The longest run of lines that both have, in their order, others between them left out. */
const linesInCommon = (truth: readonly string[], read: readonly string[]): number => {
  let row = new Array<number>(read.length + 1).fill(0);
  for (const line of truth) {
    const next = [0];
    for (const [j, value] of read.entries())
      next.push(value === line ? row[j]! + 1 : Math.max(row[j + 1]!, next[j]!));
    row = next;
  }
  return row.at(-1)!;
};
