// A rule as a machine that the search keeps to: it reads a text class by class, and knows when nothing can obey any more.
// Its states are made as the search comes upon them.
import { checkOf } from './check-digits.ts';
import { advancePattern, countsToEnd, mostDigits, startPattern } from './pattern.ts';
import { onlyLength, type Rule } from './rule.ts';
import type { Automaton } from './search.ts';

interface State {
  /** Digits read. */
  readonly count: number;
  /** Steps of the pattern that can be next and lead to an end; null where there is no pattern. */
  readonly active: Uint8Array | null;
  /** What the check says so far: by the places from the right, modulo its period, that the last digit may turn out to have. */
  readonly sums: readonly number[];
  readonly leastLeft: number;
  readonly accepts: boolean;
}

/** A fresh machine for one search or several; `labels` are those of classes 1 and up. Marks leave its state as it is. */
export const createRuleAutomaton = (rule: Rule, labels: readonly string[]): Automaton => {
  const states: State[] = [];
  const numbers = new Map<string, number>();
  const nexts: Int32Array[] = [];
  const digits = Int8Array.from([-1, ...labels.map(label => (/^[0-9]$/.test(label) ? Number(label) : -1))]);
  const advance = createAdvance(rule);
  const numberOf = (state: State | null): number => {
    if (state === null) return -1;
    const key = `${state.count} ${state.sums} ${state.active ?? ''}`;
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, states.length);
    nexts.push(new Int32Array(10).fill(unknown));
    return states.push(state) - 1;
  };
  const start = numberOf(advance(null, 0));
  return {
    start,
    next: (state, code) => {
      const digit = digits[code]!;
      if (digit < 0) return state;
      const row = nexts[state]!;
      if (row[digit] === unknown) row[digit] = numberOf(advance(states[state]!, digit));
      return row[digit]!;
    },
    accepts: state => states[state]!.accepts,
    leastLeft: state => states[state]!.leastLeft,
  };
};

/** A transition that nobody has asked for yet. */
const unknown = -2;

/** Do these digits obey? */
export const obeysRule = (rule: Rule, value: string): boolean => {
  const advance = createAdvance(rule);
  let state = advance(null, 0);
  for (const digit of value) {
    if (state === null) return false;
    state = advance(state, Number(digit));
  }
  return state?.accepts ?? false;
};

/** A state (null: before the first) and a digit → the next state; null where nothing that goes on from there obeys. */
const createAdvance = (rule: Rule): ((from: State | null, digit: number) => State | null) => {
  const { pattern, lengths } = rule;
  const check = rule.check === null ? null : checkOf(rule.check);
  const toEnd = pattern === null ? null : countsToEnd(pattern);
  const length = onlyLength(rule);

  /** Where the length is known so is each digit's place, and one sum is enough. */
  const addTo = (sums: readonly number[], count: number, digit: number): readonly number[] | null => {
    if (check === null) return sums;
    const { period, step } = check;
    if (length === null) return sums.map((_, place) => step(sums[(place + 1) % period]!, place, digit));
    const sum = step(sums[0]!, (length - 1 - count) % period, digit);
    return sum < 0 ? null : [sum];
  };

  /** The fewest digits with which a number of an allowed length ends, after `count` and before step `at`; -1: none. */
  const fewestLeft = (count: number, at: number | null): number => {
    for (let left = 0; count + left <= mostDigits; left++)
      if (lengths[count + left] === 1 && (at === null || toEnd![at]![left] === 1)) return left;
    return -1;
  };

  return (from, digit) => {
    const count = from === null ? 0 : from.count + 1;
    const fresh = length === null ? (check?.period ?? 0) : 1;
    const sums = from === null ? new Array<number>(fresh).fill(0) : addTo(from.sums, from.count, digit);
    if (sums === null) return null;
    let active: Uint8Array | null = null;
    let leastLeft = -1;
    if (pattern === null) leastLeft = fewestLeft(count, null);
    else {
      active = from === null ? startPattern(pattern) : advancePattern(pattern, from.active!, String(digit));
      for (let at = 0; at < active.length; at++) {
        const left = active[at] === 1 ? fewestLeft(count, at) : -1;
        if (left < 0) active[at] = 0;
        else if (leastLeft < 0 || left < leastLeft) leastLeft = left;
      }
    }
    if (leastLeft < 0) return null;
    const passes = check === null || sums[0] === check.ends;
    return { count, active, sums, leastLeft, accepts: leastLeft === 0 && passes };
  };
};
