// What is known of a field, weighed against what is seen: the probability of each value, given the rule.
import type { RankedValue } from './pool.ts';

/** A writer breaks a field's rule once in fifty fields: by judgement, from forms filled in by hand. */
const broken = 0.02;

export interface RuledValue extends RankedValue {
  readonly obeys: boolean;
}

/**
 * Values with raw probabilities p → the same with `raw` given the rule, likeliest first. By Bayes: values that obey
 * weigh 1, others `broken`; what no value was found for, 1 - sum of p, obeys none. With S, the sum of p over what
 * obeys: p(v) * weight(v) / (S + broken * (1 - S)). A value that alone obeys gains much where it was likely before,
 * and little where the reader was sure of another: at p = 0.02 they are even.
 */
export const applyRule = (
  values: readonly RankedValue[],
  obeys: (value: string) => boolean,
): readonly RuledValue[] => {
  const ruled = values.map(ranked => ({ ...ranked, obeys: obeys(ranked.value) }));
  const obeying = Math.min(
    1,
    ruled.reduce((sum, value) => sum + (value.obeys ? value.raw : 0), 0),
  );
  const evidence = obeying + broken * (1 - obeying);
  return ruled
    .map(value => ({ ...value, raw: Math.min(1, (value.raw * (value.obeys ? 1 : broken)) / evidence) }))
    .sort((a, b) => b.raw - a.raw);
};
