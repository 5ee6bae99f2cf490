// Where on a picture the rows of writing are, top to bottom: a piece of a page, a field cut too large, or one field.
import { boxHeight, boxWidth, crop, type GreyImage, type PixelBox } from '../grey-image.ts';
import { withoutPageEdges } from '../page-edges.ts';
import { halve } from '../rescale.ts';
import { groupRows } from './group-rows.ts';
import { followStrokes, type LevelStroke } from './level-strokes.ts';
import { type MeasuredRow, measureRows } from './measure-rows.ts';
import { ownPixels } from './own-pixels.ts';
import { findTilt } from './page-tilt.ts';
import { findMarks, type Marks } from './row-marks.ts';
import { eraseStrokes, findPieces, type Pieces, writingHeight } from './row-pieces.ts';
import { type CutSides, withoutStrays } from './stray-pieces.ts';
import { findStruckOut } from './struck-out.ts';

export interface FoundRow {
  /** With the margin that the number reader is trained on, within the picture. */
  readonly box: PixelBox;
  /** A stroke is drawn through it: the writer took it back. */
  readonly struckOut: boolean;
  /** Its ink in pixels, less for a row off the middle, and much less for one cut by the upper or lower border. */
  readonly prominence: number;
  /** dy per dx along its base line. */
  readonly slope: number;
  /** Row-major over the box: 1 where the ink of another row stands. */
  readonly foreign: Uint8Array;
}

/** More rows than this are a texture, or a page too large to be read as one. */
const mostRows = 40;
/** Longest side that rows are sought at: a page of forty rows still has twenty pixels for each. */
const searchSide = 1000;
/** Strokes at least this long, in heights of the writing, are lines and no parts of digits. */
const leastLine = 1.6;
/** Lines this long, of the picture's width, are printed: they tell how the page lies. */
const pageLine = 0.5;
/** Steepest line that is taken for one along the rows. */
const steepestLine = 0.19;
/** Paper is sought within this part of the picture's shorter side, and once the writing is known, of its height. */
const widestWindow = 0.5;
const paperWindow = 0.7;
/** A picture with a wider first window than this, in pixels, is large enough to be halved for a first look. */
const halvedWindow = 90;
/** Paper around a row, in its heights: the middle of what the reader is trained on (`margin_usual` in ranges.py). */
const marginAbove = 0.22;
const marginBeside = 0.4;

/** @param picture paper light, ink dark. @returns rows top to bottom, at most `mostRows`; none where there is no ink. */
export const findRows = (picture: GreyImage): readonly FoundRow[] => {
  const page = withoutPageEdges(picture);
  let small = crop(picture, page);
  let scale = 1;
  while (Math.max(small.width, small.height) > searchSide) {
    small = halve(small);
    scale *= 2;
  }
  const cut = { left: page.left > 0, right: page.right < picture.width };
  const marks = findMarksFor(small, cut);
  if (marks === null) return [];
  const all = followStrokes(marks, 12);
  const printed = all.filter(
    s => s.right - s.left >= pageLine * marks.width && Math.abs(s.slope) <= steepestLine,
  );
  const slope = printed.length > 0 ? middleSlope(printed) : findTilt(marks);
  const height = writingHeight(findWriting(eraseStrokes(marks, printed), slope, cut).list, marks.height);
  const lines = all.filter(
    s => s.right - s.left >= leastLine * height && Math.abs(s.slope - slope) <= steepestLine / 2,
  );
  const pieces = findWriting(eraseStrokes(marks, lines), slope, cut);
  const rows = groupRows(pieces.list, height);
  const owned = ownPixels(pieces, rows, marks.width, slope, height);
  const found = measureRows(rows, owned, marks, slope, height)
    .toSorted((a, b) => b.prominence - a.prominence)
    .slice(0, mostRows)
    .toSorted((a, b) => a.row.top + a.row.bottom - b.row.top - b.row.bottom);
  const struckOut = findStruckOut(found, marks, owned, lines, slope);
  return found.map((measured, i) => {
    const box = withMargin(measured, scale, page);
    return {
      box,
      struckOut: struckOut[i]!,
      prominence: measured.prominence * scale * scale,
      slope: measured.slope,
      foreign: foreignInk(owned, measured.number, marks.width, scale, page, box),
    };
  });
};

/** The ink, against paper as near as the size of the writing allows. */
const findMarksFor = (picture: GreyImage, cut: CutSides): Marks | null => {
  const wide = Math.ceil(Math.min(picture.width, picture.height) * widestWindow);
  const scale = wide > halvedWindow ? 2 : 1;
  const first = findMarks(scale === 2 ? halve(picture) : picture, Math.ceil(wide / scale));
  if (first === null) return null;
  const height = scale * writingHeight(findWriting(first, 0, cut).list, first.height);
  const window = Math.ceil(paperWindow * height);
  return scale === 1 && window > 0.7 * wide ? first : findMarks(picture, Math.min(window, wide));
};

const findWriting = (marks: Marks, slope: number, cut: CutSides): Pieces => {
  const { labels, list } = findPieces(marks, slope);
  return { labels, list: withoutStrays(list, marks, cut) };
};

const middleSlope = (lines: readonly LevelStroke[]): number =>
  lines.map(line => line.slope).toSorted((a, b) => a - b)[lines.length >> 1]!;

const withMargin = ({ row, ink }: MeasuredRow, scale: number, page: PixelBox): PixelBox => {
  const high = (row.bottom - row.top) * scale;
  return {
    left: Math.max(page.left, Math.floor(page.left + ink.left * scale - marginBeside * high)),
    top: Math.max(page.top, Math.floor(page.top + ink.top * scale - marginAbove * high)),
    right: Math.min(page.right, Math.ceil(page.left + ink.right * scale + marginBeside * high)),
    bottom: Math.min(page.bottom, Math.ceil(page.top + ink.bottom * scale + marginAbove * high)),
  };
};

/** Over the box: where ink of other rows stands. */
const foreignInk = (
  owned: Int32Array,
  number: number,
  width: number,
  scale: number,
  page: PixelBox,
  box: PixelBox,
): Uint8Array => {
  const across = boxWidth(box);
  const down = boxHeight(box);
  const foreign = new Uint8Array(across * down);
  const rows = owned.length / width;
  for (let y = 0; y < down; y++) {
    const v = Math.min(rows - 1, Math.floor((box.top + y - page.top) / scale));
    for (let x = 0; x < across; x++) {
      const u = Math.min(width - 1, Math.floor((box.left + x - page.left) / scale));
      const owner = owned[v * width + u]!;
      if (owner !== 0 && owner !== number) foreign[y * across + x] = 1;
    }
  }
  return foreign;
};
