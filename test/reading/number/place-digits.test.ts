// Where digits stand in a crop: the lattice tells in which frames, the ink how far they reach.
import { describe, expect, it } from 'vitest';
import type { Lattice } from '../../../lib/reading/number/lattice.ts';
import { toNumberForm } from '../../../lib/reading/number/number-form.ts';
import { placeDigits } from '../../../lib/reading/number/place-digits.ts';
import { beside, drawn, mapped, one, onPaper, seven } from '../drawing.ts';

const labels = [...'0123456789-'];
const classes = labels.length + 1;

/** A lattice of so many frames, blank but where a character is seen. */
const latticeWith = (frames: number, seen: Readonly<Record<number, string>>): Lattice => {
  const logs = new Float32Array(frames * classes).fill(Math.log(0.001));
  for (let frame = 0; frame < frames; frame++) {
    const character = seen[frame];
    logs[frame * classes + (character === undefined ? 0 : labels.indexOf(character) + 1)] = Math.log(0.98);
  }
  return { frames, classes, logs };
};

// The 1 stands at x 24 to 40, the 7 at 52 to 88, both at y 24 to 72.
const crop = onPaper(beside(drawn(one, { zoom: 4 }), drawn(seven, { zoom: 4 }), 12), 24);
const form = toNumberForm(crop);
const frameAt = (x: number) => Math.floor((x * form.cropWidth) / crop.width / 2);
const view = (picture: typeof crop, seen: Readonly<Record<number, string>>) => ({
  lattice: latticeWith(form.width / 2, seen),
  form: toNumberForm(picture),
  labels,
  framePixels: 2,
});

const near = (box: object, expected: object) => {
  for (const [side, value] of Object.entries(expected))
    expect(Math.abs((box as Record<string, number>)[side]! - value), side).toBeLessThanOrEqual(2);
};

describe('placeDigits', () => {
  it('bounds each digit by its own ink, wherever in it the network saw it', () => {
    const digits = placeDigits('17', view(crop, { [frameAt(38)]: '1', [frameAt(80)]: '7' }), crop);
    expect(digits.map(({ value }) => value)).toEqual(['1', '7']);
    near(digits[0]!.box, { left: 24, right: 40, top: 24, bottom: 72 });
    near(digits[1]!.box, { left: 52, right: 88, top: 24, bottom: 72 });
    expect(digits[0]!.alternatives[0]).toEqual({ value: '1', confidence: digits[0]!.confidence });
  });

  it('leaves a rule under the digits out, and places no marks', () => {
    const ruled = mapped(crop, (v, _x, y) => (y >= 84 && y < 88 ? 0 : v));
    const seen = { [frameAt(38)]: '1', [frameAt(46)]: '-', [frameAt(80)]: '7' };
    const digits = placeDigits('1-7', view(ruled, seen), ruled);
    expect(digits.map(({ value }) => value)).toEqual(['1', '7']);
    near(digits[0]!.box, { top: 24, bottom: 72 });
    near(digits[1]!.box, { left: 52, right: 88, bottom: 72 });
  });

  it('gives the columns at full height where there is no ink, within the crop', () => {
    const paper = mapped(crop, () => 0.9);
    const [digit] = placeDigits('7', view(paper, { [frameAt(80)]: '7' }), paper);
    expect(digit!.box).toMatchObject({ top: 0, bottom: crop.height });
    expect(digit!.box.right).toBeLessThanOrEqual(crop.width);
    expect(digit!.box.right).toBeGreaterThan(digit!.box.left);
  });

  it('places nothing where the text has more characters than there are frames', () => {
    expect(placeDigits('7'.repeat(200), view(crop, {}), crop)).toEqual([]);
  });
});
