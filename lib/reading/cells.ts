// What may be the cells of a form: two upright lines alike, joined at their ends by level ones.
import {
  bottomOf,
  columnOf,
  type End,
  endOf,
  lengthOf,
  type Rail,
  topOf,
  type Upright,
} from './cell-rails.ts';
import type { LineMarks, LineMask } from './line-marks.ts';
import { followStrokes } from './number/level-strokes.ts';

// Lengths are in pixels of the marks. All by judgement, looking at drawn forms (models/training/number/forms.py, seed 1).
/** Lines are as thin as strokes of this width. */
const strokeWidth = 3.2;
/** Shorter strokes are points and dirt, and so many of the longest are looked at: a texture has thousands. */
const leastLength = 6;
const mostUprights = 300;
/** An upright's partner is among so many that stand like it, on its right. */
const mostTried = 12;
/** A line leans by so much at most, dx per dy, and the lines of one form lean alike. */
const steepest = 0.3;
export const sameLean = 0.08;
/** From line to line, the level of their ends changes by so much at most, dy per dx. */
const steepestRail = 0.2;
/** Lines of one form are of one length, within this share of it or so many pixels. */
const sameLength = 0.12;
export const sameEnds = 3;
/** A box is so many pixels high at least, and a comb's cell so wide: less is print. */
const leastBox = 16;
/** A cell is so wide for its height at least. */
const narrowest = 0.3;
/** A rail is clear where so much of it is seen, of its whole and of its ends. */
const clearShare = 0.85;
const clearAtEnds = 0.7;
/** An upright line of a cell is at most so much thicker than a level one, and a pixel. */
const thicker = 1.6;

export interface Cell {
  readonly left: Upright;
  readonly right: Upright;
  readonly width: number;
  readonly height: number;
  readonly over: End;
  readonly under: End;
}

/** Upright lines and strokes, left to right. */
export const findUprights = ({ upright }: LineMarks): readonly Upright[] =>
  followStrokes({ ...upright, strokeWidth }, leastLength)
    .filter(({ slope }) => Math.abs(slope) <= steepest)
    .toSorted((a, b) => lengthOf(b) - lengthOf(a))
    .slice(0, mostUprights)
    .toSorted((a, b) => columnOf(a) - columnOf(b));

/** Any two uprights that may be the sides of one cell. */
export const cellsOf = (uprights: readonly Upright[], level: LineMask, widestCell: number): readonly Cell[] =>
  uprights.flatMap((left, i) => {
    const height = lengthOf(left);
    const cells: Cell[] = [];
    let tried = 0;
    for (let j = i + 1; j < uprights.length; j++) {
      const right = uprights[j]!;
      const width = columnOf(right) - columnOf(left);
      if (width > widestCell * height || tried === mostTried) break;
      if (width < narrowest * height || !standAlike(left, right, width)) continue;
      tried += 1;
      const over = endOf(left, right, level, topOf);
      const under = endOf(left, right, level, bottomOf);
      cells.push({ left, right, width, height, over, under });
    }
    return cells;
  });

export const standAlike = (a: Upright, b: Upright, width: number): boolean => {
  // Either end of a line is seen at a rail's inner or at its outer side.
  const rails = a.thickness + b.thickness;
  const near = Math.max(sameEnds, sameLength * Math.max(lengthOf(a), lengthOf(b))) + rails;
  return (
    Math.abs(lengthOf(a) - lengthOf(b)) <= near &&
    Math.abs(a.slope - b.slope) <= sameLean &&
    [topOf, bottomOf].every(end => Math.abs(end(b) - end(a)) <= steepestRail * width + sameEnds + rails)
  );
};

export const isClosed = (cell: Cell): boolean =>
  cell.height >= leastBox && isOfOneWeight(cell) && endsOf(cell).every(isThere);
export const isOpen = (cell: Cell): boolean =>
  cell.width >= leastBox &&
  isOfOneWeight(cell) &&
  endsOf(cell).some(isThere) &&
  !endsOf(cell).includes('edge');

export const endsOf = ({ over, under }: Cell): readonly End[] => [over, under];
const isThere = (end: End): boolean => end !== null;
export const isClear = (end: End): boolean =>
  end === 'edge' || (end !== null && end.seen >= clearShare && end.seenAtEnds >= clearAtEnds);
export const isClearBox = (cell: Cell): boolean => endsOf(cell).every(isClear);
export const isClearTick = (cell: Cell): boolean => endsOf(cell).filter(isClear).length === 1;

/** All its lines are drawn with one pen: strokes of writing that reach from rule to rule are thicker than these. */
const isOfOneWeight = ({ left, right, over, under }: Cell): boolean =>
  [over, under]
    .filter(isRail)
    .every(rail => Math.max(left.thickness, right.thickness) <= thicker * rail.thickness + 1);

export const isRail = (end: End): end is Rail => end !== null && end !== 'edge';
