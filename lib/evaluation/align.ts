// Which digit was read as which: the cheapest way to turn the truth into what was read.

/** One step: a digit read as itself or another, lost (`read` is null), or read where none is (`truth` is null). */
export interface Pair {
  readonly truth: string | null;
  readonly read: string | null;
}

/**
 * Aligns two strings by their edit distance (Levenshtein 1965). Where several ways cost the same, digits read as others
 * are preferred to digits lost and made up.
 */
export const alignDigits = (truth: string, read: string): readonly Pair[] => {
  const costs = costsOf(truth, read);
  const width = read.length + 1;
  const pairs: Pair[] = [];
  for (let i = truth.length, j = read.length; i > 0 || j > 0; ) {
    const cost = costs[i * width + j]!;
    const swap =
      i > 0 && j > 0 && cost === costs[(i - 1) * width + j - 1]! + costOf(truth[i - 1], read[j - 1]);
    const lose = !swap && i > 0 && cost === costs[(i - 1) * width + j]! + 1;
    pairs.push({ truth: swap || lose ? truth[i - 1]! : null, read: lose ? null : read[j - 1]! });
    if (swap || lose) i -= 1;
    if (!lose) j -= 1;
  }
  return pairs.reverse();
};

export const isEdit = ({ truth, read }: Pair): boolean => truth !== read;

const costOf = (a: string | undefined, b: string | undefined): number => (a === b ? 0 : 1);

/** The distance of every beginning of the one from every beginning of the other, row by row. */
const costsOf = (truth: string, read: string): Uint32Array => {
  const width = read.length + 1;
  const costs = new Uint32Array((truth.length + 1) * width);
  for (let i = 0; i <= truth.length; i += 1) {
    for (let j = 0; j <= read.length; j += 1) {
      costs[i * width + j] =
        i === 0 || j === 0
          ? i + j
          : Math.min(
              costs[(i - 1) * width + j - 1]! + costOf(truth[i - 1], read[j - 1]),
              costs[(i - 1) * width + j]! + 1,
              costs[i * width + j - 1]! + 1,
            );
    }
  }
  return costs;
};
