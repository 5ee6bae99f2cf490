// The exact probability of a text in a lattice: CTC's forward sum over all its alignments. Graves et al. 2006, section 4.1.
import { blankClass } from './lattice.ts';

/**
 * `probabilities`: frames x classes, row-major. → The natural logarithm of the text's probability; minus infinity where
 * it does not fit into the frames. Sums are scaled anew each frame, so that long lattices do not vanish.
 */
export const logProbabilityOf = (
  probabilities: Float64Array,
  classes: number,
  codes: ArrayLike<number>,
): number => {
  const frames = Math.floor(probabilities.length / classes);
  // States: a blank before each character and after the last; odd ones are the characters.
  const states = 2 * codes.length + 1;
  if (frames === 0) return codes.length === 0 ? 0 : Number.NEGATIVE_INFINITY;
  const sums = new Float64Array(states);
  sums[0] = probabilities[blankClass]!;
  if (states > 1) sums[1] = probabilities[codes[0]!]!;
  let log = 0;
  for (let frame = 1; frame < frames; frame++) {
    const row = frame * classes;
    let total = 0;
    for (let state = states - 1; state >= 0; state--) {
      let sum = sums[state]!;
      if (state > 0) sum += sums[state - 1]!;
      const odd = (state & 1) === 1;
      const place = state >> 1;
      if (odd && place > 0 && codes[place] !== codes[place - 1]) sum += sums[state - 2]!;
      sum *= probabilities[row + (odd ? codes[place]! : blankClass)]!;
      sums[state] = sum;
      total += sum;
    }
    if (total === 0) return Number.NEGATIVE_INFINITY;
    for (let state = 0; state < states; state++) sums[state]! /= total;
    log += Math.log(total);
  }
  const last = sums[states - 1]! + (states > 1 ? sums[states - 2]! : 0);
  return last === 0 ? Number.NEGATIVE_INFINITY : log + Math.log(last);
};
