// The normal form is the same on both sides of the house: the fixtures come from models/training/fixtures.py.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { normalSide, toNormalForm } from '../../lib/reading/normal-form.ts';
import { drawn, mapped, onPaper, seven } from './drawing.ts';

const fixtures = z
  .object({
    cases: z.array(
      z.object({
        name: z.string(),
        width: z.number(),
        height: z.number(),
        ink: z.array(z.number()),
        expected: z.array(z.number()),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(new URL('../fixtures/normal-form.json', import.meta.url), 'utf8')));

describe('toNormalForm', () => {
  it.each(fixtures.cases)('equals the training job on $name', ({ width, height, ink, expected }) => {
    const form = toNormalForm({ width, height, data: Float32Array.from(ink) });
    const worst = form.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i]!)), 0);
    expect(form).toHaveLength(expected.length);
    expect(worst).toBeLessThanOrEqual(1e-4);
  });

  it('has a case with ink and one without', () => {
    const inked = fixtures.cases.filter(({ expected }) => expected.some(value => value > 0));
    expect(inked.length).toBeGreaterThan(5);
    expect(inked.length).toBeLessThan(fixtures.cases.length);
  });

  it('puts the centre of mass in the middle', () => {
    const form = toNormalForm(onPaper(drawn(seven, { zoom: 5, ink: 1, paper: 0 }), 7, 0));
    let mass = 0;
    let massX = 0;
    let massY = 0;
    form.forEach((value, i) => {
      mass += value;
      massX += value * ((i % normalSide) + 0.5);
      massY += value * (Math.floor(i / normalSide) + 0.5);
    });
    expect(massX / mass).toBeCloseTo(14, 1);
    expect(massY / mass).toBeCloseTo(14, 1);
  });

  it('does not depend on size or place, to within the resampling', () => {
    const small = toNormalForm(drawn(seven, { zoom: 4, ink: 1, paper: 0 }));
    const large = toNormalForm(onPaper(drawn(seven, { zoom: 12, ink: 1, paper: 0 }), 31, 0));
    const off = small.reduce((sum, value, i) => sum + Math.abs(value - large[i]!), 0) / small.length;
    expect(off).toBeLessThan(0.02);
  });

  it('raises a pale stroke and leaves a full one', () => {
    const full = drawn(seven, { zoom: 4, ink: 1, paper: 0 });
    const pale = mapped(full, value => value * 0.4);
    const most = (form: Float32Array) => form.reduce((a, b) => Math.max(a, b), 0);
    expect(most(toNormalForm(full))).toBeCloseTo(1, 5);
    expect(most(toNormalForm(pale))).toBeGreaterThan(0.7);
  });
});
