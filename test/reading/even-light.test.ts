// Shadows over paper: what lies in them is as light afterwards as what does not, and all else is as it was.
import { describe, expect, it } from 'vitest';
import { evenLight } from '../../lib/reading/even-light.ts';
import type { GreyImage } from '../../lib/reading/grey-image.ts';
import { beside, drawn, mapped, noise, one, onPaper, seven } from './drawing.ts';

const row = [seven, one, seven].map(rows => drawn(rows, { zoom: 4 })).reduce((l, r) => beside(l, r, 16));
const field = mapped(onPaper(row, 24), v => (v < 0.5 ? 0.15 : 0.85));

/** A shadow whose edge falls across the middle, `soft` pixels wide; it leaves `light` of the light. */
const shaded = (picture: GreyImage, light: number, soft: number): GreyImage =>
  mapped(picture, (v, x, y) => {
    const across = (x - picture.width / 2 + (y - picture.height / 2) * 0.4) / soft;
    return v * (1 - (1 - light) * Math.min(1, Math.max(0, across + 0.5)));
  });

/** Share of the pixels that are not, to a twelfth of the range, what they were. */
const shareOff = (a: GreyImage, b: GreyImage): number =>
  a.data.filter((value, i) => Math.abs(value - b.data[i]!) > 0.08).length / a.data.length;

describe('evenLight', () => {
  it.each([0.75, 0.6, 0.45, 0.3, 0.15, 0.08])(
    'gives back what a shadow took, where %d of the light is left',
    light => {
      for (const soft of [1, 8, 60]) {
        const dark = shaded(field, light, soft);
        expect(shareOff(dark, field)).toBeGreaterThan(0.3);
        expect(shareOff(evenLight(dark), field)).toBeLessThan(0.02);
      }
    },
  );

  it('leaves the very picture where the light is even, noise or not', () => {
    const grain = noise(0.03);
    const grainy = mapped(field, v => v + grain());
    for (const picture of [field, grainy]) expect(evenLight(picture)).toBe(picture);
  });

  it('leaves a broad pale stroke that nearly fills its crop: it is no shade', () => {
    for (const rows of [seven, one])
      for (const zoom of [8, 16])
        for (const margin of [2, 10, 30])
          for (const ink of [0.35, 0.5, 0.65, 0.75]) {
            const pale = mapped(drawn(rows, { zoom }), v => (v < 0.5 ? ink : 0.95));
            const picture = onPaper(pale, margin, 0.95);
            expect(evenLight(picture)).toBe(picture);
          }
  });

  it('leaves a pale stroke that is broader than any pen’s', () => {
    const block = drawn(['.....', '.###.', '.###.', '.###.', '.....'], { zoom: 20, ink: 0.5, paper: 0.95 });
    expect(evenLight(block)).toBe(block);
  });

  it('leaves a table all around a sheet, whose grain is like paper’s', () => {
    const grain = noise(0.004);
    const sheet = onPaper(field, 60, 0.08);
    const onTable = mapped(sheet, v => v + grain());
    expect(evenLight(onTable)).toBe(onTable);
  });

  it('leaves a book’s edge, chalk on a board, and a crop around one small character', () => {
    const inBook = mapped(field, (v, x) => (x < 20 ? 0.06 : v));
    const grain = noise(0.03);
    const inOldBook = mapped(field, (v, x) => (x < 40 ? 0.03 + Math.abs(grain()) : v));
    const board = mapped(shaded(field, 0.6, 1), v => 1 - v);
    const small = shaded(drawn(seven, { zoom: 2 }), 0.5, 1);
    for (const picture of [inBook, inOldBook, board, small]) expect(evenLight(picture)).toBe(picture);
  });

  it('gives back what a shadow took beside a book’s edge, and leaves the edge as it is, noise and all', () => {
    const grain = noise(0.008);
    const band = (picture: GreyImage) => mapped(picture, (v, x) => (x < 40 ? 0.08 : v) + grain());
    const wide = onPaper(field, 40, 0.85);
    const inBook = band(shaded(wide, 0.5, 4));
    const even = evenLight(inBook);
    expect(shareOff(inBook, band(wide))).toBeGreaterThan(0.3);
    expect(shareOff(even, band(wide))).toBeLessThan(0.03);
    const edge = even.data.filter((_, i) => i % even.width < 36);
    expect(edge).toEqual(inBook.data.filter((_, i) => i % even.width < 36));
  });
});
