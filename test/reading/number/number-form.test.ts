// The number network's input is the same on both sides of the house: the fixtures come from
// models/training/number/fixtures.py.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { formHeight, toNumberForm } from '../../../lib/reading/number/number-form.ts';
import { drawn, mapped, onPaper, seven } from '../drawing.ts';

const file = new URL('../../fixtures/number-form.json', import.meta.url);
const { cases } = z
  .object({
    origin: z.string(),
    cases: z.record(
      z.string(),
      z.object({
        width: z.number(),
        height: z.number(),
        stretch: z.number().default(1),
        grey: z.array(z.array(z.number())),
        ink: z.array(z.array(z.number())),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(file, 'utf8')));

const pictureOf = (grey: readonly (readonly number[])[]) => ({
  width: grey[0]!.length,
  height: grey.length,
  data: Float32Array.from(grey.flat(), level => level / 255),
});
/** Rows without the padding. */
const rowsOf = ({ ink, width, cropWidth }: ReturnType<typeof toNumberForm>) =>
  Array.from({ length: formHeight }, (_, y) => [...ink.subarray(y * width, y * width + cropWidth)]);

describe('toNumberForm', () => {
  it.each(Object.entries(cases))(
    'equals the training job on %s, to 1/255',
    (_name, { grey, ink, stretch }) => {
      const picture = pictureOf(grey);
      const form = toNumberForm(picture, stretch);
      const rows = rowsOf(form);
      expect(rows).toHaveLength(ink.length);
      expect(rows[0]).toHaveLength(ink[0]!.length);
      const worst = Math.max(
        ...rows.flatMap((row, y) => row.map((value, x) => Math.abs(value - ink[y]![x]!))),
      );
      expect(worst).toBeLessThanOrEqual(1 / 255);
    },
  );

  it('has fixtures with ink and one without', () => {
    const inked = Object.values(cases).filter(({ ink }) => ink.flat().some(value => value > 0.5));
    expect(inked.length).toBeGreaterThan(5);
    expect(inked.length).toBeLessThan(Object.keys(cases).length);
  });

  const page = onPaper(drawn(seven, { zoom: 3 }), 3);

  it('pads to a multiple of 4 with paper', () => {
    const { width, cropWidth, ink } = toNumberForm(page);
    expect(cropWidth % 4).not.toBe(0);
    expect(width % 4).toBe(0);
    expect(width - cropWidth).toBeLessThan(4);
    expect(ink[width - 1]).toBe(0);
  });

  it('is as wide as the stretch says, within its bounds', () => {
    const natural = toNumberForm(page).cropWidth;
    expect(toNumberForm(page, 1.5).cropWidth).toBe(Math.round(1.5 * natural));
    const long = { width: 3000, height: 10, data: new Float32Array(30_000) };
    expect(toNumberForm(long).cropWidth).toBe(1024);
    const narrow = { width: 1, height: 90, data: new Float32Array(90) };
    expect(toNumberForm(narrow).cropWidth).toBe(16);
  });

  it('does not depend on the strength of ink or the level of paper', () => {
    const pale = mapped(page, value => 0.4 + 0.4 * value);
    const strong = toNumberForm(page).ink;
    const worst = toNumberForm(pale).ink.reduce(
      (most, value, i) => Math.max(most, Math.abs(value - strong[i]!)),
      0,
    );
    expect(worst).toBeLessThan(1e-4);
  });
});
