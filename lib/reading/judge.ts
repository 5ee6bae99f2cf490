// Scores → a verdict: accepted at the promised error rate, review, or rejected.
import type { DigitScores } from './digit-reader.ts';
import type { Box, Reading, Reason } from './reading.ts';

/** What a reading says of the writing, without its frame (source, model, times). */
export type Finding = Pick<
  Reading,
  'status' | 'reason' | 'message' | 'value' | 'confidence' | 'alternatives' | 'digits' | 'lines'
>;

export type PromisedError = Reading['promise'];

/** Alternatives less likely than this say nothing. */
const leastAlternative = 0.001;
const mostAlternatives = 4;

/** A finding without a value: nothing to read, or nothing that may be guessed. */
export const findingOf = (status: 'review' | 'rejected', reason: Reason, message: string): Finding => ({
  status,
  reason,
  message,
  value: null,
  confidence: null,
  alternatives: [],
  digits: [],
  lines: [],
});

/** One digit: its best label is the value; the whole is as sure as its digit. */
export const judgeDigit = (scores: DigitScores, box: Box, promise: PromisedError): Finding => {
  const [best, ...others] = scores.map(({ value, confidence }) => ({
    value,
    confidence: roundProbability(confidence),
  }));
  const accepted = best!.confidence >= promise.threshold;
  return {
    status: accepted ? 'accepted' : 'review',
    reason: accepted ? null : 'low-confidence',
    message: accepted ? null : `the confidence is below ${promise.threshold}, which the promise takes`,
    value: best!.value,
    confidence: best!.confidence,
    alternatives: others.filter(other => other.confidence >= leastAlternative).slice(0, mostAlternatives),
    digits: [{ ...best!, box, alternatives: [best!, ...others] }],
    lines: [],
  };
};

/** A reading that stands, but never as accepted: a person should look, and is told why. */
export const doubted = (finding: Finding, reason: Reason, message: string): Finding =>
  finding.status === 'rejected' ? finding : { ...finding, status: 'review', reason, message };

/** Six decimals: more would be noise of the arithmetic. Rounded down, so that a threshold is never met by rounding. */
const roundProbability = (probability: number): number => Math.floor(probability * 1e6) / 1e6;
