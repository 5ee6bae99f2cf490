// A number model of the test's own making: what it says of each view becomes values with calibrated confidences.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseManifest } from '../../../lib/model/manifest.ts';
import type { GreyImage } from '../../../lib/reading/grey-image.ts';
import { createNumberReader } from '../../../lib/reading/number/number-reader.ts';
import { parseRule, type Rule } from '../../../lib/reading/number/rule.ts';
import { defaultOptions } from '../../../lib/reading/options.ts';
import { drawn, onPaper, seven } from '../drawing.ts';

const packaged = parseManifest(
  readFileSync(new URL('../../../models/manifest.json', import.meta.url)),
).number;
const labels = packaged.output.labels;
const classes = labels.length + 1;
const crop = onPaper(drawn(seven, { zoom: 4 }), 12);

/** Blank but for one frame, where each label has its share of the odds. */
const readerOf = (
  shares: Readonly<Record<string, number>>,
  { slope = 1, offset = 0, stretches = [1] as readonly number[], surely = 2 } = {},
) => {
  const widths: number[] = [];
  const read = createNumberReader({
    entry: {
      ...packaged,
      input: { ...packaged.input, views: stretches.map(stretch => ({ stretch })), surely },
      calibration: { method: 'logit-linear', slope, offset },
    },
    run: async (_ink, width) => {
      widths.push(width);
      const logits = new Float32Array((width / 2) * classes).fill(-40);
      for (let frame = 0; frame < width / 2; frame++) logits[frame * classes] = 0;
      const middle = Math.floor(width / 4);
      logits[middle * classes] = -40;
      for (const [label, share] of Object.entries(shares))
        logits[middle * classes + labels.indexOf(label) + 1] = Math.log(share);
      return logits;
    },
  });
  return { read, widths };
};

describe('createNumberReader', () => {
  it('tells the likeliest value and the others', async () => {
    const [read] = await readerOf({ 7: 0.8, 1: 0.15, 4: 0.05 }).read([crop], null);
    expect(read!.best).toMatchObject({ value: '7', text: '7' });
    expect(read!.best.confidence).toBeCloseTo(0.8, 5);
    expect(read!.others.slice(0, 2).map(({ value }) => value)).toEqual(['1', '4']);
    expect(read!.others[0]!.confidence).toBeCloseTo(0.15, 5);
    expect(read!.obeys).toBe(true);
    expect(read!.digits.map(({ value }) => value)).toEqual(['7']);
  });

  it('calibrates the logit by slope and offset', async () => {
    const [read] = await readerOf({ 7: 0.8, 1: 0.2 }, { slope: 0.5, offset: -1 }).read([crop], null);
    // sigmoid(0.5 * ln(4) - 1) = 1 / (1 + e / 2)
    expect(read!.best.confidence).toBeCloseTo(1 / (1 + Math.E / 2), 5);
  });

  it('looks at each crop as often as there are views, at their widths, and answers in order', async () => {
    const { read, widths } = readerOf({ 7: 1 }, { stretches: [1, 1.5] });
    const wide = onPaper(crop, 30);
    expect(await read([crop, wide], null)).toHaveLength(2);
    const natural = (48 * crop.width) / crop.height;
    expect(widths).toHaveLength(4);
    expect(Math.abs(widths[0]! - natural)).toBeLessThan(4);
    expect(Math.abs(widths[1]! - 1.5 * natural)).toBeLessThan(4);
    expect(Math.abs(widths[2]! - (48 * wide.width) / wide.height)).toBeLessThan(4);
  });

  it('asks the other views only where the first is not sure, of what obeys the rule where there is one', async () => {
    const looked = async (share: number, rule: Rule | null = null) => {
      const { read, widths } = readerOf({ 7: share, 1: 1 - share }, { stretches: [1, 1.5], surely: 0.9 });
      await read([crop], rule);
      return widths.length;
    };
    expect(await looked(0.95)).toBe(1);
    expect(await looked(0.85)).toBe(2);
    expect(await looked(0.95, parseRule({ ...defaultOptions, length: 3 }))).toBe(2);
  });

  it('looks at a page of many rows once', async () => {
    for (const [rows, looks] of [
      [16, 32],
      [17, 17],
    ] as const) {
      const { read, widths } = readerOf({ 7: 0.5, 1: 0.5 }, { stretches: [1, 1.5] });
      await read(Array<GreyImage>(rows).fill(crop), null);
      expect(widths).toHaveLength(looks);
    }
  });

  it('reads by a rule, and says where none is kept', async () => {
    const { read } = readerOf({ 7: 0.8, 1: 0.2 });
    const [broken] = await read([crop], parseRule({ ...defaultOptions, length: 3 }));
    expect(broken).toMatchObject({ obeys: false, best: { value: '7' } });
    const [kept] = await read([crop], parseRule({ ...defaultOptions, pattern: '1' }));
    expect(kept).toMatchObject({ obeys: true, best: { value: '1' } });
  });
});
