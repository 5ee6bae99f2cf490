// Lattices small enough to try every path, and what comes of trying: the search's and the sum's outside opinion.
import fc from 'fast-check';
import { type Lattice, latticeOf } from '../../../lib/reading/number/lattice.ts';

/** Lattices of random logits, peaked as a network's are, over blank and `labels`. */
export const tinyLattices = (labels: number, mostFrames = 5): fc.Arbitrary<Lattice> =>
  fc
    .integer({ min: 1, max: mostFrames })
    .chain(frames =>
      fc.array(fc.float({ min: -6, max: 6, noNaN: true }), {
        minLength: frames * (labels + 1),
        maxLength: frames * (labels + 1),
      }),
    )
    .map(logits => latticeOf(Float32Array.from(logits), labels + 1));

/** The same, but in each frame one class stands out, as it does where a network knows what it sees. */
export const peakedLattices = (labels: number, frames: number): fc.Arbitrary<Lattice> =>
  fc
    .array(
      fc.record({
        peak: fc.integer({ min: 0, max: labels }),
        others: fc.array(fc.float({ min: -3, max: 3, noNaN: true }), {
          minLength: labels + 1,
          maxLength: labels + 1,
        }),
      }),
      { minLength: frames, maxLength: frames },
    )
    .map(rows =>
      rows.flatMap(({ peak, others }) => others.map((logit, code) => logit + (code === peak ? 6 : 0))),
    )
    .map(logits => latticeOf(Float32Array.from(logits), labels + 1));

/** Every text of a lattice with its probability, by walking all paths: classes ** frames of them. */
export const enumerateTexts = ({ frames, classes, logs }: Lattice): ReadonlyMap<string, number> => {
  const texts = new Map<string, number>();
  const path = new Array<number>(frames).fill(0);
  const walk = (frame: number, log: number): void => {
    if (frame === frames) {
      const text = collapse(path).join(' ');
      texts.set(text, (texts.get(text) ?? 0) + Math.exp(log));
      return;
    }
    for (let code = 0; code < classes; code++) {
      path[frame] = code;
      walk(frame + 1, log + logs[frame * classes + code]!);
    }
  };
  walk(0, 0);
  return texts;
};

/** A path's text: repeats joined, blanks dropped. */
const collapse = (path: readonly number[]): readonly number[] =>
  path.filter((code, at) => code !== 0 && code !== path[at - 1]);

/** The likeliest of all paths that spell `codes`, by walking all; minus infinity where there is none. */
export const likeliestPathOf = (
  { frames, classes, logs }: Lattice,
  codes: readonly number[],
): { readonly path: readonly number[]; readonly log: number } => {
  const path = new Array<number>(frames).fill(0);
  let best = { path: [...path], log: Number.NEGATIVE_INFINITY };
  const walk = (frame: number, log: number): void => {
    if (frame < frames) {
      for (let code = 0; code < classes; code++) {
        path[frame] = code;
        walk(frame + 1, log + logs[frame * classes + code]!);
      }
    } else if (log > best.log && collapse(path).join() === codes.join()) best = { path: [...path], log };
  };
  walk(0, 0);
  return best;
};
