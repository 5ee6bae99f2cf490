// The printed cells of a form, one for each digit: boxes side by side or apart, or a comb of ticks on a line. What tells
// their lines from strokes of a pen: they are straight, of one length, end on one level, and are joined there.
import {
  bottomOf,
  type CellLine,
  columnAt,
  columnOf,
  lengthOf,
  lineOf,
  topOf,
  type Upright,
} from './cell-rails.ts';
import {
  type Cell,
  cellsOf,
  endsOf,
  isClear,
  isClearBox,
  isClearTick,
  isClosed,
  isOpen,
  isRail,
  sameEnds,
  sameLean,
} from './cells.ts';
import { inkIn, type LineMarks, type LineMask } from './line-marks.ts';
import { median } from './statistics.ts';

// Lengths are in pixels of the marks. All by judgement, looking at drawn forms (models/training/number/forms.py, seed 1).
/** A line of a cell may run on over and under it, broken or into a rule: by this share of its length. */
const farthestOn = 0.4;
/** A box is so wide for its height; a comb's ticks are shorter than its digits, and stand further apart for their length. */
const widest = 1.6;
const widestTicks = 9;
/** Cells of one form are of one size, within this share of it. */
const sameSize = 0.2;
/** Further than this share of a cell's width from its sides, a stroke is written in it. */
const withinShare = 0.15;
/** From tick to tick of a comb it is one pitch, within this share of it. */
const samePitch = 0.12;
/** So many cells are looked at. A size that this share as many have as have the commonest is as common. */
const mostCells = 600;
const nearlyAll = 0.7;
/** So many cells that are cut off above and below make a comb, of one width within this share of it. */
const fewestCut = 3;
const sameCutWidth = 0.08;
/** In the middle of a cell, this much ink is a stroke's, in heights of a pixel's width; this share of cells has some. */
const strokeLength = 0.3;
/** Above ticks it stands by so much of their height at least, and so many pixels. */
const rises = 0.2;
const leastRisen = 4;
const writtenShare = 0.5;
const fewestWritten = 2;
/** In a comb a digit stands in its cell: no more of a line's rows than this have ink beside it. */
const mostTouched = 0.2;

export interface CellLines {
  readonly uprights: readonly CellLine[];
  readonly rails: readonly CellLine[];
}

/** The lines of a form's cells; none where there are too few, or nothing says that they are no strokes of a pen. */
export const findCells = (uprights: readonly Upright[], { level, upright }: LineMarks): CellLines => {
  const closed = cellsOf(uprights, level, widest).filter(isClosed);
  const clear = closed.filter(isClearBox);
  const boxes = familyOf(clear, sameSize);
  if (areBoxes(boxes, upright) && !isUneven(boxes, clear)) {
    const all = withOthers(boxes, closed);
    const lines = uprightsOf(all, straysOf(uprights, all, clear));
    // In empty cells noise would be left between the rails, and strokes seen in it.
    return all.some(cell => isWritten(cell, upright))
      ? { uprights: lines, rails: all.flatMap(endsOf).filter(isRail) }
      : { uprights: lines, rails: [] };
  }
  const open = cellsOf(uprights, level, widestTicks).filter(isOpen);
  const ticks = familyOf(open.filter(isClearTick), samePitch);
  // A comb's one rail is a rule to write on.
  return { uprights: isComb(ticks, upright) ? uprightsOf(withOthers(ticks, open)) : [], rails: [] };
};

/** The most cells of one size, `share` of it more or less, none of them over another. */
const familyOf = (cells: readonly Cell[], share: number): readonly Cell[] => {
  const likes = cells.slice(0, mostCells).map(cell => cells.filter(other => isOfSize(other, cell, share)));
  const most = Math.max(0, ...likes.map(({ length }) => length));
  // Two cells together are a cell of twice the width.
  const [narrower] = likes
    .filter(({ length }) => length >= nearlyAll * most)
    .toSorted((a, b) => widthOf(a) - widthOf(b));
  const family: Cell[] = [];
  for (const chain of chainsOf(narrower ?? []).toSorted((a, b) => b.length - a.length))
    if (!chain.some(cell => liesOver(cell, family))) family.push(...chain);
  return family;
};

/** Does a cell of another width stand beside one of the family? Then they are a table's columns. */
const isUneven = (family: readonly Cell[], cells: readonly Cell[]): boolean => {
  const lines = new Set(family.flatMap(({ left, right }) => [left, right]));
  const width = widthOf(family);
  return cells.some(cell => {
    const times = Math.max(1, Math.round(cell.width / width));
    const isBeside =
      lines.has(cell.left) !== lines.has(cell.right) && !family.some(one => liesOver(one, [cell]));
    return isBeside && Math.abs(cell.width - times * width) > sameSize * width && !liesOver(cell, family);
  });
};

const widthOf = (cells: readonly Cell[]): number => median(Float32Array.from(cells, ({ width }) => width));

const isOfSize = (a: Cell, b: Cell, share: number): boolean =>
  Math.abs(a.width - b.width) <= Math.max(1.5, share * b.width) &&
  Math.abs(a.height - b.height) <= Math.max(sameEnds, sameSize * b.height) &&
  Math.abs(a.left.slope - b.left.slope) <= sameLean;

/** A family, and those of others that are of its size and not over it. */
const withOthers = (family: readonly Cell[], others: readonly Cell[]): readonly Cell[] => [
  ...family,
  ...others.filter(
    cell =>
      !family.some(({ left, right }) => left === cell.left && right === cell.right) &&
      family.some(known => isOfSize(cell, known, sameSize)) &&
      !liesOver(cell, family),
  ),
];

/** Cells with a line in common, left to right. */
const chainsOf = (cells: readonly Cell[]): readonly (readonly Cell[])[] => {
  const chains: Cell[][] = [];
  for (const cell of cells) {
    const chain = chains.find(before => before.at(-1)!.right === cell.left);
    if (chain === undefined) chains.push([cell]);
    else chain.push(cell);
  }
  return chains;
};

/** Does a line of the cell stand within another cell? Then it is a stroke of what is written there. */
const liesOver = (cell: Cell, others: readonly Cell[]): boolean =>
  standsWithin(cell.left, others) || standsWithin(cell.right, others);

const standsWithin = (line: Upright, cells: readonly Cell[]): boolean => {
  const y = (topOf(line) + bottomOf(line)) / 2;
  return cells.some(({ left, right, width }) => {
    const edge = withinShare * width;
    return (
      y > topOf(left) &&
      y < bottomOf(left) &&
      columnOf(line) > columnAt(left, y) + edge &&
      columnOf(line) < columnAt(right, y) - edge
    );
  });
};

/** Lines that stand like the cells' own beside them, and have lost their partners: left there, they would be 1s. */
const straysOf = (
  uprights: readonly Upright[],
  cells: readonly Cell[],
  others: readonly Cell[],
): readonly Upright[] => {
  const known = new Set(cells.flatMap(({ left, right }) => [left, right]));
  const usual = widthOf(cells);
  const ofAnother = others.filter(
    ({ left, right, width }) =>
      !known.has(left) && !known.has(right) && Math.abs(width - usual) > sameSize * usual,
  );
  return uprights.flatMap(line => {
    if (known.has(line) || standsWithin(line, cells)) return [];
    if (ofAnother.some(({ left, right }) => left === line || right === line)) return [];
    const own = cells.map(cell => likeNextTo(line, cell)).find(next => next !== null);
    return own === undefined ? [] : [between(line, own!)];
  });
};

/** The side of the cell that a line stands like, no further from it than the cell is wide; it may run on into a rule. */
const likeNextTo = (line: Upright, { left, right, width }: Cell): Upright | null => {
  const own = columnOf(line) < columnOf(left) ? left : right;
  const near = sameEnds + (line.thickness + own.thickness) / 2;
  const [over, under] = [topOf(own) - topOf(line), bottomOf(line) - bottomOf(own)];
  const isLike =
    Math.abs(columnOf(line) - columnOf(own)) <= width &&
    Math.min(over, under) >= -near &&
    Math.max(over, under) <= farthestOn * lengthOf(own) &&
    Math.abs(line.slope - own.slope) <= sameLean &&
    line.thickness <= 2 * own.thickness;
  return isLike ? own : null;
};

/** The part of a line in the rows of another. */
const between = (line: Upright, other: Upright): Upright => {
  const [top, bottom] = [Math.max(line.left, other.left), Math.min(line.right, other.right)];
  return {
    ...line,
    left: top,
    right: bottom,
    middles: line.middles.slice(top - line.left, bottom - line.left),
  };
};

/** With rails at both ends they are no strokes of a pen where they have a line in common; boxes apart may be zeros. */
const areBoxes = (cells: readonly Cell[], upright: LineMask): boolean => {
  const written = cells.filter(cell => isWritten(cell, upright)).length;
  const isMostlyWritten = written >= fewestWritten && written >= writtenShare * cells.length;
  const isCut = cells.some(({ over, under }) => over === 'edge' && under === 'edge');
  const isEven = cells.every(
    ({ width }) => Math.abs(width - widthOf(cells)) <= sameCutWidth * widthOf(cells),
  );
  if (isCut) return isEven && isMostlyWritten && chainsOf(cells).some(({ length }) => length >= fewestCut);
  return isMostlyWritten || areJoined(cells);
};

const areJoined = (cells: readonly Cell[]): boolean =>
  cells.some(({ left }) => cells.some(({ right }) => left === right));

const isComb = (cells: readonly Cell[], upright: LineMask): boolean => {
  if (cells.length === 0) return false;
  const written = cells.filter(cell => isWritten(cell, upright)).length;
  const touched = cells.map(({ left }) => touchedShare(left, upright));
  return (
    areJoined(cells) &&
    written >= fewestWritten &&
    written >= writtenShare * cells.length &&
    median(Float32Array.from(touched)) <= mostTouched
  );
};

/** Is there ink in the middle of the cell, off its lines? What stands between ticks rises above them, as 1s among digits do not. */
const isWritten = (cell: Cell, upright: LineMask): boolean => {
  const { left, right, width, height, over } = cell;
  const top = topOf(left);
  if (width > widest * height) {
    if (isClear(over)) return false;
    const [from, to] = [columnOf(left) + withinShare * width, columnOf(right) - withinShare * width];
    const level = top - Math.max(2, rises * height);
    return inkIn(upright, { left: from, right: to, top: level - width, bottom: level }) >= leastRisen;
  }
  const [from, to] = [columnOf(left) + 0.25 * width, columnOf(right) - 0.25 * width];
  const inside = { left: from, right: to, top: top + 0.2 * height, bottom: top + 0.8 * height };
  return inkIn(upright, inside) >= strokeLength * height;
};

/** The share of a line's rows, without its ends, in which ink lies right beside it. */
const touchedShare = (line: Upright, { mask, width: down, height: across }: LineMask): number => {
  const [high, half] = [lengthOf(line), line.thickness / 2 + 1.5];
  let [touched, of] = [0, 0];
  for (let y = Math.round(topOf(line) + 0.2 * high); y < topOf(line) + 0.8 * high; y++) {
    of += 1;
    const x = columnAt(line, y);
    const beside = [Math.max(0, Math.floor(x - half)), Math.min(across - 1, Math.ceil(x + half))];
    if (beside.some(u => mask[u * down + y] === 1)) touched += 1;
  }
  return touched / Math.max(1, of);
};

const uprightsOf = (cells: readonly Cell[], strays: readonly Upright[] = []): readonly CellLine[] =>
  [...new Set([...cells.flatMap(({ left, right }) => [left, right]), ...strays])].map(lineOf);
