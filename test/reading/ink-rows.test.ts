// Lines of ink as places that may hold a number, and how places are held against each other.
import { describe, expect, it } from 'vitest';
import { findInkRows } from '../../lib/reading/ink-rows.ts';
import { type ReadPlace, replaceBy, stacked } from '../../lib/reading/read-places.ts';
import { above, beside, drawn, mapped, one, onPaper, seven } from './drawing.ts';

const pair = beside(drawn(one, { zoom: 4 }), drawn(seven, { zoom: 4 }), 12);

describe('findInkRows', () => {
  // Two lines 48 pixels high: 64 wide at y 40, 16 wide at y 148.
  const page = onPaper(above(pair, drawn(one, { zoom: 4 }), 60), 40);

  it('boxes each line with paper around it, most ink first', () => {
    const [first, second, ...others] = findInkRows(page);
    expect(others).toEqual([]);
    // 0.22 and 0.4 of the height, rounded up: 11 above and 20 beside.
    expect(first).toMatchObject({ left: 20, top: 29, bottom: 99 });
    expect(second).toMatchObject({ left: 20, top: 137, bottom: 207 });
  });

  it('leaves a book edge and a rule out, and finds nothing on paper or in a texture', () => {
    const ruled = mapped(page, (v, x, y) => (x < 14 || (y >= 110 && y < 113) ? 0.1 : v));
    expect(findInkRows(ruled).map(({ top }) => top)).toEqual([29, 137]);
    expect(findInkRows(mapped(page, () => 0.9))).toEqual([]);
    const dots = { width: 640, height: 640, data: new Float32Array(640 * 640) };
    const texture = mapped(dots, (_v, x, y) => (x % 24 < 6 && y % 24 < 12 ? 0 : 1));
    expect(findInkRows(texture)).toEqual([]);
  });
});

const place = (left: number, top: number, right: number, bottom: number, worth: number): ReadPlace => ({
  box: { left, top, right, bottom },
  part: { left, top, right, bottom },
  crop: { width: 1, height: 1, data: new Float32Array(1) },
  toPicture: (x, y) => ({ x, y }),
  read: {
    best: { value: '1', text: '1', confidence: worth },
    others: [],
    obeys: true,
    digits: [],
    forms: [],
  },
  worth,
});

describe('stacked', () => {
  it('keeps lines above each other, top to bottom, though tilted ones share most of their rows', () => {
    const [upper, lower] = [place(0, 0, 300, 60, 0.5), place(0, 25, 280, 85, 0.9)];
    expect(stacked([lower, upper])).toEqual([upper, lower]);
  });

  it('keeps the better of two pieces that stand beside each other', () => {
    const [left, right] = [place(0, 0, 100, 40, 0.5), place(110, 4, 160, 44, 0.9)];
    expect(stacked([left, right])).toEqual([right]);
  });
});

describe('replaceBy', () => {
  it('puts a place instead of those that it shows again, and leaves the others', () => {
    const [same, other] = [place(0, 0, 100, 40, 0.5), place(0, 60, 100, 100, 0.5)];
    const better = place(5, 4, 90, 44, 0.9);
    expect(replaceBy(better, [same, other])).toEqual([other, better]);
  });
});
