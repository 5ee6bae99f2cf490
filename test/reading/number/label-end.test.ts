// Print before a number in one crop: told by its colon or its letters, and by the paper after it.
import { describe, expect, it } from 'vitest';
import type { GreyImage, PixelBox } from '../../../lib/reading/grey-image.ts';
import { labelEnd } from '../../../lib/reading/number/label-end.ts';
import { toNumberForm } from '../../../lib/reading/number/number-form.ts';
import type { NumberRead } from '../../../lib/reading/number/number-reader.ts';

const [width, height] = [320, 60];
const [top, bottom] = [10, 50];
const wide = 20;

/** Characters as upright bars, `at` their left sides; `lines` are the columns of cell borders. */
const drawn = (at: readonly number[], lines: readonly number[] = []): GreyImage => {
  const data = new Float32Array(width * height).fill(1);
  const fill = (left: number, right: number, from: number, to: number) => {
    for (let y = from; y < to; y++) data.fill(0, y * width + left, y * width + right);
  };
  for (const left of at) fill(left, left + wide, top, bottom);
  for (const left of lines) fill(left, left + 2, 0, height);
  return { width, height, data };
};

/** @param at of all characters; the digits of the text are the last ones. */
const start = (text: string, at: readonly number[], lines: readonly number[] = []): number | null => {
  const picture = drawn(at, lines);
  const boxOf = (left: number): PixelBox => ({ left, top, right: left + wide, bottom });
  const count = text.replace(/[^0-9]/g, '').length;
  const digits = at
    .slice(-count)
    .map(left => ({ value: '1', confidence: 1, alternatives: [], box: boxOf(left) }));
  const read: Pick<NumberRead, 'best' | 'digits' | 'forms'> = {
    best: { text, value: text.replace(/[^0-9]/g, ''), confidence: 0.9 },
    digits,
    forms: [toNumberForm(picture)],
  };
  return labelEnd(read, picture);
};

const word = [0, 24, 48];
const number = [120, 144, 168];

describe('labelEnd', () => {
  it('finds where the number begins after a word with a colon', () => {
    for (const text of ['??:123', '?4:123', '??:1.23', '??:123??']) {
      const begins = start(text, [...word, ...number]);
      expect(begins, text).toBeGreaterThan(70);
      expect(begins, text).toBeLessThan(120);
    }
  });

  it('sees paper on both sides of a cell’s border, and begins after it', () => {
    const begins = start('?4:35', [...word, 120, 144], [100]);
    expect(begins).toBeGreaterThan(101);
    expect(begins).toBeLessThan(120);
  });

  it('tells a label of digits alone from a time by the paper after the colon', () => {
    expect(start('0:35', [0, 100, 124])).not.toBeNull();
    expect(start('0:35', [0, 34, 58])).toBeNull();
    expect(start('1:500', [0, 30, 54, 78])).toBeNull();
  });

  it('leaves letters without a colon, a unit after the number, and a plain number', () => {
    expect(start('???123', [...word, ...number])).toBeNull();
    expect(start('123??', number)).toBeNull();
    expect(start('123', number)).toBeNull();
    expect(start('???', word)).toBeNull();
    expect(start('??:', word)).toBeNull();
  });
});
