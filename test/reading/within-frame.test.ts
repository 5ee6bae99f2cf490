// A printed box around a number: its lines are no strokes, and nothing that a pen wrote goes with them.
import { beforeAll, describe, expect, it } from 'vitest';
import { createLog } from '../../lib/log.ts';
import type { GreyImage, PixelBox } from '../../lib/reading/grey-image.ts';
import { openReader } from '../../lib/reading/open-reader.ts';
import { defaultOptions } from '../../lib/reading/options.ts';
import type { Reader } from '../../lib/reading/reader.ts';
import { withinFrame } from '../../lib/reading/within-frame.ts';
import { asPixels, beside, drawn, mapped, one, onPaper, seven } from './drawing.ts';

const number = [seven, one, seven].map(rows => drawn(rows, { zoom: 4 })).reduce((l, r) => beside(l, r, 18));
const field = onPaper(number, 50);

interface Lines {
  /** Pixels from the picture's side. */
  readonly from?: number;
  readonly thick?: number;
  /** Pixels down for each pixel to the right. */
  readonly tilt?: number;
}

/** The picture with a box drawn into it, over what is there. */
const framed = (picture: GreyImage, { from = 22, thick = 2, tilt = 0 }: Lines = {}): GreyImage => {
  const { width, height } = picture;
  const isOn = (at: number, size: number) =>
    (at >= from && at < from + thick) || (at < size - from && at >= size - from - thick);
  return mapped(picture, (v, x, y) => {
    const [u, w] = [Math.round(x + tilt * (y - height / 2)), Math.round(y - tilt * (x - width / 2))];
    const isInside = u >= from && u < width - from && w >= from && w < height - from;
    return isInside && (isOn(u, width) || isOn(w, height)) ? 0.1 : v;
  });
};

const wholeOf = ({ width, height }: GreyImage): PixelBox => ({
  left: 0,
  top: 0,
  right: width,
  bottom: height,
});

describe('withinFrame', () => {
  it.each([
    ['thin', { thick: 1 }],
    ['thick', { thick: 6 }],
    ['a degree off', { tilt: 0.017 }],
  ])('is the inside of a box, %s', (_, lines: Lines) => {
    const { left, top, right, bottom } = withinFrame(framed(field, lines));
    const past = 22 + (lines.thick ?? 2);
    const least = [left, top, field.width - right, field.height - bottom];
    for (const margin of least) {
      expect(margin).toBeGreaterThanOrEqual(past - 3);
      expect(margin).toBeLessThan(50);
    }
  });

  it('is the whole picture where there is no box, an empty one, or two', () => {
    const blank = mapped(field, () => 1);
    for (const picture of [field, framed(blank), beside(framed(field), framed(field), 10)])
      expect(withinFrame(picture)).toEqual(wholeOf(picture));
  });

  it('is the whole picture where ink lies outside the box, or strokes cross its lines', () => {
    const outside = mapped(framed(field), (v, x, y) => (y < 14 && x > 60 && x < 66 ? 0 : v));
    const crossing = mapped(framed(field), (v, x, y) => (y > 12 && y < 60 && x > 70 && x < 75 ? 0 : v));
    for (const picture of [outside, crossing]) expect(withinFrame(picture)).toEqual(wholeOf(picture));
  });

  it('is the whole picture where a ring is drawn around a digit: a 0 has no straight sides', () => {
    const [x0, y0] = [field.width / 2, field.height / 2];
    const ringed = mapped(field, (v, x, y) => {
      const away = Math.hypot((x - x0) / (x0 - 20), (y - y0) / (y0 - 20));
      return away > 0.93 && away < 1 ? 0 : v;
    });
    expect(withinFrame(ringed)).toEqual(wholeOf(field));
  });
});

describe('a number in a printed box', () => {
  let reader: Reader;
  beforeAll(async () => {
    reader = await openReader({ log: createLog('silent'), modelUri: null, store: { get: async () => null } });
  });

  it('is read without the lines, and its boxes are told in the whole picture', async () => {
    for (const lines of [{ thick: 1 }, { thick: 3 }, { thick: 5, from: 30 }]) {
      const pixels = asPixels(framed(field, lines));
      const { value, confidence, digits } = await reader.readPixels({ pixels, options: defaultOptions });
      expect(value).toBe('717');
      expect(confidence).toBeGreaterThan(0.93); // without a box it is 0.95
      expect(Math.abs(digits[0]!.box.x - 50)).toBeLessThanOrEqual(8);
    }
  });
});
