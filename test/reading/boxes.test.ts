// A form's separate boxes, one around each digit: their lines go, the digits and the strokes across the lines stay.
import { beforeAll, describe, expect, it } from 'vitest';
import { createLog } from '../../lib/log.ts';
import { withoutFormLines } from '../../lib/reading/form-field.ts';
import type { GreyImage } from '../../lib/reading/grey-image.ts';
import { openReader } from '../../lib/reading/open-reader.ts';
import { defaultOptions } from '../../lib/reading/options.ts';
import type { Reader } from '../../lib/reading/reader.ts';
import { asPixels, beside, drawn, mapped, one, onPaper, seven } from './drawing.ts';

const wideOne = one.map(row => `..${row}...`);
const number = [seven, seven, wideOne, seven]
  .map(rows => drawn(rows, { zoom: 3 }))
  .reduce((l, r) => beside(l, r, 26));
const field = onPaper(number, 40);

interface Boxes {
  readonly thick?: number;
  /** Pixels of paper between two of them. */
  readonly gap?: number;
  /** Pixels down for each pixel to the right. */
  readonly tilt?: number;
  readonly top?: number;
  readonly bottom?: number;
  readonly ink?: number;
  /** The last box's right side lies so much further out. */
  readonly wider?: number;
}

/** The middles of the gaps between the field's digits, and outside the first and the last. */
const gaps = [28, 81, 134, 187, 240] as const;

const boxed = (
  picture: GreyImage,
  { thick = 2, gap = 10, tilt = 0, top = 28, bottom = 88, ink = 0, wider = 0 }: Boxes = {},
): GreyImage =>
  mapped(picture, (v, x, y) => {
    const [u, w] = [x + tilt * (y - picture.height / 2), y - tilt * (x - picture.width / 2)];
    const isOn = gaps.slice(1).some((right, i) => {
      const [from, to] = [gaps[i]! + gap / 2, right - gap / 2 + (i === 3 ? wider : 0)];
      const isInside = u >= from && u < to && w >= top && w < bottom;
      const isPastLine = u >= from + thick && u < to - thick && w >= top + thick && w < bottom - thick;
      return isInside && !isPastLine;
    });
    return isOn ? ink : v;
  });

/** Share of the pixels that are dark in one picture alone. */
const shareOff = (a: GreyImage, b: GreyImage): number =>
  a.data.filter((value, i) => value < 0.5 !== b.data[i]! < 0.5).length / a.data.length;

const frame = { from: 44, to: 60 };
/** A bar across the line between the first box and the paper beside it. */
const crossed = mapped(field, (v, x, y) => (y >= frame.from && y < frame.to && x >= 66 && x < 92 ? 0 : v));

const withoutCells = (picture: GreyImage): GreyImage => withoutFormLines(picture).picture;

describe('withoutFormLines', () => {
  it.each([
    ['thin', { thick: 1 }],
    ['thick', { thick: 4 }],
    ['grey', { ink: 0.45 }],
    ['close to each other', { gap: 4 }],
    ['two degrees off', { tilt: 0.035 }],
  ] satisfies readonly (readonly [string, Boxes])[])('takes the lines of boxes away, %s', (_, boxes) => {
    const marked = boxed(field, boxes);
    expect(shareOff(marked, field)).toBeGreaterThan(0.02);
    expect(shareOff(withoutCells(marked), field)).toBeLessThan(0.002);
  });

  it('leaves a stroke that crosses a line, and one that runs out of its box', () => {
    const { width } = field;
    const cleared = withoutCells(boxed(crossed));
    for (let x = 67; x < 91; x++) expect(cleared.data[52 * width + x]).toBeLessThan(0.5);
    const long = mapped(field, (v, x, y) => (x >= 54 && x < 59 && y >= 60 && y < 98 ? 0 : v));
    const kept = withoutCells(boxed(long));
    expect(shareOff(kept, long)).toBeLessThan(0.002);
  });

  it('takes the lines of empty boxes away beside written ones', () => {
    const half = mapped(field, (v, x) => (x < gaps[2] ? v : 1));
    expect(shareOff(withoutCells(boxed(half)), half)).toBeLessThan(0.002);
  });

  it('takes the lines of two fields of boxes side by side away', () => {
    const two = beside(field, field, 10);
    const marked = beside(boxed(field, { gap: -2 }), boxed(field, { gap: -2 }), 10);
    expect(shareOff(marked, two)).toBeGreaterThan(0.02);
    expect(shareOff(withoutCells(marked), two)).toBeLessThan(0.002);
  });

  it('leaves stems of digits that reach from a cell’s upper to its lower line', () => {
    // One in each of the first two cells, as far from each other as the cells' own lines are.
    const stems = mapped(field, (v, x, y) =>
      y >= 28 && y < 88 && [56, 109].some(at => x >= at && x < at + 5) ? 0 : v,
    );
    expect(shareOff(withoutCells(boxed(stems, { gap: -2 })), stems)).toBeLessThan(0.002);
    const ruled = mapped(stems, (v, _x, y) => ([27, 28, 87, 88].includes(y) ? 0 : v));
    expect(withoutCells(ruled)).toBe(ruled);
  });

  it('finds them in a photograph: askew, narrower to one side, in uneven light', () => {
    const askew = (picture: GreyImage): GreyImage =>
      mapped(picture, (_, x, y) => {
        const scale = 1 + 0.0006 * (x - 134);
        const [u, w] = [134 + (x - 134) * scale + 0.1 * (y - 58), 58 + (y - 58) * scale - 0.05 * (x - 134)];
        const at = Math.round(w) * picture.width + Math.round(u);
        const inside = u >= 0 && u < picture.width - 1 && w >= 0 && w < picture.height - 1;
        return (inside ? picture.data[at]! : 1) * (0.85 - 0.0004 * x);
      });
    const plain = askew(field);
    for (const boxes of [{ thick: 3 }, { thick: 3, gap: -3 }]) {
      const marked = askew(boxed(field, boxes));
      expect(shareOff(marked, plain)).toBeGreaterThan(0.02);
      expect(shareOff(withoutCells(marked), plain)).toBeLessThan(0.004);
    }
  });

  it('leaves empty boxes, a single one, boxes of another size, wide ones, and what is drawn without a ruler', () => {
    const blank = mapped(field, () => 1);
    const single = mapped(boxed(field), (v, x, y) => (x < gaps[1] ? v : field.data[y * field.width + x]!));
    const zeros = [
      '.######.',
      '########',
      '##....##',
      '##....##',
      '##.##.##',
      '##.##.##',
      '##....##',
      '########',
      '.######.',
    ];
    const dotted = onPaper(
      [zeros, zeros, zeros].map(rows => drawn(rows, { zoom: 4 })).reduce((l, r) => beside(l, r, 12)),
      20,
    );
    for (const picture of [field, boxed(blank), single, dotted]) expect(withoutCells(picture)).toBe(picture);
    const uneven = boxed(field, { wider: 12 });
    const last = mapped(uneven, (v, x) => (x < gaps[3] ? 1 : v));
    const cleared = withoutCells(uneven);
    expect(
      shareOff(
        mapped(cleared, (v, x) => (x < gaps[3] ? 1 : v)),
        last,
      ),
    ).toBe(0);
  });
});

describe('a reading', () => {
  let reader: Reader;
  beforeAll(async () => {
    const store = { get: async () => null };
    reader = await openReader({ log: createLog('silent'), modelUri: null, store });
  });

  it.each([{}, { thick: 4 }, { tilt: 0.02 }, { gap: 4 }])(
    'has the digits and no 1s of boxes %o',
    async boxes => {
      const { value } = await reader.readPixels({
        pixels: asPixels(boxed(field, boxes)),
        options: { ...defaultOptions, expect: 'number' },
      });
      expect(value).toBe('7717');
    },
  );
});
