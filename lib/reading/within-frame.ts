// A printed box around everything that is written: its lines are cut away, since an upright one reads as a 1.
import type { Component, Components } from './components.ts';
import { darkPieces, liesIn } from './dark-pieces.ts';
import { boxHeight, boxWidth, type GreyImage, type PixelBox } from './grey-image.ts';
import { leastArea } from './writing.ts';

/** Smaller pictures are crops around a character. */
const leastSide = 40;
/** A box around what is written takes at least this share of the picture, and most of it is empty. */
const leastBox = 0.2;
const mostFill = 0.4;
/** A line runs along this share of its side, within a band this share of the box's height deep, on either side of it. */
const lineCover = 0.85;
const bandShare = 0.2;
/** A row of pixels that holds this share of the line belongs to it, though the line be a degree off. */
const rowCover = 0.1;
/** Rows of pixels that a line may be frayed by; more of them outside it are strokes that cross it. */
const fray = 2;
/** A line's soft edge, in pixels. */
const softEdge = 2;

/**
 * The inside of the one box around all ink; the whole picture where there is none, where ink lies outside it or crosses
 * its lines, or where nothing lies in it.
 * @param picture paper light, ink dark.
 */
export const withinFrame = (picture: GreyImage): PixelBox => {
  const { width, height } = picture;
  const whole = { left: 0, top: 0, right: width, bottom: height };
  if (Math.min(width, height) < leastSide) return whole;
  const ink = darkPieces(picture);
  const pieces = ink.list.filter(c => c.area >= leastArea(width, height));
  for (const frame of pieces.filter(c => isHollow(c, width * height))) {
    const inside = insideOf(frame, ink, width);
    if (inside === null) continue;
    const others = pieces.filter(c => c !== frame);
    if (others.length > 0 && others.every(liesIn(inside))) return inside;
  }
  return whole;
};

const isHollow = (c: Component, area: number): boolean => {
  const box = boxWidth(c) * boxHeight(c);
  return box >= leastBox * area && c.area <= mostFill * box;
};

/** What the four lines enclose; null where one is missing, or crossed. */
const insideOf = (frame: Component, { labels }: Components, width: number): PixelBox | null => {
  const has = (x: number, y: number): boolean => labels[y * width + x] === frame.label;
  const [across, down] = [boxWidth(frame), boxHeight(frame)];
  const deep = Math.max(3, Math.round(bandShare * Math.min(across, down)));
  const top = lineWithin(across, deep, (along, into) => has(frame.left + along, frame.top + into));
  const bottom = lineWithin(across, deep, (along, into) => has(frame.left + along, frame.bottom - 1 - into));
  const left = lineWithin(down, deep, (along, into) => has(frame.left + into, frame.top + along));
  const right = lineWithin(down, deep, (along, into) => has(frame.right - 1 - into, frame.top + along));
  if (top === null || bottom === null || left === null || right === null) return null;
  return {
    left: frame.left + left,
    top: frame.top + top,
    right: frame.right - right,
    bottom: frame.bottom - bottom,
  };
};

/** Past how many rows of pixels from the box's side its line lies; null where there is none, or strokes lie before it. */
const lineWithin = (
  length: number,
  deep: number,
  has: (along: number, into: number) => boolean,
): number | null => {
  const covered = new Set<number>();
  let [first, last] = [-1, -1];
  for (let into = 0; into < deep; into++) {
    let count = 0;
    for (let along = 0; along < length; along++) {
      if (!has(along, into)) continue;
      count += 1;
      covered.add(along);
    }
    if (count < rowCover * length) continue;
    if (first < 0) first = into;
    last = into;
  }
  const isLine = covered.size >= lineCover * length && first >= 0 && first <= fray;
  return isLine ? last + 1 + softEdge : null;
};
