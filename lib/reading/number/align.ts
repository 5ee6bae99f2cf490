// Where in a lattice each character of a text stands: the likeliest path among those that spell the text.
// Viterbi's algorithm over CTC's states, a blank before, between and after the characters.
import { characterOdds } from './character-odds.ts';
import { blankClass, codesOf, type Lattice } from './lattice.ts';

/** A digit that a place may hold, and its probability. */
interface DigitOdds {
  readonly value: string;
  readonly confidence: number;
}

export interface AlignedCharacter {
  readonly character: string;
  /** The first and the last frame in which the network sees it; a frame or two may stand for a broad digit. */
  readonly first: number;
  readonly last: number;
  /** Probability of this character, all others being right; see character-odds.ts. Not calibrated. */
  readonly confidence: number;
  /** The other digits that may stand there instead, likeliest first, none below 0.001; empty for marks. */
  readonly alternatives: readonly DigitOdds[];
}

/** An alternative below this is noise in a reading. */
const leastOdds = 0.001;

/** Null where the lattice is too short for the text. `labels` are those of classes 1 and up. */
export const alignText = (
  lattice: Lattice,
  text: string,
  labels: readonly string[],
): readonly AlignedCharacter[] | null => {
  const codes = codesOf(text, labels);
  const path = likeliestPath(lattice, codes);
  if (path === null) return null;
  const odds = characterOdds(lattice, codes);
  return Array.from(codes, (code, at) => {
    const character = labels[code - 1]!;
    const own = odds[at]!;
    const others = labels
      .map((value, k) => ({ value, confidence: own[k + 1]! }))
      .filter(
        ({ value, confidence }) => /^[0-9]$/.test(value) && value !== character && confidence >= leastOdds,
      )
      .sort((a, b) => b.confidence - a.confidence);
    return {
      character,
      first: path.indexOf(2 * at + 1),
      last: path.lastIndexOf(2 * at + 1),
      confidence: own[code]!,
      alternatives: /^[0-9]$/.test(character) ? others : [],
    };
  });
};

/** By frame: the state of the likeliest path, 2k + 1 for the character k, even for blanks; null where none fits. */
const likeliestPath = ({ frames, classes, logs }: Lattice, codes: Int32Array): Int32Array | null => {
  const states = 2 * codes.length + 1;
  if (frames === 0) return codes.length === 0 ? new Int32Array(0) : null;
  const codeOf = (state: number) => ((state & 1) === 1 ? codes[state >> 1]! : blankClass);
  const mayJump = (state: number) => (state & 1) === 1 && state > 1 && codeOf(state) !== codeOf(state - 2);
  /** How many states back the best way to each state comes from: 0, 1 or 2. */
  const from = new Uint8Array(frames * states);
  let best = new Float64Array(states).fill(Number.NEGATIVE_INFINITY);
  let next = new Float64Array(states);
  best[0] = logs[blankClass]!;
  if (states > 1) best[1] = logs[codeOf(1)]!;
  for (let frame = 1; frame < frames; frame++) {
    for (let state = 0; state < states; state++) {
      let back = 0;
      if (state > 0 && best[state - 1]! > best[state]!) back = 1;
      if (mayJump(state) && best[state - 2]! > best[state - back]!) back = 2;
      from[frame * states + state] = back;
      next[state] = best[state - back]! + logs[frame * classes + codeOf(state)]!;
    }
    [best, next] = [next, best];
  }
  let state = states > 1 && best[states - 2]! > best[states - 1]! ? states - 2 : states - 1;
  if (best[state] === Number.NEGATIVE_INFINITY) return null;
  const path = new Int32Array(frames);
  for (let frame = frames - 1; frame >= 0; frame--) {
    path[frame] = state;
    state -= from[frame * states + state]!;
  }
  return path;
};
