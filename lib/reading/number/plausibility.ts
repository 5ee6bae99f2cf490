// How plausible a text is as a number somebody wrote, by where its marks stand; as
// models/training/number/plausibility.py.
//
// The network reads each mark by its shape, and a leaning 1 has the shape of a stroke. What it cannot know is that a
// stroke has digits on both sides, as in a date or a fraction, or closes an amount.
import type { ReadText } from './lattice.ts';
import { logSum } from './pool.ts';

/** What a mark costs by its place: natural logarithms of odds. */
interface Costs {
  /** No digit stands before it. */
  readonly first: number;
  /** A digit stands directly on either side. */
  readonly between: number;
  /** Digits stand before and after, but directly beside it is another mark. */
  readonly beside: number;
  /** No digit stands after it. */
  readonly last: number;
}

const costs = (first: number, between: number, beside: number, last: number): Costs => ({
  first,
  between,
  beside,
  last,
});

/** By judgement: 3 is "once in twenty times as often", 0 is "usual". */
const costsOf: Readonly<Record<string, Costs>> = {
  '.': costs(1, 0, 2, 0),
  ',': costs(1, 0, 2, 0),
  '-': costs(0, 0, 1, 0),
  '/': costs(3, 0, 3, 2),
  ':': costs(3, 0, 3, 0.5),
  "'": costs(3, 0, 3, 3),
  '=': costs(0.5, 2, 2, 0),
  $: costs(0, 2, 2, 0.5),
  '€': costs(0, 2, 2, 0.5),
  '£': costs(0, 2, 2, 0.5),
  '#': costs(0, 2, 2, 0.5),
  '*': costs(0, 2, 2, 0),
  '+': costs(0, 1, 2, 1),
  // No part of a number: a letter stands before or after one, hardly between two digits.
  '?': costs(0, 2, 1, 0),
};
/** Marks no one has judged yet. */
const free = costs(0, 0, 0, 0);
/** A date has two strokes, a time two colons: each further one costs. */
const parts = '/:';
const mostParts = 2;
const furtherPart = 3;
/** A stroke beside a longer run of digits: no date, and hardly a fraction. */
const longPart = 1;
const longestPart = 4;
/** An apostrophe groups thousands: exactly three digits follow it. */
const noThousands = 2;

/** The natural logarithm of a text's plausibility, 0 or below. */
export const penaltyOf = (text: string): number => {
  let cost = 0;
  for (let at = 0; at < text.length; at++) {
    const mark = text[at]!;
    if (isDigit(mark)) continue;
    cost += (costsOf[mark] ?? free)[placeOf(text, at)];
    if (parts.includes(mark) && countBefore(text, mark, at) >= mostParts) cost += furtherPart;
    if (mark === '/' && Math.max(runFrom(text, at, -1), runFrom(text, at, 1)) > longestPart) cost += longPart;
    if (mark === "'" && runFrom(text, at, 1) !== 3) cost += noThousands;
  }
  return 0 - cost;
};

/** Each text's probability times its plausibility, likeliest first; what they have together stays the same. */
export const weighTexts = (texts: readonly ReadText[]): readonly ReadText[] => {
  const weighed = texts.map(text => ({
    ...text,
    logProbability: text.logProbability + penaltyOf(text.text),
  }));
  const sumOf = (of: readonly ReadText[]) => logSum(of.map(({ logProbability }) => logProbability));
  const back = texts.length === 0 ? 0 : sumOf(texts) - sumOf(weighed);
  return weighed
    .map(text => ({ ...text, logProbability: text.logProbability + back }))
    .sort((a, b) => b.logProbability - a.logProbability);
};

const isDigit = (character: string | undefined): boolean =>
  character !== undefined && character >= '0' && character <= '9';

const placeOf = (text: string, at: number): keyof Costs => {
  if (!/[0-9]/.test(text.slice(0, at))) return 'first';
  if (!/[0-9]/.test(text.slice(at + 1))) return 'last';
  return isDigit(text[at - 1]) && isDigit(text[at + 1]) ? 'between' : 'beside';
};

const countBefore = (text: string, mark: string, at: number): number =>
  text.slice(0, at).split(mark).length - 1;

/** Digits directly before (-1) or after (1) a place. */
const runFrom = (text: string, at: number, way: 1 | -1): number => {
  let count = 0;
  while (isDigit(text[at + way * (count + 1)])) count += 1;
  return count;
};
