// What a field is known to hold: how many digits, which, and a check over them. It speaks of the digits alone.
import { DigitdropError } from '../../errors.ts';
import { type CheckName, checkNames, checkOf } from './check-digits.ts';
import { countsToEnd, mostDigits, type Pattern, parsePattern } from './pattern.ts';

export { type CheckName, checkNames };

export interface Rule {
  readonly pattern: Pattern | null;
  readonly check: CheckName | null;
  /** By count of digits up to 64: 1 where a number of so many can obey. */
  readonly lengths: Uint8Array;
}

/** Null where a field may hold anything. */
export interface RuleOptions {
  readonly length: number | null;
  readonly pattern: string | null;
  readonly check: CheckName | null;
}

/** @throws DigitdropError `bad-option` where an option is malformed, or no number can obey all of them. */
export const parseRule = ({ length, pattern, check }: RuleOptions): Rule | null => {
  if (length === null && pattern === null && check === null) return null;
  if (length !== null && !(Number.isInteger(length) && length >= 1 && length <= mostDigits))
    throw new DigitdropError(
      'bad-option',
      `length: expected a whole number from 1 to ${mostDigits}, got ${length}`,
    );
  const parsed = pattern === null ? null : parsePattern(pattern);
  const byPattern = parsed === null ? null : countsToEnd(parsed)[0]!;
  const byCheck = check === null ? null : checkOf(check);
  const lengths = Uint8Array.from({ length: mostDigits + 1 }, (_, count) =>
    (length === null || count === length) &&
    (byPattern === null || byPattern[count] === 1) &&
    (byCheck === null ||
      (byCheck.lengths === null ? count >= byCheck.fewest : byCheck.lengths.includes(count)))
      ? 1
      : 0,
  );
  if (!lengths.includes(1)) {
    const stated = { length, pattern, check };
    const given = Object.entries(stated).filter(([, value]) => value !== null);
    throw new DigitdropError(
      'bad-option',
      `expected options that some number can obey, got ${given.map(([name, value]) => `${name} ${value}`).join(', ')}`,
    );
  }
  return { pattern: parsed, check, lengths };
};

/** The one count of digits that obeys; null where there are several. */
export const onlyLength = ({ lengths }: Rule): number | null => {
  const first = lengths.indexOf(1);
  return lengths.lastIndexOf(1) === first ? first : null;
};
