// What joins the ends of two upright lines of a form's cell: a level line, or the picture's edge that cuts them off.
import type { LineMask } from './line-marks.ts';
import type { LevelStroke } from './number/level-strokes.ts';
import { median } from './statistics.ts';

// Lengths are in pixels of the marks. All by judgement, looking at drawn forms (models/training/number/forms.py, seed 1).
/** A rail lies so near the lines' ends, in pixels or heights of the cell. */
const nearEnds = 3;
const nearEndsShare = 0.08;
/** A rail is looked for in so many columns at most. */
const mostColumns = 160;
/** Of a rail, at least this share of the way is seen. */
const leastSeen = 0.5;
/** It is straight within this share of its length, and no thicker than this share of the cell's longer side. */
const straight = 0.02;
const thickest = 0.14;
/** Past a corner, so many pixels wide, a level line is followed by this much of the cell's height, so far above or below. */
const corner = 5;
const beyond = 0.5;
const besideRail = 2;
const runsOnShare = 0.5;
/** A line that ends so near the picture's edge, in pixels, is cut off by it. */
const atEdge = 2;

/** An upright line as a level stroke of the picture turned over its diagonal: `left` and `right` are its top and bottom. */
export type Upright = LevelStroke;
export const topOf = ({ left }: Upright): number => left;
export const bottomOf = ({ right }: Upright): number => right - 1;
export const lengthOf = ({ left, right }: Upright): number => right - left;
export const columnAt = ({ left, middles }: Upright, y: number): number =>
  middles[Math.min(middles.length - 1, Math.max(0, Math.round(y) - left))]!;
export const columnOf = (line: Upright): number => columnAt(line, (topOf(line) + bottomOf(line)) / 2);

/** A line of a cell along its length: its middle (a column for an upright one, else a row) from pixel `from` on. */
export interface CellLine {
  readonly from: number;
  readonly middles: Float32Array;
  readonly thickness: number;
}

export const lineOf = ({ left, middles, thickness }: Upright): CellLine => ({
  from: left,
  middles,
  thickness,
});

/** A level line between two uprights, and how much of the way it is seen: of all of it, and of its first or its last quarter. */
export interface Rail extends CellLine {
  readonly seen: number;
  readonly seenAtEnds: number;
}

export type End = Rail | 'edge' | null;

/** What joins the ends of two uprights: a rail, or the picture's edge that cuts them off. */
export const endOf = (left: Upright, right: Upright, marks: LineMask, at: (line: Upright) => number): End => {
  const isAtEdge = (y: number): boolean => y <= atEdge || y >= marks.height - 1 - atEdge;
  return traceRail(left, right, marks, at) ?? (isAtEdge(at(left)) && isAtEdge(at(right)) ? 'edge' : null);
};

const traceRail = (
  left: Upright,
  right: Upright,
  { mask, width, height }: LineMask,
  at: (line: Upright) => number,
): Rail | null => {
  const [fromY, toY] = [at(left), at(right)];
  const [fromX, toX] = [Math.round(columnAt(left, fromY)), Math.round(columnAt(right, toY))];
  const across = toX - fromX;
  if (across < 2) return null;
  const reach = Math.round(Math.max(nearEnds, nearEndsShare * lengthOf(left)) + left.thickness / 2);
  const mostThick = Math.max(2, thickest * Math.max(lengthOf(left), across));
  const isDark = (x: number, y: number): boolean => y >= 0 && y < height && mask[y * width + x] === 1;
  const levelAt = (i: number): number => fromY + ((toY - fromY) * i) / across;
  const steps = Math.min(across, mostColumns);
  const columns = Array.from({ length: steps + 1 }, (_, k) => Math.round((k * across) / steps));
  const crossings = columns.flatMap(i => {
    const level = Math.round(levelAt(i));
    const step = nearestDark(away => isDark(fromX + i, level + away), reach);
    if (step === null) return [];
    let [top, bottom] = [level + step, level + step];
    while (bottom - top < 2 * mostThick && isDark(fromX + i, top - 1)) top -= 1;
    while (bottom - top < 2 * mostThick && isDark(fromX + i, bottom + 1)) bottom += 1;
    return [{ i, off: (top + bottom) / 2 - levelAt(i), run: bottom - top + 1 }];
  });
  if (crossings.length < leastSeen * columns.length) return null;
  const thickness = median(Float32Array.from(crossings, ({ run }) => run));
  if (thickness > mostThick) return null;
  // What crosses or touches it here and there moves it as little as it moves a median.
  const offIn = (from: number, to: number): number =>
    median(
      Float32Array.from(
        crossings.filter(({ i }) => i >= from * across && i <= to * across),
        ({ off }) => off,
      ),
    );
  const [near, far] = [offIn(0, 0.4), offIn(0.6, 1)];
  const offAt = (i: number): number => near + ((far - near) * (i / across - 0.2)) / 0.6;
  const on = crossings.filter(
    ({ i, off, run }) =>
      Math.abs(off - offAt(i)) <= Math.max(1, straight * across) + Math.max(0, run - thickness) / 2,
  );
  const shareOf = (from: number, to: number): number => {
    const isWithin = (i: number): boolean => i >= from * across && i <= to * across;
    return on.filter(({ i }) => isWithin(i)).length / Math.max(1, columns.filter(isWithin).length);
  };
  return {
    from: fromX,
    middles: Float32Array.from({ length: across + 1 }, (_, i) => levelAt(i) + offAt(i)),
    thickness,
    seen: shareOf(0, 1),
    seenAtEnds: Math.min(shareOf(0, 0.25), shareOf(0.75, 1)),
  };
};

/** Of the steps up or down, the nearest where it is dark. */
const nearestDark = (isDark: (step: number) => boolean, reach: number): number | null => {
  for (let away = 0; away <= reach; away++) {
    if (isDark(away)) return away;
    if (isDark(-away)) return -away;
  }
  return null;
};

/** Does a rail run on past its corner, as a rule of the paper does, or a table's line? */
export const runsOn = (
  rail: CellLine,
  side: 'left' | 'right',
  cellHeight: number,
  { mask, width, height }: LineMask,
): boolean => {
  const slope = (rail.middles.at(-1)! - rail.middles[0]!) / Math.max(1, rail.middles.length - 1);
  const isDark = (x: number): boolean => {
    const level = Math.round(rail.middles[0]! + slope * (x - rail.from));
    for (let y = Math.max(0, level - besideRail); y <= Math.min(height - 1, level + besideRail); y++)
      if (mask[y * width + x] === 1) return true;
    return false;
  };
  const far = Math.round(beyond * cellHeight);
  const first = side === 'left' ? rail.from - corner - far : rail.from + rail.middles.length + corner;
  let [dark, of] = [0, 0];
  for (let x = Math.max(0, first); x < Math.min(width, first + far); x++) {
    of += 1;
    if (isDark(x)) dark += 1;
  }
  return of > 0 && dark >= runsOnShare * of;
};
