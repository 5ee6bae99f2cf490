// What the number model read → a verdict on the whole number.
import type { Promised } from '../model/accept.ts';
import { type Finding, findingOf, likely, rounded, statusFor } from './judge.ts';
import type { NumberRead } from './number/number-reader.ts';
import type { Alternative } from './reading.ts';
import type { ToOriginal } from './sight.ts';

/** The label for one character that is no part of a number: a letter, a cross, a scribble. */
export const noPart = '?';

const countOthers = (text: string): number => text.split(noPart).length - 1;

/** Is there, beside digits or alone, what is no part of a number? */
export const holdsOthers = (text: string): boolean => text.includes(noPart);

/** What share of a text's characters is no part of a number. */
const shareOfOthers = (text: string): number => countOthers(text) / Math.max(1, text.length);

/**
 * How well something reads as a number, to choose among places that may hold one: its confidence, less for each
 * character that is no part of one. models/training/number/read.py does the same.
 */
export const worthOf = ({ best }: NumberRead): number =>
  best.value === '' ? 0 : best.confidence * (1 - shareOfOthers(best.text)) ** 2;

/**
 * Is it a number, whatever else stands beside it? With as many characters that are no part of a number as digits, it
 * is a word that has a digit's shape in it.
 */
export const holdsNumber = ({ best }: NumberRead): boolean => best.value.length > countOthers(best.text);

/** With fewer digits than other characters it is a word. As many as a unit has letters, as in 85 kg, are for a person to see. */
const isWord = ({ best }: NumberRead): boolean =>
  best.value.length < Math.max(fewestBesideOthers, countOthers(best.text)) && !digitWithUnit.test(best.text);

/** As in 8 cm: not that one digit is none. */
const digitWithUnit = /^[0-9]\?{1,2}$/;

/** One character among others that has a digit's shape is a letter. */
const fewestBesideOthers = 2;

/**
 * What reads as a word may be several digits as likely as this: a person looks. By judgement, looking at archive rows;
 * of 960 fields without a number (bench/no-number) 14 more go to a person for it.
 */
const mayBe = 0.1;

const mayBeNumber = ({ value, confidence }: Alternative): boolean => value.length > 1 && confidence >= mayBe;

export const judgeNumber = (read: NumberRead, toOriginal: ToOriginal, promise: Promised): Finding => {
  const { best, others, obeys } = read;
  const unread = countOthers(best.text);
  const [value, ...alternatives] = [best, ...others].map(rounded);
  const otherValues = likely(alternatives.filter(other => other.value !== ''));
  if (!holdsNumber(read) && isWord(read)) {
    if (others.some(mayBeNumber))
      return {
        ...findingOf('review', 'not-a-digit', 'there is writing, and it may be a number', 'number'),
        alternatives: otherValues,
      };
    return unread > 0
      ? findingOf('rejected', 'not-a-digit', 'there is writing, but no number in it', 'number')
      : findingOf('rejected', 'blank', 'there is no number in the image', 'number');
  }
  const finding: Finding = {
    ...findingOf('review', 'not-a-digit', 'beside digits there is what is no part of a number', 'number'),
    value: value!.value,
    text: best.text,
    confidence: value!.confidence,
    alternatives: otherValues,
    digits: read.digits.map(({ box, ...digit }) => ({ ...digit, box: toOriginal(box) })),
  };
  if (!obeys)
    return {
      ...finding,
      reason: 'breaks-rule',
      message: 'nothing that obeys the rule is likely to be written',
    };
  return unread > 0 ? finding : { ...finding, ...statusFor(value!.confidence, promise) };
};
