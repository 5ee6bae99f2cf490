// What joins the ends of two upright lines of a form's cell: a level line, or the picture's edge that cuts them off.
import type { LineMask } from './line-marks.ts';
import type { LevelStroke } from './number/level-strokes.ts';
import { median } from './statistics.ts';

// Lengths are in pixels of the marks. All by judgement, looking at drawn forms (models/training/number/forms.py, seed 1).
/** A rail lies so near the lines' ends, in pixels or heights of the cell. */
const nearEnds = 3;
const nearEndsShare = 0.08;
/** Of a rail, at least this share of the way is seen. */
const leastSeen = 0.5;
/** It is straight within this share of its length, and no thicker than this share of the cell's longer side. */
const straight = 0.02;
const thickest = 0.14;
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
  const [fromX, toX] = [left, right].map((line, i) => Math.round(columnAt(line, i === 0 ? fromY : toY))) as [
    number,
    number,
  ];
  const count = toX - fromX + 1;
  if (count < 3) return null;
  const reach = Math.round(Math.max(nearEnds, nearEndsShare * lengthOf(left)) + left.thickness / 2);
  const isDark = (x: number, y: number): boolean => y >= 0 && y < height && mask[y * width + x] === 1;
  const levelAt = (i: number): number => fromY + ((toY - fromY) * i) / (count - 1);
  const offs = new Float32Array(count).fill(Number.NaN);
  const runs = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    const level = Math.round(levelAt(i));
    const y = nearestDark(step => isDark(fromX + i, level + step), reach);
    if (y === null) continue;
    let [top, bottom] = [level + y, level + y];
    while (isDark(fromX + i, top - 1)) top -= 1;
    while (isDark(fromX + i, bottom + 1)) bottom += 1;
    offs[i] = (top + bottom) / 2 - levelAt(i);
    runs[i] = bottom - top + 1;
  }
  const seen = [...offs.keys()].filter(i => !Number.isNaN(offs[i]!));
  if (seen.length < leastSeen * count) return null;
  const thickness = median(Float32Array.from(seen, i => runs[i]!));
  if (thickness > Math.max(2, thickest * Math.max(lengthOf(left), count))) return null;
  // What crosses or touches it here and there moves it as little as it moves a median.
  const [near, far] = [seen.filter(i => i < 0.4 * count), seen.filter(i => i >= 0.6 * count)].map(part =>
    median(Float32Array.from(part, i => offs[i]!)),
  ) as [number, number];
  const offAt = (i: number): number => near + ((far - near) * (i / count - 0.2)) / 0.6;
  const on = seen.filter(
    i =>
      Math.abs(offs[i]! - offAt(i)) <= Math.max(1, straight * count) + Math.max(0, runs[i]! - thickness) / 2,
  );
  const shareOf = (from: number, to: number): number =>
    on.filter(i => i >= from && i < to).length / Math.max(1, to - from);
  const quarter = Math.round(count / 4);
  return {
    from: fromX,
    middles: Float32Array.from(offs, (_, i) => levelAt(i) + offAt(i)),
    thickness,
    seen: shareOf(0, count),
    seenAtEnds: Math.min(shareOf(0, quarter), shareOf(count - quarter, count)),
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
