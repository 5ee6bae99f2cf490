// Exact probabilities and their pooling over views, against every path and against torch's CTC loss (the fixtures).
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { logProbabilityOf } from '../../../lib/reading/number/forward.ts';
import { latticeOf, probabilitiesOf } from '../../../lib/reading/number/lattice.ts';
import { penaltyOf } from '../../../lib/reading/number/plausibility.ts';
import { poolViews, rankValues, viewOf } from '../../../lib/reading/number/pool.ts';
import { readLattices } from '../../../lib/reading/number/read-lattices.ts';
import { decodingCases, labels, penalties } from './decoding-fixtures.ts';
import { enumerateTexts, tinyLattices } from './tiny-lattices.ts';

const latticesOf = (views: readonly { readonly logits: readonly number[] }[]) =>
  views.map(({ logits }) => latticeOf(Float32Array.from(logits), labels.length + 1));

describe('logProbabilityOf', () => {
  it('is the sum over all paths', () => {
    fc.assert(
      fc.property(tinyLattices(3), lattice => {
        for (const [text, probability] of enumerateTexts(lattice)) {
          const codes = text === '' ? [] : text.split(' ').map(Number);
          const log = logProbabilityOf(probabilitiesOf(lattice), lattice.classes, codes);
          expect(Math.exp(log)).toBeCloseTo(probability, 6);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('is minus infinity where a repeat has no frame for the blank it needs', () => {
    const lattice = latticeOf(new Float32Array(2 * 3), 3);
    expect(logProbabilityOf(probabilitiesOf(lattice), 3, [1, 1])).toBe(Number.NEGATIVE_INFINITY);
    expect(logProbabilityOf(probabilitiesOf(lattice), 3, [1, 2])).toBeCloseTo(Math.log(1 / 9), 6);
  });
});

describe('poolViews and rankValues', () => {
  it.each(decodingCases)('equal the training job for “$text”', ({ views, nbest, pooled, raw }) => {
    const ready = latticesOf(views).map(viewOf);
    const found = poolViews(ready, new Set(nbest.flat().map(([text]) => text)), labels);
    expect(found.map(({ text }) => text)).toEqual(pooled.map(([text]) => text));
    for (const [n, { logProbability }] of found.entries())
      expect(Math.abs(logProbability - pooled[n]![1])).toBeLessThan(1e-4);
    const ranked = rankValues(found);
    expect(ranked.map(({ value }) => value)).toEqual(raw.map(([value]) => value));
    for (const [n, value] of ranked.entries()) expect(Math.abs(value.raw - raw[n]![1])).toBeLessThan(1e-4);
  });

  it('give a value the likeliest of its texts', () => {
    const texts = [
      { text: '1.2', value: '12', logProbability: Math.log(0.4) },
      { text: '17', value: '17', logProbability: Math.log(0.3) },
      { text: '12', value: '12', logProbability: Math.log(0.2) },
    ];
    const [first, second] = rankValues(texts);
    expect(first).toMatchObject({ value: '12', text: '1.2', logProbability: Math.log(0.4) });
    expect(first!.raw).toBeCloseTo(0.6, 9);
    expect(second).toMatchObject({ value: '17', text: '17' });
  });

  it('have no value above 1, however the views round', () => {
    const texts = [
      { text: '1', value: '1', logProbability: Math.log(0.8) },
      { text: '1.', value: '1', logProbability: Math.log(0.3) },
    ];
    expect(rankValues(texts)[0]!.raw).toBe(1);
  });
});

describe('plausibility', () => {
  it.each(Object.entries(penalties))('of “%s” is the training job’s', (text, penalty) => {
    expect(penaltyOf(text)).toBeCloseTo(penalty, 9);
  });

  it.each(['1.500,-', '3/4', '12/05/1987', "1'000'000", '12:30', '$12', '55-1234', ''])(
    'has nothing against “%s”',
    text => {
      expect(penaltyOf(text)).toBe(0);
    },
  );

  it.each(['/13', "'5", '1$2', '1/2/3/4'])('doubts “%s”', text => {
    expect(penaltyOf(text)).toBeLessThan(0);
  });
});

describe('readLattices without a rule', () => {
  it.each(decodingCases)(
    'equals the training job for “$text”, plausibility on and off',
    ({ views, raw, plausible }) => {
      for (const [plausibility, expected] of [
        [true, plausible],
        [false, raw],
      ] as const) {
        const { candidates } = readLattices(latticesOf(views), labels, null, { plausibility });
        const most = Math.min(8, expected.length);
        expect(candidates.map(({ value }) => value)).toEqual(expected.slice(0, most).map(([value]) => value));
        for (const [n, { raw: found }] of candidates.entries())
          expect(Math.abs(found - expected[n]![1])).toBeLessThan(1e-4);
      }
    },
  );

  it('has fixtures that plausibility changes and some it leaves alone', () => {
    const changed = decodingCases.filter(
      ({ raw, plausible }) => JSON.stringify(raw) !== JSON.stringify(plausible),
    );
    expect(changed.length).toBeGreaterThan(2);
    expect(decodingCases.some(({ raw, plausible }) => Math.abs(raw[0]![1] - plausible[0]![1]) < 0.01)).toBe(
      true,
    );
  });
});
