// A comb: the printed cells of a form, one for each digit. Its upright lines read as 1s, so they are taken away.
import { boxHeight, boxWidth, type GreyImage, type PixelBox, unionOf } from './grey-image.ts';
import { median, quantile, spread } from './statistics.ts';

/** Lower pictures are crops around a character. */
const leastHeight = 32;
/** A line stands over this share of the picture's height, and is no wider than this share of its own. */
const leastShare = 0.3;
const mostWidth = 0.1;
/** Lines of one comb are of one length, and end on one level, within this share of it. */
const sameLength = 0.07;
/** From line to line it is one pitch, within this share of it; the pitch is so many heights of a line. */
const samePitch = 0.12;
const narrowest = 0.3;
const widest = 1.5;
/** Two cells have three lines; where no rail joins their ends it takes one more. */
const fewestLines = 3;
const fewestWithoutRail = 4;
/** Between two lines at least this share of the pitch is free: what leans takes more of it. */
const leastFree = 0.6;
/** A rail joins the lines' ends: this share of the way between them is dark, so many pixels above or below. */
const railShare = 0.85;
const railReach = 2;
/** Of the cells, this share has something written in it. Strokes that stand in a row by themselves are 1s. */
const writtenShare = 0.5;
/** In a comb a digit stands in its cell: usually no more of a line's rows than this have ink beside it. */
const mostTouched = 0.2;
/** In the middle of a cell, between its lines and without its ends, this much ink is a stroke's, in heights of a pixel's width. */
const strokeLength = 0.3;
/** A line's soft edge, in pixels. */
const softEdge = 1;
/** Paper is at least this share of a picture; of the step from it to the darkest ink, this much is print or stroke. */
const paperShare = 0.3;
const darkestShare = 0.01;
const strokeEdge = 0.4;

/** The box around an upright line. */
type Line = PixelBox;

/**
 * The picture with the upright lines of a comb painted over from both their sides, so that strokes across them stay;
 * the same picture where there is none.
 * @param picture paper light, ink dark, evenly lit.
 */
export const withoutComb = (picture: GreyImage): GreyImage => {
  if (picture.height < leastHeight) return picture;
  const isDark = darkOf(picture);
  const comb = combOf(findLines(isDark, picture), isDark, picture);
  return comb.length === 0 ? picture : paintOver(picture, comb);
};

/** Of a sample by its index: is it print or stroke? Asked, not kept: the largest pictures are read several at once. */
type IsDark = (at: number) => boolean;

const darkOf = ({ data }: GreyImage): IsDark => {
  const samples = spread(data, 4_000);
  const paper = quantile(samples, 1 - paperShare);
  const edge = paper - strokeEdge * (paper - quantile(samples, darkestShare));
  return at => data[at]! < edge;
};

/** Left to right. A line may lean by a pixel or two: a row counts as dark where it is so beside the column as well. */
const findLines = (isDark: IsDark, { width, height }: GreyImage): readonly Line[] => {
  const lines: Line[] = [];
  for (let x = 1; x < width - 1; x++) {
    let line = longestRun(isDark, x, width, height);
    if (!isLong(line, height)) continue;
    for (x += 1; x < width - 1; x++) {
      const next = longestRun(isDark, x, width, height);
      if (!isLong(next, height)) break;
      line = unionOf(line, next);
    }
    // Both sides of the line see it: it is two columns narrower than that.
    if (boxWidth(line) - 2 <= mostWidth * boxHeight(line)) lines.push(line);
  }
  return lines;
};

const isLong = (line: Line, height: number): boolean => boxHeight(line) >= leastShare * height;

const longestRun = (isDark: IsDark, x: number, width: number, height: number): Line => {
  let best = { top: 0, bottom: 0 };
  let top = 0;
  for (let y = 0; y <= height; y++) {
    const at = y * width + x;
    if (y < height && (isDark(at - 1) || isDark(at) || isDark(at + 1))) continue;
    if (y - top > best.bottom - best.top) best = { top, bottom: y };
    top = y + 1;
  }
  return { left: x, right: x + 1, ...best };
};

/** The lines that make a comb; none where too few of them go together. */
const combOf = (lines: readonly Line[], isDark: IsDark, picture: GreyImage): readonly Line[] => {
  const longest = Math.max(0, ...lines.map(boxHeight));
  const alike = lines.filter(line => boxHeight(line) >= (1 - sameLength) * longest);
  if (alike.length < fewestLines) return [];
  const pitches = alike.slice(1).map((line, i) => middleOf(line) - middleOf(alike[i]!));
  const pitch = median(Float32Array.from(pitches));
  const isEven = pitches.every(
    (step, i) =>
      Math.abs(step - pitch) <= samePitch * pitch &&
      Math.abs(alike[i + 1]!.top - alike[i]!.top) <= sameLength * longest &&
      Math.abs(alike[i + 1]!.bottom - alike[i]!.bottom) <= sameLength * longest,
  );
  if (!isEven || pitch < narrowest * longest || pitch > widest * longest) return [];
  const cells = alike.slice(1).map((right, i) => ({ left: alike[i]!, right }));
  if (cells.some(({ left, right }) => right.left - left.right < leastFree * pitch)) return [];
  const [over, under] = (['top', 'bottom'] as const).map(end =>
    cells.every(cell => hasRail(isDark, picture, cell, end)),
  );
  const runThrough = alike.every(({ top, bottom }) => top === 0 && bottom === picture.height);
  if (!over && !under && (!runThrough || alike.length < fewestWithoutRail)) return [];
  const written = cells.filter(cell => isWritten(isDark, picture, cell)).length;
  // With rails at both ends they are no 1s, though nothing be written between them.
  if (!(over && under) && written < writtenShare * cells.length) return [];
  const touched = alike.map(line => touchedShare(isDark, picture, line));
  return median(Float32Array.from(touched)) <= mostTouched ? alike : [];
};

const middleOf = ({ left, right }: Line): number => (left + right) / 2;

interface Cell {
  readonly left: Line;
  readonly right: Line;
}

/** Is the way from one line's end to the other's dark, straight from level to level? */
const hasRail = (
  isDark: IsDark,
  { width, height }: GreyImage,
  { left, right }: Cell,
  end: 'top' | 'bottom',
): boolean => {
  const [from, to] = [left.right, right.left];
  let dark = 0;
  for (let x = from; x < to; x++) {
    const level = left[end] + ((right[end] - left[end]) * (x - from)) / Math.max(1, to - from);
    const middle = Math.round(level) - (end === 'bottom' ? 1 : 0);
    for (let y = Math.max(0, middle - railReach); y <= Math.min(height - 1, middle + railReach); y++) {
      if (!isDark(y * width + x)) continue;
      dark += 1;
      break;
    }
  }
  return dark >= railShare * (to - from);
};

/** Is there ink in the middle of the cell, off its lines and rails? */
const isWritten = (isDark: IsDark, { width }: GreyImage, { left, right }: Cell): boolean => {
  const [high, across] = [boxHeight(left), right.left - left.right];
  let ink = 0;
  for (let y = Math.round(left.top + 0.2 * high); y < left.top + 0.8 * high; y++) {
    for (let x = Math.round(left.right + 0.25 * across); x < right.left - 0.25 * across; x++)
      if (isDark(y * width + x)) ink += 1;
  }
  return ink >= strokeLength * high;
};

/** The share of a line's rows, without its ends, in which ink lies right beside it. */
const touchedShare = (isDark: IsDark, { width }: GreyImage, line: Line): number => {
  const high = boxHeight(line);
  let [touched, of] = [0, 0];
  for (let y = Math.round(line.top + 0.2 * high); y < line.top + 0.8 * high; y++) {
    of += 1;
    if (isDark(y * width + Math.max(0, line.left - 1)) || isDark(y * width + Math.min(width - 1, line.right)))
      touched += 1;
  }
  return touched / Math.max(1, of);
};

/** Each row of a line becomes the way from what is left of it to what is right of it. */
const paintOver = ({ width, height, data }: GreyImage, lines: readonly Line[]): GreyImage => {
  const painted = data.slice();
  for (const { left, right, top, bottom } of lines) {
    const [from, to] = [Math.max(0, left - softEdge), Math.min(width - 1, right - 1 + softEdge)];
    for (let y = Math.max(0, top - softEdge); y < Math.min(height, bottom + softEdge); y++) {
      const [before, after] = [data[y * width + from]!, data[y * width + to]!];
      for (let x = from; x <= to; x++)
        painted[y * width + x] = before + ((after - before) * (x - from)) / Math.max(1, to - from);
    }
  }
  return { width, height, data: painted };
};
