// The prefix search against every path of small lattices, and against the training job's own.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { latticeOf, probabilitiesOf, spell } from '../../../lib/reading/number/lattice.ts';
import { freeLimits, searchTexts } from '../../../lib/reading/number/search.ts';
import { decodingCases, labels } from './decoding-fixtures.ts';
import { enumerateTexts, tinyLattices } from './tiny-lattices.ts';

/** Wide enough to keep every text of a tiny lattice, and no class is too unlikely. */
const unlimited = { width: 2_000, least: 0, perState: 2_000, leastLog: Number.NEGATIVE_INFINITY };

describe('searchTexts', () => {
  it('finds every text with the probability of all its paths, where nothing limits it', () => {
    fc.assert(
      fc.property(tinyLattices(3), lattice => {
        const expected = enumerateTexts(lattice);
        const found = searchTexts(probabilitiesOf(lattice), lattice.classes, unlimited);
        expect(found).toHaveLength(expected.size);
        for (const { codes, logProbability } of found)
          expect(Math.exp(logProbability)).toBeCloseTo(expected.get(codes.join(' '))!, 6);
      }),
      { numRuns: 60 },
    );
  });

  it('orders texts by their probability and keeps as many as asked', () => {
    fc.assert(
      fc.property(tinyLattices(3), fc.integer({ min: 1, max: 6 }), (lattice, width) => {
        const found = searchTexts(probabilitiesOf(lattice), lattice.classes, { ...unlimited, width });
        const logs = found.map(({ logProbability }) => logProbability);
        expect(logs).toEqual(logs.toSorted((a, b) => b - a));
        expect(found).toHaveLength(Math.min(width, enumerateTexts(lattice).size));
      }),
      { numRuns: 40 },
    );
  });

  it.each(decodingCases)('has the n-best of the training job for “$text”', ({ views, nbest }) => {
    for (const [k, { logits }] of views.entries()) {
      const lattice = latticeOf(Float32Array.from(logits), labels.length + 1);
      const found = searchTexts(probabilitiesOf(lattice), lattice.classes);
      expect(found.map(({ codes }) => spell(codes, labels))).toEqual(nbest[k]!.map(([text]) => text));
      for (const [n, { logProbability }] of found.entries())
        expect(Math.abs(logProbability - nbest[k]![n]![1])).toBeLessThan(1e-4);
    }
  });

  it('keeps the likeliest text where its path is not the likeliest path', () => {
    // Two frames, blank 0.6 and class 1 0.4 in each: the best path is empty (0.36), the text "1" has 0.64.
    const row = [Math.log(0.6), Math.log(0.4)];
    const lattice = latticeOf(Float32Array.from([...row, ...row]), 2);
    const [first, second] = searchTexts(probabilitiesOf(lattice), 2);
    expect(first!.codes).toEqual([1]);
    expect(Math.exp(first!.logProbability)).toBeCloseTo(0.64, 6);
    expect(Math.exp(second!.logProbability)).toBeCloseTo(0.36, 6);
  });

  it('reads a long lattice without vanishing', () => {
    const frames = 4_000;
    const logits = new Float32Array(frames * 3).fill(0);
    const lattice = latticeOf(logits, 3);
    const [best] = searchTexts(probabilitiesOf(lattice), 3, freeLimits);
    expect(best!.logProbability).toBeGreaterThan(frames * Math.log(1 / 3));
    expect(best!.logProbability).toBeLessThan(0);
  });
});
