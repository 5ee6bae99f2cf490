// The one frame of a form's field: what is written in it is the number, whatever is printed beside it.
import {
  bottomOf,
  type CellLine,
  columnAt,
  columnOf,
  lineOf,
  runsOn,
  topOf,
  type Upright,
} from './cell-rails.ts';
import { type Cell, cellsOf, endsOf, isClearBox, isClosed, isRail, standAlike } from './cells.ts';
import { boxHeight, boxWidth, type PixelBox } from './grey-image.ts';
import { inkIn, type LineMarks, type LineMask } from './line-marks.ts';

// All by judgement, looking at drawn forms (models/training/number/forms.py, seed 1).
/** So wide for its height: an 8 of straight strokes is narrower. */
const narrowest = 1.1;
const widest = 40;
/** Another cell's line stands so near, in its heights. */
const nearby = 2;
/** Ink takes this share at least of what lies in it, without this much of its height at each side. */
const leastInk = 0.004;
const inset = 0.12;

export interface Frame {
  readonly uprights: readonly CellLine[];
  readonly rails: readonly CellLine[];
  /** Around its lines' middles. */
  readonly box: PixelBox;
}

/** Null where there is none with writing in it, or more than one: then a table says which is which, and nobody here. */
export const findFrame = (uprights: readonly Upright[], { level, upright }: LineMarks): Frame | null => {
  const cells = cellsOf(uprights, level, widest).filter(
    cell => isClosed(cell) && isClearBox(cell) && cell.width >= narrowest * cell.height,
  );
  const [frame, ...others] = cells;
  if (frame === undefined || others.length > 0 || uprights.some(line => isNextTo(line, frame))) return null;
  const rails = endsOf(frame).filter(isRail);
  return rails.length === 2 &&
    rails.every(
      rail => !runsOn(rail, 'left', frame.height, level) && !runsOn(rail, 'right', frame.height, level),
    ) &&
    isWritten(frame, upright)
    ? { uprights: [frame.left, frame.right].map(lineOf), rails, box: boxOf(frame) }
    : null;
};

/** Beside it, or in it: a line like its own is another cell's, that the picture's edge may cut. */
const isNextTo = (line: Upright, { left, right, height }: Cell): boolean =>
  line !== left &&
  line !== right &&
  [left, right].some(own => {
    const away = Math.abs(columnOf(line) - columnOf(own));
    return away <= nearby * height && standAlike(line, own, away);
  });

const boxOf = ({ left, right }: Cell): PixelBox => ({
  left: Math.min(columnAt(left, topOf(left)), columnAt(left, bottomOf(left))),
  top: Math.min(topOf(left), topOf(right)),
  right: Math.max(columnAt(right, topOf(right)), columnAt(right, bottomOf(right))) + 1,
  bottom: Math.max(bottomOf(left), bottomOf(right)) + 1,
});

const isWritten = ({ left, right, height }: Cell, upright: LineMask): boolean => {
  const margin = inset * height;
  const inside = {
    left: columnOf(left) + margin,
    top: topOf(left) + margin,
    right: columnOf(right) - margin,
    bottom: bottomOf(left) - margin,
  };
  return inkIn(upright, inside) >= leastInk * boxWidth(inside) * boxHeight(inside);
};
