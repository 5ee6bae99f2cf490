// One digit is expected → what the digit model says of all ink together; or that a number of several stands there.
import { boxAround } from './characters.ts';
import type { FoundInk } from './ink.ts';
import { doubted, type Finding, findingOf } from './judge.ts';
import { type CharacterDeps, readCharacter } from './read-character.ts';
import { readString, type StringDeps } from './read-string.ts';
import type { Sight } from './sight.ts';

export interface OneDigitDeps {
  readonly digit: CharacterDeps;
  readonly number: StringDeps;
}

/** As sure as this of a number of several digits, it is for a person, and not rejected as no digit. By judgement. */
const likelyNumber = 0.5;

export const readOneDigit = async (
  ink: FoundInk,
  sight: Sight,
  { digit, number }: OneDigitDeps,
): Promise<Finding> => {
  const one = await readCharacter(ink, boxAround(ink.components), sight, digit);
  if (one.reason !== 'not-a-digit') return one;
  const { finding } = await readString(sight, number);
  const { value, confidence } = finding;
  if (value === null || value.length < 2 || (confidence ?? 0) < likelyNumber) return one;
  const message = `one digit was expected; this may be the number ${value}`;
  return one.status === 'rejected'
    ? { ...findingOf('review', 'several-characters', message), seen: one.seen }
    : doubted(one, 'several-characters', message);
};
