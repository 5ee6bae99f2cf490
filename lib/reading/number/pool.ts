// Several views of one string, one answer: texts by the mean of their log probabilities, values by the sum of theirs.
import { logProbabilityOf } from './forward.ts';
import { codesOf, digitsOf, type Lattice, probabilitiesOf, type ReadText } from './lattice.ts';

/** A view made ready: probabilities are frames x classes, row-major. */
export interface View {
  readonly classes: number;
  readonly probabilities: Float64Array;
}

export interface RankedValue {
  readonly value: string;
  /** Probability of the value: summed over the texts that hold it, 1 at most; not calibrated. */
  readonly raw: number;
  /** The likeliest of those texts, and the logarithm of its own probability. */
  readonly text: string;
  readonly logProbability: number;
}

export const viewOf = (lattice: Lattice): View => ({
  classes: lattice.classes,
  probabilities: probabilitiesOf(lattice),
});

/**
 * Texts with the mean over the views of their log probabilities (a product of experts, Hinton 2002: each view has a
 * veto), less what makes their probabilities add up to 1, likeliest first. What the views disagree on is no evidence
 * against what all of them allow: on held-out strings the share among the texts tells right from wrong better than the
 * product itself. A text that does not fit into one of the views is left out.
 */
export const poolViews = (
  views: readonly View[],
  texts: Iterable<string>,
  labels: readonly string[],
): readonly ReadText[] => {
  const pooled: ReadText[] = [];
  for (const text of texts) {
    const codes = codesOf(text, labels);
    let sum = 0;
    for (const { probabilities, classes } of views) sum += logProbabilityOf(probabilities, classes, codes);
    const logProbability = sum / views.length;
    if (Number.isFinite(logProbability)) pooled.push({ text, value: digitsOf(text), logProbability });
  }
  const whole = logSum(pooled.map(({ logProbability }) => logProbability));
  return pooled
    .map(text => ({ ...text, logProbability: text.logProbability - whole }))
    .sort((a, b) => b.logProbability - a.logProbability);
};

/** The logarithm of a sum of probabilities, of their logarithms; minus infinity of none. */
export const logSum = (logs: readonly number[]): number => {
  if (logs.length === 0) return Number.NEGATIVE_INFINITY;
  const top = Math.max(...logs);
  return top + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - top), 0));
};

/** Texts, likeliest first → values, likeliest first. */
export const rankValues = (texts: readonly ReadText[]): readonly RankedValue[] => {
  const byValue = new Map<string, RankedValue>();
  for (const { text, value, logProbability } of texts) {
    const known = byValue.get(value) ?? { value, raw: 0, text, logProbability };
    byValue.set(value, { ...known, raw: known.raw + Math.exp(logProbability) });
  }
  return [...byValue.values()]
    .map(ranked => ({ ...ranked, raw: Math.min(1, ranked.raw) }))
    .sort((a, b) => b.raw - a.raw);
};
