// A ring drawn around a number or one of its digits, and what only looks so to a box.
import { describe, expect, it } from 'vitest';
import { isEncircled } from '../../lib/reading/encircled.ts';
import type { GreyImage } from '../../lib/reading/grey-image.ts';
import { findInk } from '../../lib/reading/ink.ts';
import { beside, drawn, mapped, one, onPaper, seven } from './drawing.ts';

const number = [seven, one, seven].map(rows => drawn(rows, { zoom: 4 })).reduce((l, r) => beside(l, r, 18));
const field = onPaper(number, 60);
const middle = { x: field.width / 2, y: field.height / 2 };

interface Ring {
  /** Pixels from its middle to its line. */
  readonly across: number;
  readonly down: number;
  readonly at?: { readonly x: number; readonly y: number };
  /** Of the whole turn, so much is drawn. */
  readonly drawn?: number;
}

/** The picture with a ring drawn into it, three pixels thick. */
const ringed = (picture: GreyImage, { across, down, at = middle, drawn: part = 1 }: Ring): GreyImage =>
  mapped(picture, (v, x, y) => {
    const far = Math.hypot((x - at.x) / across, (y - at.y) / down);
    const turned = (Math.atan2(y - at.y, x - at.x) + Math.PI) / (2 * Math.PI);
    return Math.abs(far - 1) * Math.min(across, down) < 1.5 && turned <= part ? 0.1 : v;
  });

const isRinged = (picture: GreyImage): boolean => {
  const ink = findInk(picture, true);
  if (typeof ink === 'string') throw new Error(`expected ink, found ${ink}`);
  return isEncircled(ink);
};

describe('isEncircled', () => {
  it('is true of a ring around a number, and of one around its middle digit', () => {
    expect(isRinged(ringed(field, { across: number.width * 0.7, down: number.height * 0.9 }))).toBe(true);
    expect(isRinged(ringed(field, { across: 16, down: number.height * 0.7 }))).toBe(true);
  });

  it('is true of a wide ring around two digits, one around a little piece is none', () => {
    const two = onPaper(beside(drawn(seven, { zoom: 4 }), drawn(seven, { zoom: 4 }), 12), 100);
    const at = { x: two.width / 2, y: two.height / 2 };
    expect(isRinged(ringed(two, { across: 105, down: 60, at }))).toBe(true);
    const little = onPaper(drawn(seven, { zoom: 2 }), 100);
    expect(isRinged(ringed(little, { across: 60, down: 60, at: { x: 109, y: 112 } }))).toBe(false);
  });

  it('is true of a ring whose ends do not quite meet', () => {
    const ring = { across: number.width * 0.7, down: number.height * 0.9, drawn: 0.95 };
    expect(isRinged(ringed(field, ring))).toBe(true);
  });

  it('is false of a number without one, and of an arc that holds two digits on three sides', () => {
    expect(isRinged(field)).toBe(false);
    const arc = { across: number.width * 0.7, down: number.height * 0.9, drawn: 0.5 };
    expect(isRinged(ringed(field, arc))).toBe(false);
  });

  it('is false of a 0 with a curl inside', () => {
    const at = { x: field.width - 35, y: middle.y };
    const zero = ringed(field, { across: 18, down: 22, at });
    expect(isRinged(ringed(zero, { across: 6, down: 6, at, drawn: 0.8 }))).toBe(false);
  });
});
