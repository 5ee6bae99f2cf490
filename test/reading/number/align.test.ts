// Alignments and odds against every path of small lattices.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alignText } from '../../../lib/reading/number/align.ts';
import { type Lattice, latticeOf, spell } from '../../../lib/reading/number/lattice.ts';
import { enumerateTexts, likeliestPathOf, tinyLattices } from './tiny-lattices.ts';

const labels = ['3', '8', '-'];

const textsOf = (lattice: Lattice): ReadonlyMap<string, number> =>
  new Map(
    [...enumerateTexts(lattice)].map(([codes, probability]) => [
      spell(codes === '' ? [] : codes.split(' ').map(Number), labels),
      probability,
    ]),
  );

/** A lattice in which each frame says one class, `sure` of it, the rest spread evenly. */
const said = (path: readonly number[], sure = 0.9): Lattice => {
  const classes = labels.length + 1;
  const rest = (1 - sure) / labels.length;
  const logits = path.flatMap(code =>
    Array.from({ length: classes }, (_, k) => Math.log(k === code ? sure : rest)),
  );
  return latticeOf(Float32Array.from(logits), classes);
};

describe('alignText', () => {
  it('puts each character into the frames that say it', () => {
    const aligned = alignText(said([0, 1, 1, 0, 2, 2, 2, 3, 0]), '38-', labels)!;
    expect(aligned.map(({ character, first, last }) => [character, first, last])).toEqual([
      ['3', 1, 2],
      ['8', 4, 6],
      ['-', 7, 7],
    ]);
  });

  it('parts a doubled character by the blank between', () => {
    const aligned = alignText(said([1, 1, 0, 1, 0]), '33', labels)!;
    expect(aligned.map(({ first, last }) => [first, last])).toEqual([
      [0, 1],
      [3, 3],
    ]);
  });

  it('takes the likeliest of all paths that spell the text, in order and without overlap', () => {
    fc.assert(
      fc.property(tinyLattices(labels.length, 4), lattice => {
        for (const text of textsOf(lattice).keys()) {
          const aligned = alignText(lattice, text, labels)!;
          const { path, log } = likeliestPathOf(
            lattice,
            [...text].map(character => labels.indexOf(character) + 1),
          );
          let before = -1;
          for (const { first, last } of aligned) {
            expect(first).toBeGreaterThan(before);
            expect(last).toBeGreaterThanOrEqual(first);
            before = last;
          }
          const found = path.map(() => 0);
          for (const { character, first, last } of aligned)
            found.fill(labels.indexOf(character) + 1, first, last + 1);
          const foundLog = found.reduce(
            (sum, code, frame) => sum + lattice.logs[frame * lattice.classes + code]!,
            0,
          );
          expect(foundLog).toBeCloseTo(log, 4);
        }
      }),
      { numRuns: 25 },
    );
  });

  it('gives each character the odds of its text among those that differ there alone', () => {
    fc.assert(
      fc.property(tinyLattices(labels.length, 4), lattice => {
        const texts = textsOf(lattice);
        for (const [text, probability] of texts) {
          for (const [at, { character, confidence, alternatives }] of alignText(
            lattice,
            text,
            labels,
          )!.entries()) {
            const withOther = (other: string) =>
              texts.get(text.slice(0, at) + other + text.slice(at + 1)) ?? 0;
            const total = ['', ...labels].reduce((sum, other) => sum + withOther(other), 0);
            expect(confidence).toBeCloseTo(probability / total, 5);
            const digits = character === '-' ? [] : ['3', '8'].filter(digit => digit !== character);
            const expected = digits.filter(digit => withOther(digit) / total >= 0.0011);
            expect(alternatives.map(({ value }) => value)).toEqual(expect.arrayContaining(expected));
            for (const { value, confidence: odds } of alternatives) {
              expect(digits).toContain(value);
              expect(odds).toBeCloseTo(withOther(value) / total, 5);
            }
          }
        }
      }),
      { numRuns: 25 },
    );
  });

  it('multiplies to about the whole where errors stand alone', () => {
    const lattice = said([0, 1, 0, 2, 0, 1, 0], 0.94);
    const aligned = alignText(lattice, '383', labels)!;
    const product = aligned.reduce((all, { confidence }) => all * confidence, 1);
    const whole = textsOf(lattice).get('383')!;
    expect(product).toBeGreaterThan(whole);
    expect(Math.abs(product - whole)).toBeLessThan(0.2);
  });

  it('has nothing to place in an empty text, and no place in too short a lattice', () => {
    expect(alignText(said([0, 0]), '', labels)).toEqual([]);
    expect(alignText(said([1, 1]), '33', labels)).toBeNull();
    expect(alignText(said([1, 1]), '3', labels)).toHaveLength(1);
  });

  it('is sure of a long text to the end', () => {
    const path = Array.from({ length: 600 }, (_, frame) =>
      frame % 3 === 1 ? 1 + (Math.floor(frame / 3) % 2) : 0,
    );
    const text = '38'.repeat(100);
    const aligned = alignText(said(path, 0.999), text, labels)!;
    expect(aligned).toHaveLength(200);
    expect(Math.min(...aligned.map(({ confidence }) => confidence))).toBeGreaterThan(0.99);
    expect(aligned[199]!.first).toBe(598);
  });
});
