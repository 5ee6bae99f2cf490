// Intervals, calibration error, AUROC and alignment against published values and values counted by hand.
import { describe, expect, it } from 'vitest';
import { alignDigits, isEdit } from '../../lib/evaluation/align.ts';
import { areaUnderRoc } from '../../lib/evaluation/auroc.ts';
import {
  calibrationError,
  calibrationErrorOfChance,
  reliabilityOf,
} from '../../lib/evaluation/calibration.ts';
import { confusionOf } from '../../lib/evaluation/confusion.ts';
import { clopperPearson, shareOf, wilson } from '../../lib/evaluation/intervals.ts';

const rounded = (interval: readonly number[], digits = 4) => interval.map(v => Number(v.toFixed(digits)));

// Newcombe, "Two-sided confidence intervals for the single proportion", 1998, table I: methods 3 and 5.
describe('intervals', () => {
  it.each([
    [81, 263, [0.2553, 0.3662], [0.2527, 0.3676]],
    [15, 148, [0.0624, 0.1605], [0.0578, 0.1617]],
    [0, 20, [0, 0.1611], [0, 0.1684]],
    [1, 29, [0.0061, 0.1718], [0.0009, 0.1776]],
  ])('of %i in %i', (part, whole, byWilson, exact) => {
    expect(rounded(wilson(part, whole))).toEqual(byWilson);
    expect(rounded(clopperPearson(part, whole))).toEqual(exact);
  });

  it.each([29, 598])('are exact at the ends for %i: a tail is a power of the share', whole => {
    const root = 0.025 ** (1 / whole);
    expect(rounded(clopperPearson(0, whole), 9)).toEqual(rounded([0, 1 - root], 9));
    expect(rounded(clopperPearson(whole, whole), 9)).toEqual(rounded([root, 1], 9));
  });

  // The binomial sums solved for the share with 60 decimal digits, in Python.
  it('are exact for a rare error', () => {
    expect(rounded(clopperPearson(9, 1924), 7)).toEqual([0.0021411, 0.0088612]);
  });

  it('are none of nothing', () => {
    expect(shareOf(0, 0)).toEqual({ part: 0, whole: 0, share: null, low: null, high: null });
    expect(shareOf(1, 4)).toMatchObject({ share: 0.25 });
  });
});

describe('the calibration error', () => {
  it('is how far each bin’s mean confidence lies from its share of right ones', () => {
    // Bin 14: three files, 0.95 sure, two right; bin 7: one file, 0.5 sure, right. (3 x |2/3 - 0.95| + 0.5) / 4
    const judged = [
      { confidence: 0.95, right: true },
      { confidence: 0.95, right: true },
      { confidence: 0.95, right: false },
      { confidence: 0.5, right: true },
    ];
    expect(calibrationError(judged)).toBeCloseTo((0.85 + 0.5) / 4, 12);
    const bins = reliabilityOf(judged);
    expect(bins).toHaveLength(15);
    expect(bins[7]).toEqual({ files: 1, meanConfidence: 0.5, rightShare: 1 });
    expect(bins[14]).toMatchObject({ files: 3, rightShare: 2 / 3 });
    expect(bins.filter(bin => bin === null)).toHaveLength(13);
  });

  it('counts full confidence into the last bin, and overconfidence against its opposite there', () => {
    expect(
      calibrationError([
        { confidence: 1, right: true },
        { confidence: 0.94, right: false },
      ]),
    ).toBeCloseTo(0.47, 12);
  });

  // Of n files that are half sure, |right - n/2| / n on average: n = 1: 1/2; n = 2: 1/4; n = 4: 3/16.
  it.each([
    [1, 0.5],
    [2, 0.25],
    [4, 0.1875],
  ])('that chance alone makes of %i half-sure files', (files, expected) => {
    expect(calibrationErrorOfChance(new Array(files).fill(0.5))).toBeCloseTo(expected, 1.9);
  });

  it('is nought by chance where nothing is left to chance, and the same each time', () => {
    expect(calibrationErrorOfChance([1, 1, 0])).toBe(0);
    const confidences = [0.3, 0.7, 0.9];
    expect(calibrationErrorOfChance(confidences)).toBe(calibrationErrorOfChance(confidences));
    expect(calibrationErrorOfChance(confidences)).toBeGreaterThan(0.2);
  });
});

describe('the area under the ROC', () => {
  it('is the share of pairs in order, equal ones counted half', () => {
    // Of the 12 pairs: 0.9 beats 3; each 0.8 beats 2 and ties 1; 0 ties 1. (3 + 2.5 + 2.5 + 0.5) / 12
    expect(areaUnderRoc([0.9, 0.8, 0.8, 0], [0.8, 0.3, 0])).toBeCloseTo(8.5 / 12, 12);
  });

  it('is 1 and 0 at the ends, a half without knowledge, and nothing without either kind', () => {
    expect(areaUnderRoc([0.9, 0.8], [0.1, 0.2])).toBe(1);
    expect(areaUnderRoc([0.1], [0.2])).toBe(0);
    expect(areaUnderRoc([0, 0], [0, 0, 0])).toBe(0.5);
    expect(areaUnderRoc([], [0.5])).toBeNull();
  });
});

describe('alignment', () => {
  const shown = (truth: string, read: string) =>
    alignDigits(truth, read)
      .map(pair => `${pair.truth ?? '_'}${pair.read ?? '_'}`)
      .join(' ');

  it.each([
    ['1234', '1234', '11 22 33 44'],
    ['1234', '1734', '11 27 33 44'],
    ['1000', '100', '11 0_ 00 00'],
    ['15', '115', '_1 11 55'],
    ['12', '', '1_ 2_'],
    ['', '7', '_7'],
    ['', '', ''],
  ])('of %j with %j', (truth, read, expected) => {
    expect(shown(truth, read)).toBe(expected);
  });

  it.each([
    ['kitten', 'sitting', 3],
    ['sunday', 'saturday', 3],
    ['12345', '54321', 4],
  ])('of %j with %j costs the edit distance', (truth, read, distance) => {
    expect(alignDigits(truth, read).filter(isEdit)).toHaveLength(distance);
  });

  it('makes a table of digits taken for others, lost and made up', () => {
    const confusion = confusionOf([
      { truth: '120', value: '170' },
      { truth: '5', value: '53' },
      { truth: '88', value: null },
    ]);
    expect(confusion).toMatchObject({ digits: 6, edits: 4 });
    expect(confusion.counts[2]?.[7]).toBe(1);
    expect(confusion.counts.flat().reduce((sum, count) => sum + count)).toBe(4);
    expect(confusion.lost).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 2, 0]);
    expect(confusion.madeUp).toEqual([0, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
  });
});
