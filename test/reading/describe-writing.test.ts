// Strokes drawn with a known lean, width, height and shade, and what is measured of them.
import { describe, expect, it } from 'vitest';
import { describeWriting } from '../../lib/reading/describe-writing.ts';
import type { GreyImage } from '../../lib/reading/grey-image.ts';
import { findInk } from '../../lib/reading/ink.ts';
import { mapped } from './drawing.ts';

type Point = readonly [x: number, y: number];

/** Digits as lines and loops in a box of 0 to 1, y downwards. */
const ring: readonly Point[] = Array.from({ length: 33 }, (_, i) => [
  0.5 + 0.3 * Math.cos((i * Math.PI) / 16),
  0.5 + 0.5 * Math.sin((i * Math.PI) / 16),
]);
const shapes: Readonly<Record<string, readonly (readonly Point[])[]>> = {
  1: [
    [
      [0.5, 0],
      [0.5, 1],
    ],
  ],
  0: [ring],
  4: [
    [
      [0.3, 0],
      [0.3, 0.6],
      [0.9, 0.6],
    ],
    [
      [0.7, 0.2],
      [0.7, 1],
    ],
  ],
  9: [
    ring.map(([x, y]) => [x, 0.6 * y] as const),
    [
      [0.8, 0.3],
      [0.8, 1],
    ],
  ],
  '-': [
    [
      [0.2, 0.5],
      [0.8, 0.5],
    ],
  ],
  '.': [
    [
      [0.5, 0.98],
      [0.5, 1],
    ],
  ],
};

interface Hand {
  readonly height: number;
  /** Of the pen, with round ends. */
  readonly width: number;
  readonly slant: number;
}

/** The ink of a text, 0 to 1, its edges one pixel soft. Height is from the middle of a stroke to that of another. */
const write = (text: string, { height, width, slant }: Hand): GreyImage => {
  const lean = Math.tan((slant * Math.PI) / 180);
  const step = 0.9 * height;
  const margin = Math.ceil(width) + 3;
  const across = Math.ceil(step * text.length + Math.abs(lean) * height) + 2 * margin;
  const down = Math.ceil(height) + 2 * margin;
  const data = new Float32Array(across * down);
  const place = ([x, y]: Point, at: number): Point => [
    margin + (lean < 0 ? -lean * height : 0) + step * (at + 0.8 * x) + lean * height * (1 - y),
    margin + height * y,
  ];
  for (const [at, character] of [...text].entries()) {
    for (const line of shapes[character]!) {
      for (let k = 0; k + 1 < line.length; k++)
        stroke(data, across, down, place(line[k]!, at), place(line[k + 1]!, at), width);
    }
  }
  return { width: across, height: down, data };
};

const stroke = (
  data: Float32Array,
  across: number,
  down: number,
  a: Point,
  b: Point,
  width: number,
): void => {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  for (let y = 0; y < down; y++) {
    for (let x = 0; x < across; x++) {
      const [px, py] = [x + 0.5 - a[0], y + 0.5 - a[1]];
      const along = Math.min(1, Math.max(0, (px * dx + py * dy) / Math.max(1e-9, dx * dx + dy * dy)));
      const distance = Math.hypot(px - along * dx, py - along * dy);
      const ink = Math.min(1, Math.max(0, width / 2 + 0.5 - distance));
      const i = y * across + x;
      data[i] = Math.max(data[i]!, ink);
    }
  }
};

const shaded = (ink: GreyImage, paper: number, pen: number): GreyImage =>
  mapped(ink, value => paper + (pen - paper) * value);

const usual: Hand = { height: 40, width: 4, slant: 0 };
const described = (text: string, hand: Partial<Hand>) => {
  const ink = write(text, { ...usual, ...hand });
  return describeWriting(ink, shaded(ink, 0.9, 0.2))!;
};

describe('describeWriting', () => {
  it.each([-30, -12, -3, 0, 5, 17, 35])('measures a lean of %i degrees to within 1.5', slant => {
    for (const text of ['1', '111', '0', '1940', '4019-'])
      expect(Math.abs(described(text, { slant }).slantDegrees - slant), text).toBeLessThanOrEqual(1.5);
  });

  it.each([1.5, 2, 3, 4.5, 6, 9])(
    'measures a pen of %f pixels to within a tenth and a quarter of a pixel',
    width => {
      for (const text of ['1', '0', '1940', '111.0'])
        for (const slant of [0, 20]) {
          const off = Math.abs(described(text, { width, slant }).strokeWidthPixels - width);
          expect(off, `${text} at ${slant}`).toBeLessThanOrEqual(0.25 + 0.1 * width);
        }
    },
  );

  it.each([16, 28, 40, 75])(
    'measures digits %i pixels high to within two pixels, marks left aside',
    height => {
      for (const text of ['0', '1940', '19.4-0.-']) {
        const { heightPixels } = described(text, { height, width: 3 });
        // From the upper edge of a stroke to the lower edge of another.
        expect(Math.abs(heightPixels - (height + 3)), text).toBeLessThanOrEqual(2);
      }
    },
  );

  it.each([
    [1, 0, 1],
    [0.9, 0.2, 0.778],
    [0.8, 0.7, 0.125],
    [0.1, 0.9, 0.889],
  ])('has paper %f and ink %f differ by %f', (paper, pen, expected) => {
    const ink = write('1940', usual);
    expect(describeWriting(ink, shaded(ink, paper, pen))!.contrast).toBeCloseTo(expected, 2);
  });

  it('gives lengths in the original’s pixels, and angle and contrast as they are', () => {
    const ink = write('1940', { ...usual, slant: 10 });
    const picture = shaded(ink, 0.9, 0.2);
    const one = describeWriting(ink, picture)!;
    const two = describeWriting(ink, picture, 2.5)!;
    expect(two.heightPixels).toBeCloseTo(2.5 * one.heightPixels, 1);
    expect(two.strokeWidthPixels).toBeCloseTo(2.5 * one.strokeWidthPixels, 1);
    expect(two.slantDegrees).toBe(one.slantDegrees);
    expect(two.contrast).toBe(one.contrast);
  });

  it('measures ink as the house finds it in a picture', () => {
    const picture = shaded(write('1940', { height: 60, width: 5, slant: 15 }), 0.85, 0.25);
    const found = findInk(picture, true);
    if (typeof found === 'string') throw new Error(`expected ink, got ${found}`);
    const writing = describeWriting(found.map, picture)!;
    expect(Math.abs(writing.slantDegrees - 15)).toBeLessThanOrEqual(1.5);
    expect(Math.abs(writing.strokeWidthPixels - 5)).toBeLessThanOrEqual(0.75);
    expect(Math.abs(writing.heightPixels - 65)).toBeLessThanOrEqual(2);
    expect(writing.contrast).toBeCloseTo(0.706, 2);
  });

  it('is null where there is no ink, and is not where there is a little', () => {
    const blank = { width: 30, height: 20, data: new Float32Array(600) };
    expect(describeWriting(blank, shaded(blank, 0.9, 0.2))).toBeNull();
    const faint = mapped(blank, (_, x) => (x === 3 ? 0.4 : 0));
    expect(describeWriting(faint, shaded(faint, 0.9, 0.2))).toBeNull();
    const dot = mapped(blank, (_, x, y) => (x > 3 && x < 7 && y > 3 && y < 7 ? 1 : 0));
    expect(describeWriting(dot, shaded(dot, 0.9, 0.2))).not.toBeNull();
  });
});
