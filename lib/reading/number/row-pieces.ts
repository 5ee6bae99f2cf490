// Connected pieces of ink, measured along the slope of the page, and how high its writing is.
import { type Component, findComponents } from '../components.ts';
import { boxHeight, boxWidth } from '../grey-image.ts';
import { measureShapes, type Shape } from '../shape.ts';
import type { LevelStroke } from './level-strokes.ts';
import type { Marks } from './row-marks.ts';

/** A connected piece. `top` and `bottom` are measured along the page's slope: y - slope * x. */
export interface Piece {
  readonly label: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly area: number;
  /** How much darker than paper it is, in the mean. */
  readonly strength: number;
}

export interface Pieces {
  readonly labels: Int32Array;
  readonly list: readonly Piece[];
}

/** A larger piece than this many pixels is no speck in any picture. */
const leastArea = 4;
/** Writing is as high as the pieces that hold this share of the ink; joined rows are among the highest. */
const heightShare = 0.45;
/** So many times as high as the quantile: no digit of the same writing. */
const farHigher = 1.75;
/** Taller than this share of the picture, a piece is a border or a stain, unless all are. */
const tallShare = 0.6;
/** Of its longer side, how far the edge of a blurred digit reaches; a shadow's reaches over most of it. */
const softestEdge = 0.4;

/** The mask without those strokes, where they are seen alone. */
export const eraseStrokes = <Masked extends Pick<Marks, 'width' | 'height' | 'mask'>>(
  marks: Masked,
  strokes: readonly LevelStroke[],
): Masked => {
  const { width, height } = marks;
  const mask = marks.mask.slice();
  for (const { left, right, middles, thickness } of strokes) {
    const most = 1.6 * thickness + 2;
    for (let x = left; x < right; x++) {
      const middle = Math.round(middles[x - left]!);
      if (middle < 0 || middle >= height) continue;
      let top = middle;
      let bottom = middle;
      while (top > 0 && middle - top <= most && marks.mask[(top - 1) * width + x] === 1) top -= 1;
      while (bottom < height && bottom - middle <= most && marks.mask[bottom * width + x] === 1) bottom += 1;
      if (bottom - top > most) continue;
      for (let y = top; y < bottom; y++) mask[y * width + x] = 0;
    }
  }
  return { ...marks, mask };
};

export const findPieces = ({ mask, departure, width, height }: Marks, slope: number): Pieces => {
  const components = findComponents(mask, width, height);
  const { labels, list } = components;
  const shapeOf = measureShapes(departure, components);
  const sums = new Float64Array(list.length + 1);
  const tops = new Float32Array(list.length + 1).fill(Number.POSITIVE_INFINITY);
  const bottoms = new Float32Array(list.length + 1).fill(Number.NEGATIVE_INFINITY);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const label = labels[i]!;
      if (label === 0) continue;
      sums[label]! += departure.data[i]!;
      const v = y - slope * x;
      if (v < tops[label]!) tops[label] = v;
      if (v + 1 > bottoms[label]!) bottoms[label] = v + 1;
    }
  }
  const pieces = list
    .filter(c => c.area >= leastArea && !isShadow(c, shapeOf(c)))
    .map(({ label, left, right, area }) => ({
      label,
      left,
      right,
      top: tops[label]!,
      bottom: bottoms[label]!,
      area,
      strength: sums[label]! / area,
    }));
  return { labels, list: pieces };
};

/** Fades over much of its size, as no stroke does. */
const isShadow = (c: Component, { edgeWidth }: Shape): boolean =>
  edgeWidth > softestEdge * Math.max(boxWidth(c), boxHeight(c)) && c.area > 25;

export const pieceHeight = (piece: Piece): number => piece.bottom - piece.top;

/** The height of the writing, in pixels: of a digit where digits stand apart. 0 where there is no piece. */
export const writingHeight = (list: readonly Piece[], height: number): number => {
  const lower = list.filter(piece => pieceHeight(piece) < tallShare * height);
  const asked = lower.length > 0 ? lower : list;
  const found = quantileHeight(asked);
  // Where most of the ink is far higher than that, specks have outweighed it.
  const higher = asked.filter(piece => pieceHeight(piece) > farHigher * found);
  return inkIn(higher) > 0.5 * inkIn(asked) ? quantileHeight(higher) : found;
};

/** How much ink pieces hold: pale print and the paper's grain are large and have little. */
const inkIn = (pieces: readonly Piece[]): number =>
  pieces.reduce((sum, { area, strength }) => sum + area * strength, 0);

const quantileHeight = (list: readonly Piece[]): number => {
  const ordered = list.toSorted((a, b) => pieceHeight(a) - pieceHeight(b));
  const ink = inkIn(ordered);
  let seen = 0;
  for (const piece of ordered) {
    seen += piece.area * piece.strength;
    if (seen >= heightShare * ink) return pieceHeight(piece);
  }
  return 0;
};
