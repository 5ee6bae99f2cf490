import { describe, expect, it } from 'vitest';
import { boxHeight, boxWidth, type GreyImage } from '../../lib/reading/grey-image.ts';
import { type FoundInk, findInk, likelyPolarities } from '../../lib/reading/ink.ts';
import { drawn, mapped, noise, one, onPaper, seven } from './drawing.ts';

/** The ink of a picture that has some. */
const inkOf = (picture: GreyImage, darkInk = true): FoundInk => {
  const found = findInk(picture, darkInk);
  if (typeof found === 'string') throw new Error(`expected ink, got ${found}`);
  return found;
};

/** Where the drawn shape lies in `onPaper(drawn(…), margin)`, found ink must lie too, a pixel of blur allowed. */
const expectInkAt = (picture: GreyImage, margin: number, width: number, height: number) => {
  const found = inkOf(picture);
  const main = found.components.toSorted((a, b) => b.area - a.area)[0]!;
  expect(Math.abs(main.left - margin)).toBeLessThanOrEqual(1);
  expect(Math.abs(main.top - margin)).toBeLessThanOrEqual(1);
  expect(Math.abs(boxWidth(main) - width)).toBeLessThanOrEqual(2);
  expect(Math.abs(boxHeight(main) - height)).toBeLessThanOrEqual(2);
  return found;
};

const page = onPaper(drawn(seven, { zoom: 8 }), 60);

describe('findInk', () => {
  it('finds a clean digit, and says paper is 0 and ink is 1', () => {
    const { map, components } = expectInkAt(page, 60, 72, 96);
    expect(components).toHaveLength(1);
    expect(map.data[0]).toBe(0);
    expect(map.data[64 * map.width + 64]).toBe(1);
  });

  it('finds it under uneven light', () => {
    const shaded = mapped(
      page,
      (v, x, y) => (0.1 + 0.85 * v) * (1 - (0.6 * (x + y)) / (page.width + page.height)),
    );
    expectInkAt(shaded, 60, 72, 96);
  });

  it('finds faint pencil in grain', () => {
    const grain = noise(0.012);
    expectInkAt(
      mapped(page, v => (v < 0.5 ? 0.62 : 0.75) + grain()),
      60,
      72,
      96,
    );
  });

  it('leaves specks out', () => {
    const specked = mapped(page, (v, x, y) => ((x === 20 || x === 21) && y === 20 ? 0 : v));
    expect(inkOf(specked).components).toHaveLength(1);
  });

  it('leaves the edge of a page out, and keeps the digit beside it', () => {
    const edged = mapped(page, (v, x) => (x < 14 ? 0.05 : v));
    const found = expectInkAt(edged, 60, 72, 96);
    expect(found.map.data[100 * page.width + 5]).toBe(0);
  });

  it('leaves the corner of a box out that ends in the picture', () => {
    const isLine = (x: number, y: number) =>
      (y >= 8 && y < 10) || (x >= page.width - 16 && x < page.width - 14 && y < 0.75 * page.height);
    const cornered = mapped(page, (v, x, y) => (isLine(x, y) ? 0.2 : v));
    expect(inkOf(cornered).components).toHaveLength(1);
  });

  it('leaves a ruled line out', () => {
    const ruled = mapped(page, (v, _x, y) => (y === 180 || y === 181 ? 0.3 : v));
    expect(inkOf(ruled).components).toHaveLength(1);
  });

  it('leaves a pale printed grid out from under a strong pen', () => {
    const grid = mapped(page, (v, x, y) => (x % 20 < 2 || y % 20 < 2 ? Math.min(v, 0.85) : v));
    const found = inkOf(grid);
    expect(found.components).toHaveLength(1);
    expect(boxHeight(found.components[0]!)).toBe(96);
  });

  it.each([
    ['white', 1, 0],
    ['grainy', 0.7, 0.02],
    ['dark', 0.1, 0.01],
  ])('finds nothing on a %s sheet', (_name, level, deviation) => {
    const grain = noise(deviation);
    const sheet = { width: 200, height: 150, data: new Float32Array(200 * 150).map(() => level + grain()) };
    expect(findInk(sheet, true)).toBe('blank');
    expect(findInk(sheet, false)).toBe('blank');
  });

  it('finds nothing on a sheet with a shadow across it', () => {
    const grain = noise(0.01);
    const data = new Float32Array(320 * 240).map((_, i) => 0.8 - 0.4 * ((i % 320) / 320) + grain());
    expect(findInk({ width: 320, height: 240, data }, true)).toBe('blank');
  });

  it('finds a digit that fills a tiny crop', () => {
    const crop = drawn(seven, { ink: 1, paper: 0 });
    const found = inkOf(crop, false);
    expect(found.components).toHaveLength(1);
    expect(boxWidth(found.components[0]!)).toBe(9);
  });
});

describe('likelyPolarities', () => {
  it('knows dark on light and light on dark', () => {
    expect(likelyPolarities(page)).toEqual([true]);
    expect(likelyPolarities(mapped(page, v => 1 - v))).toEqual([false]);
  });

  it('offers both where a digit fills its crop', () => {
    const full = drawn(one, { zoom: 4 });
    expect(likelyPolarities(full)).toHaveLength(2);
  });
});
