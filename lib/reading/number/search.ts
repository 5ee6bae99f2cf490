// CTC prefix beam search: the likeliest texts of a lattice, each with the probability of all its alignments together.
// Graves 2006, section 3.2; the beam is Hannun et al. 2014's ("First-pass large vocabulary continuous speech
// recognition using bi-directional recurrent DNNs"), without a language model. models/training/number/decode.py does
// the same; here in probabilities scaled anew each frame instead of logarithms.
import { createBench, keepBest, listSteps, weighStays } from './beam.ts';

/** What a search may keep to: a machine that reads a text class by class. */
export interface Automaton {
  readonly start: number;
  /** The state after one more class; below 0 where no text that goes on from there obeys. */
  readonly next: (state: number, code: number) => number;
  readonly accepts: (state: number) => boolean;
  /** Classes that any obeying text has still to come, at least. */
  readonly leastLeft: (state: number) => number;
}

export interface SearchLimits {
  /** Texts kept from frame to frame. */
  readonly width: number;
  /** Classes below this probability in a frame are not tried there. */
  readonly least: number;
  /** Texts kept in each state of the automaton, so that no state crowds out the others. */
  readonly perState: number;
  /** Texts less likely than this (natural logarithm) are given up, even where there is room. */
  readonly leastLog: number;
}

/** As models/training/number/decode.py has it. */
export const freeLimits: SearchLimits = Object.freeze({
  width: 12,
  least: 1e-4,
  perState: 12,
  leastLog: Number.NEGATIVE_INFINITY,
});

export interface FoundText {
  readonly codes: readonly number[];
  readonly logProbability: number;
}

/** Every text obeys. */
const anything: Automaton = Object.freeze({
  start: 0,
  next: () => 0,
  accepts: () => true,
  leastLeft: () => 0,
});

/**
 * `probabilities`: frames x classes, row-major. → Texts that the automaton accepts, likeliest first, `width` at most;
 * none where nothing obeys. Time and memory grow with frames * width * classes, whatever the lattice holds.
 */
export const searchTexts = (
  probabilities: Float64Array,
  classes: number,
  limits: SearchLimits = freeLimits,
  automaton: Automaton = anything,
): readonly FoundText[] => {
  const frames = Math.floor(probabilities.length / classes);
  const bench = createBench(frames, classes, limits.width, automaton.start);
  for (let frame = 0; frame < frames; frame++) {
    const row = probabilities.subarray(frame * classes, (frame + 1) * classes);
    const floor = Math.exp(limits.leastLog - bench.logScale);
    const bounds = { least: limits.least, framesLeft: frames - 1 - frame, floor };
    weighStays(bench, row, limits.least);
    const count = listSteps(bench, row, bounds, automaton);
    if (count === 0) return [];
    keepBest(bench, count, classes, limits);
  }
  const { beam, trie, logScale } = bench;
  const found: FoundText[] = [];
  for (let place = 0; place < beam.count; place++) {
    const node = beam.nodes[place]!;
    if (!automaton.accepts(trie.states[node]!)) continue;
    const logProbability = logScale + Math.log(beam.blank[place]! + beam.full[place]!);
    found.push({ codes: trie.codesTo(node), logProbability });
  }
  return found.sort((a, b) => b.logProbability - a.logProbability);
};
