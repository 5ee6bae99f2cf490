// Is a row struck out? A line along it, in the middle of its digits, that they cross again and again.
import type { PieceRow } from './group-rows.ts';
import type { LevelStroke } from './level-strokes.ts';
import type { Marks } from './row-marks.ts';

/** Where in a row's height, from the top, a line strikes it out: not at its feet, nor at the bars of its 7s. */
const highest = 0.22;
const lowest = 0.78;
/** Of the row's length, what the line runs along. */
const leastAlong = 0.6;
/** A line that goes on beyond the row by more than this, in heights, is printed. */
const longestEnd = 1.5;
/** The ink must cross the line this often: the stem of a 4, the dash between two digits it touches, do it once. */
const leastCrossings = 2;

export const isStruckOut = (
  row: PieceRow,
  lines: readonly LevelStroke[],
  marks: Marks,
  slope: number,
  height: number,
): boolean => {
  const length = row.right - row.left;
  const through = lines.filter(line => {
    const left = Math.max(line.left, row.left);
    const right = Math.min(line.right, row.right);
    if (right - left < leastAlong * length) return false;
    if (row.left - line.left > longestEnd * height || line.right - row.right > longestEnd * height)
      return false;
    const part = placeIn(row, line, left, right, slope);
    return part > highest && part < lowest;
  });
  return through.some(line => countCrossings(row, line, marks, height) >= leastCrossings);
};

/** The line's mean place in the row's height: 0 at its top, 1 at its base. */
const placeIn = (row: PieceRow, line: LevelStroke, left: number, right: number, slope: number): number => {
  let sum = 0;
  for (let x = left; x < right; x++) sum += line.middles[x - line.left]! - slope * x;
  return (sum / (right - left) - row.top) / (row.bottom - row.top);
};

/** How many separate times ink leads from the line both up and down. */
const countCrossings = (
  row: PieceRow,
  line: LevelStroke,
  { mask, width, height: rows, strokeWidth }: Marks,
  height: number,
): number => {
  const reach = Math.round(line.thickness / 2 + Math.max(2, 0.12 * height));
  let crossings = 0;
  let last = Number.NEGATIVE_INFINITY;
  for (let x = Math.max(row.left, line.left); x < Math.min(row.right, line.right); x++) {
    const y = Math.round(line.middles[x - line.left]!);
    if (y - reach < 0 || y + reach >= rows) continue;
    let joined = true;
    for (let v = y - reach; v <= y + reach && joined; v++) joined = mask[v * width + x] === 1;
    if (!joined) continue;
    if (x - last > strokeWidth) crossings += 1;
    last = x;
  }
  return crossings;
};
