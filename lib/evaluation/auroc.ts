// How well a score parts two kinds: the area under the receiver operating characteristic.

/**
 * The probability that a score of the first kind is above one of the second, equal ones counted half (Mann and
 * Whitney 1947). Null where either kind has none.
 */
export const areaUnderRoc = (positives: readonly number[], negatives: readonly number[]): number | null => {
  if (positives.length === 0 || negatives.length === 0) return null;
  const scores = [
    ...positives.map(score => ({ score, positive: true })),
    ...negatives.map(score => ({ score, positive: false })),
  ].sort((a, b) => a.score - b.score);
  let won = 0;
  let below = 0;
  for (let start = 0, end = 0; start < scores.length; start = end) {
    let [equalPositives, equalNegatives] = [0, 0];
    for (; end < scores.length && scores[end]!.score === scores[start]!.score; end += 1) {
      if (scores[end]!.positive) equalPositives += 1;
      else equalNegatives += 1;
    }
    won += equalPositives * (below + equalNegatives / 2);
    below += equalNegatives;
  }
  return won / (positives.length * negatives.length);
};
