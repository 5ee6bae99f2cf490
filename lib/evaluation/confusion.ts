// Which digits are taken for which others, lost, or made up, over many values.
import { alignDigits, isEdit } from './align.ts';

export interface Confusion {
  /** `counts[truth][read]`, both 0 to 9. */
  readonly counts: readonly (readonly number[])[];
  /** Digits that were not read, by their true value. */
  readonly lost: readonly number[];
  /** Digits that were read where none is, by their read value. */
  readonly madeUp: readonly number[];
  /** Digits of all true values. */
  readonly digits: number;
  /** The edit distance of what was read from what is true, summed. */
  readonly edits: number;
}

/** @param values true and read values; a value that was not read lost all its digits */
export const confusionOf = (
  values: readonly { readonly truth: string; readonly value: string | null }[],
): Confusion => {
  const counts = Array.from({ length: 10 }, () => new Array<number>(10).fill(0));
  const lost = new Array<number>(10).fill(0);
  const madeUp = new Array<number>(10).fill(0);
  let [digits, edits] = [0, 0];
  for (const { truth, value } of values) {
    const [wanted, got] = [digitsOf(truth), digitsOf(value ?? '')];
    digits += wanted.length;
    for (const pair of alignDigits(wanted, got)) {
      if (isEdit(pair)) edits += 1;
      if (pair.truth !== null && pair.read !== null) counts[Number(pair.truth)]![Number(pair.read)]! += 1;
      else if (pair.truth !== null) lost[Number(pair.truth)]! += 1;
      else if (pair.read !== null) madeUp[Number(pair.read)]! += 1;
    }
  }
  return { counts, lost, madeUp, digits, edits };
};

/** Several lines are aligned as one. */
const digitsOf = (value: string): string => value.replaceAll('|', '');
