import { expect, test } from 'vitest';
import { boxHeight, boxWidth, type PixelBox } from '../../../lib/reading/grey-image.ts';
import { cutRow } from '../../../lib/reading/number/cut-row.ts';
import { findRows } from '../../../lib/reading/number/find-rows.ts';
import { type Piece, writingHeight } from '../../../lib/reading/number/row-pieces.ts';
import { mapped, noise } from '../drawing.ts';
import { type DrawnRow, drawRows } from './draw-rows.ts';

const texts = ['2047', '1790', '40', '917204'];
const rowsAt = (pitch: number, height = 30): DrawnRow[] =>
  texts.map((text, i) => ({ text, left: 40 + 13 * (i % 3), top: 30 + i * pitch, height }));

const holds = (outer: PixelBox, inner: PixelBox): boolean =>
  outer.left <= inner.left &&
  outer.top <= inner.top &&
  outer.right >= inner.right &&
  outer.bottom >= inner.bottom;

test('finds ragged rows, top to bottom, each with little paper around it', () => {
  const { image, boxes } = drawRows({ width: 300, height: 270, rows: rowsAt(60) });
  const found = findRows(image);
  expect(found).toHaveLength(4);
  found.forEach(({ box, struckOut }, i) => {
    expect(holds(box, boxes[i]!)).toBe(true);
    expect(boxHeight(box)).toBeLessThan(1.8 * boxHeight(boxes[i]!));
    expect(boxWidth(box)).toBeLessThan(boxWidth(boxes[i]!) + 1.4 * 30);
    expect(struckOut).toBe(false);
  });
});

test.each([-0.1, -0.05, 0.05, 0.1])('rows tilted by %d radians are found, and cut out level', tilt => {
  const { image, boxes } = drawRows({ width: 340, height: 300, rows: rowsAt(56), tilt });
  const found = findRows(image);
  expect(found).toHaveLength(4);
  found.forEach((row, i) => {
    expect(holds(row.box, boxes[i]!)).toBe(true);
  });
  const longest = found[3]!;
  expect(longest.slope).toBeCloseTo(Math.tan(tilt), 1);
  const { crop, toPicture } = cutRow(image, longest);
  // What was level on the page is level again: the row is hardly higher than its digits and their margin.
  expect(crop.height).toBeLessThan(1.75 * 30);
  const middle = toPicture(crop.width / 2, crop.height / 2);
  expect(middle.x).toBeCloseTo((longest.box.left + longest.box.right) / 2, 0);
  expect(middle.y).toBeCloseTo((longest.box.top + longest.box.bottom) / 2, 0);
  const ahead = toPicture(crop.width / 2 + 100, crop.height / 2);
  expect((ahead.y - middle.y) / (ahead.x - middle.x)).toBeCloseTo(longest.slope, 5);
});

test('ruled lines at the feet of the digits are no rows, and strike nothing out', () => {
  const rules = [0, 1, 2, 3, 4].map(i => 61 + 55 * i - 55);
  const { image, boxes } = drawRows({ width: 300, height: 270, rows: rowsAt(55), rules });
  const found = findRows(image);
  expect(found.map(row => row.struckOut)).toEqual([false, false, false, false]);
  found.forEach(({ box }, i) => {
    expect(holds(box, boxes[i]!)).toBe(true);
    expect(boxWidth(box)).toBeLessThan(boxWidth(boxes[i]!) + 1.6 * 30);
  });
});

const long = 0.8 * 6;
const marks = {
  'a line': [[[-0.2, 0.5], [long, 0.45]]],
  'two lines': [[[-0.2, 0.4], [long, 0.38]], [[-0.2, 0.6], [long, 0.62]]],
  'a zigzag': [Array.from({ length: 20 }, (_, i) => [-0.1 + 0.25 * i, i % 2 ? 0.9 : 0.1] as const)],
} as const; // biome-ignore format: a stroke a line

test.each(Object.entries(marks))('a row with %s through it is struck out, the others stand', (_, strokes) => {
  const rows = rowsAt(60).map(row => (row.text.length === 6 ? { ...row, strokes } : row));
  const { image } = drawRows({ width: 300, height: 270, rows });
  expect(findRows(image).map(row => row.struckOut)).toEqual([false, false, false, true]);
});

test('an underline, a barred 7 and a dash strike nothing out', () => {
  const strokes = {
    '917204': [[[-0.1, 1.12], [long, 1.15]]],
    '1790': [[[0.75, 0.5], [1.3, 0.5]]],
    '2047': [[[3.3, 0.5], [4.2, 0.5]]],
  } as const; // biome-ignore format: a stroke a line
  const rows = rowsAt(60).map(row => ({ ...row, strokes: strokes[row.text as keyof typeof strokes] ?? [] }));
  const { image } = drawRows({ width: 300, height: 270, rows });
  expect(findRows(image).map(row => row.struckOut)).toEqual([false, false, false, false]);
});

test('a tail that touches the row below parts, and is painted over in its crop', () => {
  const rows = [
    { text: '20j94', left: 40, top: 20, height: 30 },
    { text: '40720', left: 40, top: 66, height: 30 },
  ];
  const { image, boxes } = drawRows({ width: 240, height: 130, rows });
  const alone = drawRows({ width: 240, height: 130, rows: rows.slice(1) });
  const found = findRows(image);
  expect(found).toHaveLength(2);
  expect(holds(found[1]!.box, boxes[1]!)).toBe(true);
  expect(boxHeight(found[1]!.box)).toBeLessThan(2 * 30);
  // In the upper half of what lies between the rows the tail stood; in the lower row's crop there is paper.
  const { crop, toPicture } = cutRow(image, found[1]!);
  let tail = 0;
  let left = 0;
  for (let y = 0; y < crop.height; y++) {
    for (let x = 0; x < crop.width; x++) {
      const at = toPicture(x, y);
      if (at.y > 57) continue;
      const i = Math.floor(at.y) * 240 + Math.floor(at.x);
      if (image.data[i]! < 0.5 && alone.image.data[i]! > 0.9) tail += 1;
      if (crop.data[y * crop.width + x]! < 0.5) left += 1;
    }
  }
  expect(tail).toBeGreaterThan(5);
  expect(left).toBeLessThan(0.3 * tail);
});

test('a black book edge is no part of a row beside it', () => {
  const rows = [{ text: '47', left: 80, top: 90, height: 25 }];
  const { image, boxes } = drawRows({ width: 130, height: 205, rows });
  const [row, ...more] = findRows(mapped(image, (value, x) => (x < 45 ? 0.05 : value)));
  expect(more).toEqual([]);
  expect(row!.box.left).toBeGreaterThanOrEqual(45);
  expect(holds(row!.box, boxes[0]!)).toBe(true);
});

test('pale print in the paper does not tell how high the writing is, though it has more pixels', () => {
  const piece = (high: number, area: number, strength: number): Piece => ({
    label: 1,
    left: 0,
    right: 10,
    top: 0,
    bottom: high,
    area,
    strength,
  });
  const digits = [piece(18, 90, 0.35), piece(19, 120, 0.36)];
  const print = Array.from({ length: 9 }, () => piece(5, 30, 0.07));
  expect(writingHeight([...print, ...digits], 200)).toBeGreaterThanOrEqual(18);
  expect(writingHeight(print, 200)).toBe(5);
});

test('boxes of a large picture are in its own pixels', () => {
  const rows = rowsAt(300, 150).map(row => ({ ...row, left: 8 * row.left, top: row.top + 120 }));
  const { image, boxes } = drawRows({ width: 1600, height: 1500, rows, pen: 12 });
  const found = findRows(image);
  expect(found).toHaveLength(4);
  found.forEach(({ box }, i) => {
    expect(holds(box, boxes[i]!)).toBe(true);
  });
});

test('a faint row beside a shadow with a sharp edge is found', () => {
  const { image, boxes } = drawRows({ width: 300, height: 270, rows: rowsAt(60) });
  const grain = noise(0.01);
  const dim = mapped(image, (value, x) => (0.5 + 0.3 * value) * (x > 90 && x < 140 ? 0.6 : 1) + grain());
  const found = findRows(dim);
  expect(found).toHaveLength(4);
  found.forEach(({ box }, i) => {
    expect(holds(box, boxes[i]!)).toBe(true);
  });
});

test('blank paper has no rows; a texture has at most forty, and costs no minute', () => {
  const grain = noise(0.01);
  const blank = { width: 200, height: 200, data: new Float32Array(40_000).fill(0.9) };
  expect(findRows(blank)).toEqual([]);
  expect(findRows(mapped(blank, value => value + grain()))).toEqual([]);
  const checks = { width: 1600, height: 1600, data: new Float32Array(2_560_000) };
  const start = performance.now();
  const rows = findRows(mapped(checks, (_, x, y) => (((x >> 3) * 7 + (y >> 3) * 13) % 5 < 2 ? 0.1 : 0.9)));
  expect(rows.length).toBeLessThanOrEqual(40);
  expect(performance.now() - start).toBeLessThan(10_000);
});
