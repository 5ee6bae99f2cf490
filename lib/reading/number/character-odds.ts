// How sure each character of a text is: against every other that could stand in its place, and against none at all.
//
// For the character k, P(c) is the probability of the text with c in its place, summed over all alignments (the others
// stay, and may move), P(none) that of the text without it. Its odds for c are P(c) / (sum of all P + P(none)). Where
// the errors of characters do not hang together, the odds of a text's own characters multiply to about the share that
// the text has among those like it.
import { blankClass, type Lattice, probabilitiesOf } from './lattice.ts';

/** Sums over the alignments of a text's beginning or end, by frame * states + state, each frame divided by exp(logs[frame]). */
interface Sums {
  readonly values: Float64Array;
  readonly logs: Float64Array;
}

/** What is known of a text before any of its characters is put in question. */
interface Known {
  readonly probabilities: Float64Array;
  readonly frames: number;
  readonly classes: number;
  readonly codes: Int32Array;
  readonly before: Sums;
  readonly after: Sums;
  /** By frame: brings sums up to the frame before into this frame's scale. */
  readonly rescale: Float64Array;
  /** By frame: brings sums up to it, times those from the next frame on, into the scale of the last frame. */
  readonly rejoin: Float64Array;
}

/** By character, by class: its probability in that place, the others being right; blank stands for no character. */
export const characterOdds = (lattice: Lattice, codes: Int32Array): readonly Float64Array[] => {
  const known = sumAround(lattice, codes);
  return Array.from(codes, (_, at) => {
    const sums = new Float64Array(lattice.classes);
    sums[blankClass] = sumWithout(at, known);
    for (let code = 1; code < sums.length; code++) sums[code] = sumWith(code, at, known);
    const total = sums.reduce((all, sum) => all + sum, 0);
    return sums.map(sum => (total > 0 ? sum / total : 0));
  });
};

const sumAround = (lattice: Lattice, codes: Int32Array): Known => {
  const { frames, classes } = lattice;
  const probabilities = probabilitiesOf(lattice);
  const before = sumBeginnings(probabilities, frames, classes, codes);
  const after = sumEnds(probabilities, frames, classes, codes);
  const end = before.logs[frames - 1]!;
  const rescale = before.logs.map((log, frame) =>
    Math.exp((frame === 0 ? 0 : before.logs[frame - 1]!) - log),
  );
  const rejoin = before.logs.map((log, frame) =>
    frame + 1 < frames ? Math.exp(log + after.logs[frame + 1]! - end) : 1,
  );
  return { probabilities, frames, classes, codes, before, after, rescale, rejoin };
};

/** The probability of the text with `code` as its character `at`, in the scale of the last frame. */
const sumWith = (code: number, at: number, known: Known): number => {
  const { probabilities, frames, classes, codes, before, after, rescale, rejoin } = known;
  const states = 2 * codes.length + 1;
  const state = 2 * at + 1;
  const fromCharacter = at > 0 && codes[at - 1] !== code;
  const toCharacter = at + 1 < codes.length && codes[at + 1] !== code;
  /** Alignments that are in the character at this frame, in its scale. */
  let inside = 0;
  let sum = 0;
  for (let frame = 0; frame < frames; frame++) {
    let entering = frame === 0 && at === 0 ? 1 : 0;
    if (frame > 0) {
      const row = (frame - 1) * states + state;
      entering = inside + before.values[row - 1]! + (fromCharacter ? before.values[row - 2]! : 0);
    }
    inside = entering * rescale[frame]! * probabilities[frame * classes + code]!;
    if (frame === frames - 1) return at === codes.length - 1 ? sum + inside : sum;
    const row = (frame + 1) * states + state;
    const leaving = after.values[row + 1]! + (toCharacter ? after.values[row + 2]! : 0);
    sum += inside * leaving * rejoin[frame]!;
  }
  return sum;
};

/** The probability of the text without its character `at`, in the same scale: the blanks around it are one. */
const sumWithout = (at: number, { frames, codes, before, after, rejoin }: Known): number => {
  const states = 2 * codes.length + 1;
  const blank = 2 * at;
  const isLast = at === codes.length - 1;
  const touching = at > 0 && !isLast && codes[at - 1] !== codes[at + 1];
  if (isLast) {
    const row = (frames - 1) * states + blank;
    return before.values[row]! + (at > 0 ? before.values[row - 1]! : 0);
  }
  // Straight into the next character, where nothing comes before it.
  let sum = at === 0 ? after.values[blank + 3]! * Math.exp(after.logs[0]! - before.logs[frames - 1]!) : 0;
  for (let frame = 0; frame + 1 < frames; frame++) {
    const row = frame * states + blank;
    const leaving = before.values[row]! + (touching ? before.values[row - 1]! : 0);
    sum += leaving * after.values[(frame + 1) * states + blank + 3]! * rejoin[frame]!;
  }
  return sum;
};

/** Of each state in each frame: the alignments from the first frame to it. */
const sumBeginnings = (
  probabilities: Float64Array,
  frames: number,
  classes: number,
  codes: Int32Array,
): Sums => {
  const states = 2 * codes.length + 1;
  const values = new Float64Array(frames * states);
  const logs = new Float64Array(frames);
  for (let frame = 0; frame < frames; frame++) {
    const row = frame * states;
    for (let state = 0; state < states; state++) {
      const code = (state & 1) === 1 ? codes[state >> 1]! : blankClass;
      let sum = frame === 0 && state < 2 ? 1 : 0;
      if (frame > 0) {
        sum = values[row - states + state]!;
        if (state > 0) sum += values[row - states + state - 1]!;
        if (state > 1 && code !== blankClass && code !== codes[(state >> 1) - 1])
          sum += values[row - states + state - 2]!;
      }
      values[row + state] = sum * probabilities[frame * classes + code]!;
    }
    logs[frame] = scale(values, row, states) + (frame === 0 ? 0 : logs[frame - 1]!);
  }
  return { values, logs };
};

/** Of each state in each frame: the alignments from it, its own frame included, to the last frame. */
const sumEnds = (probabilities: Float64Array, frames: number, classes: number, codes: Int32Array): Sums => {
  const states = 2 * codes.length + 1;
  const values = new Float64Array(frames * states);
  const logs = new Float64Array(frames);
  for (let frame = frames - 1; frame >= 0; frame--) {
    const row = frame * states;
    for (let state = 0; state < states; state++) {
      const code = (state & 1) === 1 ? codes[state >> 1]! : blankClass;
      let sum = frame === frames - 1 && state >= states - 2 ? 1 : 0;
      if (frame < frames - 1) {
        sum = values[row + states + state]!;
        if (state < states - 1) sum += values[row + states + state + 1]!;
        if (state < states - 2 && code !== blankClass && code !== codes[(state >> 1) + 1])
          sum += values[row + states + state + 2]!;
      }
      values[row + state] = sum * probabilities[frame * classes + code]!;
    }
    logs[frame] = scale(values, row, states) + (frame === frames - 1 ? 0 : logs[frame + 1]!);
  }
  return { values, logs };
};

/** Divides a frame's sums by their total, and gives its logarithm; a frame that nothing reaches stays as it is. */
const scale = (values: Float64Array, row: number, states: number): number => {
  let total = 0;
  for (let i = row; i < row + states; i++) total += values[i]!;
  if (total === 0) return 0;
  for (let i = row; i < row + states; i++) values[i]! /= total;
  return Math.log(total);
};
