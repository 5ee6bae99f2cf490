// The printed cells of a form: their upright lines go, the digits and the strokes across the lines stay.
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

interface Comb {
  readonly lines?: readonly number[];
  readonly thick?: number;
  readonly rails?: readonly ('top' | 'bottom')[];
  /** Pixels down for each pixel to the right. */
  readonly tilt?: number;
  readonly top?: number;
  readonly bottom?: number;
}

/** In the gaps of the field's digits, and outside the first and the last. */
const cells = [26, 79, 132, 185, 238] as const;

const combed = (
  picture: GreyImage,
  { lines = cells, thick = 3, rails = ['top', 'bottom'], tilt = 0, top = 28, bottom = 88 }: Comb = {},
): GreyImage =>
  mapped(picture, (v, x, y) => {
    const [u, w] = [x + tilt * (y - picture.height / 2), y - tilt * (x - picture.width / 2)];
    const isOn = (at: number, line: number) => at >= line && at < line + thick;
    const inRows = w >= top && w < bottom;
    const inColumns = u >= lines[0]! && u < lines.at(-1)! + thick;
    const onRail =
      inColumns &&
      ((rails.includes('top') && isOn(w, top)) || (rails.includes('bottom') && isOn(w, bottom - thick)));
    return onRail || (inRows && lines.some(line => isOn(u, line))) ? 0 : v;
  });

/** How many pixels of a column's cell rows are dark, off the rails. */
const darkIn = ({ width, data }: GreyImage, x: number): number => {
  let count = 0;
  for (let y = 34; y < 82; y++) if (data[y * width + x]! < 0.5) count += 1;
  return count;
};

const withoutCells = (picture: GreyImage): GreyImage => withoutFormLines(picture).picture;

describe('withoutFormLines', () => {
  it.each([
    ['with rails above and below', {}],
    ['without an upper rail', { rails: ['bottom'] }],
    ['with thin lines', { thick: 1 }],
    ['a degree off', { tilt: 0.017 }],
    ['whose lines run out of the picture', { rails: [], top: 0, bottom: 10_000 }],
  ] satisfies readonly (readonly [string, Comb])[])('takes the lines of a comb away, %s', (_, comb) => {
    const cleared = withoutCells(combed(field, comb));
    for (const line of cells) for (const x of [line, line + 1]) expect(darkIn(cleared, x)).toBe(0);
  });

  it('leaves the digits, and a stroke that crosses a line', () => {
    const crossed = mapped(field, (v, x, y) => (y >= 55 && y < 59 && x >= 60 && x < 110 ? 0 : v));
    const cleared = withoutCells(combed(crossed));
    const { width } = field;
    for (let x = 62; x < 108; x++) expect(cleared.data[57 * width + x]).toBeLessThan(0.5);
    const inside = (at: number) => cells.every(line => Math.abs((at % width) - line) > 8);
    const inRows = (at: number) => at / width > 34 && at / width < 82;
    crossed.data.forEach((v, at) => {
      if (inside(at) && inRows(at)) expect(cleared.data[at]).toBe(v);
    });
  });

  it('takes the lines of an empty one away', () => {
    const empty = combed(mapped(field, () => 1));
    expect(darkIn(empty, cells[1])).toBeGreaterThan(40);
    expect(darkIn(withoutCells(empty), cells[1])).toBe(0);
  });

  it('takes ticks away that are shorter than the digits, one behind a digit too', () => {
    const hidden = mapped(field, (v, x, y) => (y >= 72 && y < 76 && x >= 74 && x < 92 ? 0 : v));
    for (const picture of [field, hidden]) {
      const cleared = withoutCells(combed(picture, { rails: ['bottom'], top: 72 }));
      for (const line of [cells[0], cells[2], cells[3], cells[4]]) expect(darkIn(cleared, line + 1)).toBe(0);
    }
  });

  it('leaves 1s that stand on a rule', () => {
    const bare = drawn(Array<string>(10).fill('##'), { zoom: 4 });
    const ones = [bare, bare, bare, bare].reduce((l, r) => beside(l, r, 36));
    const paper = onPaper(ones, 30);
    const ruled = mapped(paper, (v, _x, y) => (y >= 69 && y < 72 ? 0 : v));
    expect(withoutCells(paper)).toBe(paper);
    expect(withoutCells(ruled)).toBe(ruled);
  });

  it('leaves cells wider than a digit takes, uneven lines, squared paper and a field without any', () => {
    const wide = combed(field, { lines: [26, 132, 238] });
    const uneven = combed(field, { lines: [26, 79, 160, 238] });
    const squared = mapped(field, (v, x, y) => (x % 12 === 0 || y % 12 === 0 ? 0.2 : v));
    for (const picture of [wide, uneven, squared, field]) expect(withoutCells(picture)).toBe(picture);
  });
});

describe('a number in a comb', () => {
  let reader: Reader;
  beforeAll(async () => {
    reader = await openReader({ log: createLog('silent'), modelUri: null, store: { get: async () => null } });
  });

  it('is read without the 1s that its lines look like', async () => {
    const read = async (picture: GreyImage) =>
      (await reader.readPixels({ pixels: asPixels(picture), options: defaultOptions })).value;
    expect(await read(field)).toBe('7717');
    expect(await read(combed(field))).toBe('7717');
    expect(await read(combed(field, { thick: 4, rails: ['bottom'] }))).toBe('7717');
  });
});
