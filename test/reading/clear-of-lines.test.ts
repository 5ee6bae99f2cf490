// What is left of the ink beside a number that reads: lines go, writing and rings stay.
import { describe, expect, it } from 'vitest';
import { clearOfLines } from '../../lib/reading/clear-of-lines.ts';
import type { GreyImage, PixelBox } from '../../lib/reading/grey-image.ts';
import { type FoundInk, findInk } from '../../lib/reading/ink.ts';
import { drawn, mapped, onPaper, seven } from './drawing.ts';

/** A 7 of 18 to 24 pixels in the middle of 200 to 206. */
const page = onPaper(drawn(seven, { zoom: 2 }), 91);
const digit: PixelBox = { left: 91, top: 91, right: 109, bottom: 115 };

const inkOf = (picture: GreyImage): FoundInk => {
  const found = findInk(picture, true);
  if (typeof found === 'string') throw new Error(`expected ink, got ${found}`);
  return found;
};

const withLines = (isLine: (x: number, y: number) => boolean): FoundInk =>
  inkOf(mapped(page, (v, x, y) => (isLine(x, y) ? 0.1 : v)));

const sizes = ({ components }: FoundInk): number[] => components.map(c => c.bottom - c.top);

describe('clearOfLines', () => {
  it.each([
    ['a corner', (x: number, y: number) => (y >= 6 && y < 9 && x > 20 && x < 194) || (x >= 191 && x < 194 && y > 6 && y < 190)],
    ['a corner with rules', (x: number, y: number) => (x >= 191 && x < 194 && y > 6 && y < 190) || (y % 60 === 10 && x > 20 && x < 194)],
    ['an upright', (x: number, y: number) => x >= 20 && x < 28 && y > 6 && y < 196],
  ] as const)('leaves %s out, from the map as well', (_name, isLine) => {
    const ink = withLines(isLine);
    expect(Math.max(...sizes(ink))).toBeGreaterThan(150);
    const clear = clearOfLines(ink, [digit]);
    expect(sizes(clear)).toEqual([24]);
    expect(clear.map.data[100 * page.width + 192]).toBe(0);
    expect(clear.map.data[92 * page.width + 100]).toBe(1);
  }); // biome-ignore format: a line a line

  it('keeps a ring and a box around the number, and lines through it', () => {
    const far = (x: number, y: number) => Math.hypot(x - 100, y - 103);
    const isRing = (x: number, y: number) => far(x, y) >= 70 && far(x, y) < 74;
    const isBox = (x: number, y: number) =>
      Math.max(Math.abs(x - 100), Math.abs(y - 103)) >= 68 &&
      Math.max(Math.abs(x - 100), Math.abs(y - 103)) < 71;
    const isThrough = (x: number, y: number) => y >= 102 && y < 104 && x > 10 && x < 190;
    for (const isLine of [isRing, isBox, isThrough]) {
      const ink = withLines(isLine);
      expect(clearOfLines(ink, [digit])).toBe(ink);
    }
  });

  it('keeps a large digit beside a small number', () => {
    const large = drawn(seven, { zoom: 12 });
    const beside = mapped(page, (v, x, y) =>
      x >= 2 && x < 86 && y >= 30 && y < 174 ? Math.min(v, large.data[(y - 30) * large.width + x - 2]!) : v,
    );
    const ink = inkOf(beside);
    expect(clearOfLines(ink, [digit])).toBe(ink);
  });
});
