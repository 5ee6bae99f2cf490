import { describe, expect, it } from 'vitest';
import { characterIn, findLines, looksTouching } from '../../lib/reading/characters.ts';
import type { Component } from '../../lib/reading/components.ts';
import { findInk } from '../../lib/reading/ink.ts';
import { above, beside, drawn, one, onPaper, seven } from './drawing.ts';

const linesOf = (picture: ReturnType<typeof drawn>) => {
  const ink = findInk(onPaper(picture, 40), true);
  if (typeof ink === 'string') throw new Error(`expected ink, got ${ink}`);
  return findLines(ink.components);
};
const big = (rows: readonly string[]) => drawn(rows, { zoom: 6 });

/** A 5 whose bar stands apart from its body, as hasty writers leave it. */
const brokenFive = [
  '....######',
  '....######',
  '..........',
  '.##.......',
  '.##.......',
  '.##.......',
  '.#######..',
  '.......##.',
  '........##',
  '........##',
  '........##',
  '##.....##.',
  '.#######..',
];

describe('findLines', () => {
  it('counts one character', () => {
    const lines = linesOf(big(seven));
    expect(lines).toHaveLength(1);
    expect(lines[0]!.characters).toHaveLength(1);
  });

  it('counts characters side by side, left to right', () => {
    const [line, ...others] = linesOf(beside(big(one), big(seven), 12));
    expect(others).toHaveLength(0);
    expect(line!.characters).toHaveLength(2);
    expect(line!.characters[0]!.right).toBeLessThan(line!.characters[1]!.left);
  });

  it('counts lines, top to bottom', () => {
    const lines = linesOf(above(big(one), big(seven), 30));
    expect(lines).toHaveLength(2);
    expect(lines[0]!.box.bottom).toBeLessThan(lines[1]!.box.top);
  });

  it('holds a broken character together', () => {
    const lines = linesOf(big(brokenFive));
    expect(lines).toHaveLength(1);
    expect(lines[0]!.characters).toHaveLength(1);
    expect(lines[0]!.characters[0]!.bottom - lines[0]!.characters[0]!.top).toBe(13 * 6);
  });
});

describe('characterIn', () => {
  const piece = (left: number, top: number, right: number, bottom: number): Component => ({
    label: 1,
    left,
    top,
    right,
    bottom,
    area: (right - left) * (bottom - top),
    borderArea: 0,
  });
  const place = { left: 40, top: 40, right: 70, bottom: 80 };
  const body = piece(45, 45, 62, 75);
  const rule = piece(0, 5, 100, 7);

  it('is what stands in the place, without what stands elsewhere and without a line under it', () => {
    const underline = piece(42, 78, 68, 80);
    expect(characterIn(place, [rule, body, underline, piece(80, 150, 90, 160)])).toEqual({
      left: 45,
      top: 45,
      right: 62,
      bottom: 75,
    });
  });

  it('takes along what reaches out, and pieces of it that do not clearly belong to it', () => {
    expect(characterIn(place, [body, piece(52, 36, 68, 39)])).toMatchObject({ top: 36, bottom: 75 });
    expect(characterIn(place, [piece(45, 45, 52, 60), piece(44, 62, 54, 75)])).toEqual({
      left: 44,
      top: 45,
      right: 54,
      bottom: 75,
    });
    expect(characterIn(place, [body, piece(66, 50, 76, 74)])).toMatchObject({ left: 45, right: 76 });
  });

  it('is null where there is no ink', () => {
    expect(characterIn(place, [rule])).toBeNull();
  });
});

describe('looksTouching', () => {
  it('takes a very wide shape for several digits, a digit for one', () => {
    expect(looksTouching({ left: 0, top: 0, right: 70, bottom: 40 })).toBe(true);
    expect(looksTouching({ left: 0, top: 0, right: 40, bottom: 40 })).toBe(false);
  });
});
