import { describe, expect, it } from 'vitest';
import { findLines, looksTouching } from '../../lib/reading/characters.ts';
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

describe('looksTouching', () => {
  it('takes a very wide shape for several digits, a digit for one', () => {
    expect(looksTouching({ left: 0, top: 0, right: 70, bottom: 40 })).toBe(true);
    expect(looksTouching({ left: 0, top: 0, right: 40, bottom: 40 })).toBe(false);
  });
});
