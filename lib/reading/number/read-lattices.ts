// What the views of one string say together: its value and the others it may be, with their probabilities.
import type { Lattice } from './lattice.ts';
import { weighTexts } from './plausibility.ts';
import { gatherTexts, poolViews, type RankedValue, rankValues, viewOf } from './pool.ts';

/** Values given back; further ones are all but impossible. */
const mostCandidates = 8;

export interface LatticeReading {
  /** Likeliest first, at most 8. A value may be empty: nothing is written. */
  readonly candidates: readonly RankedValue[];
}

/**
 * One lattice a view, at least one, all of the same string; `labels` are those of classes 1 and up. `plausibility` off
 * takes the network's word for where marks stand: for measuring what it is worth.
 */
export const readLattices = (
  lattices: readonly Lattice[],
  labels: readonly string[],
  { plausibility = true }: { readonly plausibility?: boolean } = {},
): LatticeReading => {
  const views = lattices.map(viewOf);
  const texts = poolViews(views, gatherTexts(views, labels), labels);
  const weighed = plausibility ? weighTexts(texts) : texts;
  return { candidates: rankValues(weighed).slice(0, mostCandidates) };
};
