// Scores → a verdict: accepted at the promised error rate, review, or rejected.
import type { Promised } from '../model/accept.ts';
import type { DigitScores } from './digit-reader.ts';
import type { ModelInput } from './model-input.ts';
import type { Alternative, Box, Reading } from './reading.ts';
import type { ReasonOf } from './verdict-words.ts';

/** What a reading says of the writing, without its frame (source, model, times). */
export type Verdict = Pick<
  Reading,
  | 'status'
  | 'reason'
  | 'message'
  | 'value'
  | 'text'
  | 'confidence'
  | 'alternatives'
  | 'digits'
  | 'lines'
  | 'writing'
>;

export type ReaderName = 'digit' | 'number';

/** A verdict, the reader whose model and promise it stands on, and what that one was shown. */
export type Finding = Verdict & { readonly by: ReaderName; readonly seen: readonly ModelInput[] };

/** Alternatives less likely than this say nothing. */
const leastAlternative = 0.001;
const mostAlternatives = 4;
/** The digit model's label for what is no digit. */
const noDigit = '?';
/**
 * Surer than this that a character is no digit, it is rejected, and nobody looks at it. Chosen with model 2.0.0: of 18,374
 * held-out digits, half of them under full augmentation, three were; at 0.9 nineteen. Letters and marks below it go to
 * review.
 */
const surelyNoDigit = 0.98;

/** A finding without a value: nothing to read, or nothing that may be guessed. */
export const findingOf = <S extends 'review' | 'rejected'>(
  status: S,
  reason: ReasonOf<S>,
  message: string,
  by: ReaderName = 'digit',
): Finding => ({
  status,
  reason,
  message,
  value: null,
  text: null,
  confidence: null,
  alternatives: [],
  digits: [],
  lines: [],
  writing: null,
  by,
  seen: [],
});

/** One digit: its best label is the value; the whole is as sure as its digit. */
export const judgeDigit = (scores: DigitScores, box: Box, promise: Promised): Finding => {
  if ((scores.find(({ value }) => value === noDigit)?.confidence ?? 0) > surelyNoDigit)
    return findingOf('rejected', 'not-a-digit', 'the character is no digit');
  const isNone = scores[0]!.value === noDigit;
  const [best, ...others] = scores.filter(({ value }) => value !== noDigit).map(rounded);
  const finding = {
    ...findingOf('review', 'not-a-digit', 'the character is more likely no digit'),
    value: best!.value,
    text: best!.value,
    confidence: best!.confidence,
    alternatives: likely(others),
    digits: [{ ...best!, box, alternatives: [best!, ...others] }],
  };
  return isNone ? finding : { ...finding, ...statusFor(best!.confidence, promise) };
};

/** Does a confidence keep the promise? */
export const statusFor = (
  confidence: number,
  { threshold }: Promised,
): Pick<Verdict, 'status' | 'reason' | 'message'> =>
  confidence >= threshold
    ? { status: 'accepted', reason: null, message: null }
    : {
        status: 'review',
        reason: 'low-confidence',
        message: `the confidence is below ${threshold}, which the promise takes`,
      };

/** The few alternatives worth telling. */
export const likely = (others: readonly Alternative[]): readonly Alternative[] =>
  others.filter(other => other.confidence >= leastAlternative).slice(0, mostAlternatives);

/** A reading that stands, but never as accepted: a person should look, and is told why. */
export const doubted = (finding: Finding, reason: ReasonOf<'review'>, message: string): Finding =>
  finding.status === 'rejected' ? finding : { ...finding, status: 'review', reason, message };

/** Six decimals: more would be noise of the arithmetic. Rounded down, so that a threshold is never met by rounding. */
export const rounded = ({ value, confidence }: Alternative): Alternative => ({
  value,
  confidence: Math.floor(Math.min(1, Math.max(0, confidence)) * 1e6) / 1e6,
});
