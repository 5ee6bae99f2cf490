// Which connected pieces are writing: specks, page edges, frames and ruled lines are not.
import type { Component, Components } from './components.ts';
import { boxHeight, boxWidth, type GreyImage } from './grey-image.ts';

export interface Writing extends Components {
  /** A frame or a rule was left out that may have been a stroke, or may have taken strokes along. */
  readonly framed: boolean;
}

/** Small crops touch their border with honest strokes: what is said of edges and rules holds for pieces of pages. */
const pageSide = 48;
/** A solid bar fills its box; a digit in a tight crop, however bold, does not. */
const solidFill = 0.75;
/** Strokes of a frame leave its box nearly empty. */
const sparseFill = 0.15;
/** Next to the largest piece, one smaller than this in length and in area is a speck. */
const speckLength = 0.15;
const speckArea = 0.05;

/** Leaves out what is no writing. */
export const keepWriting = ({ width, height }: GreyImage, { labels, list }: Components): Writing => {
  const pieces = list.filter(c => c.area >= leastArea(width, height) && !isLevelRule(c, width, height));
  const isAround = (c: Component) =>
    isPageEdge(c, width, height) || isFrame(c, width, height) || isUprightRule(c, width, height);
  const unframed = pieces.filter(c => !isAround(c));
  // Where nothing else is there, what looks like an edge is a digit that fills its crop.
  const written = unframed.length > 0 ? unframed : pieces;
  const longest = written.reduce((most, c) => Math.max(most, boxHeight(c), boxWidth(c)), 0);
  const largest = written.reduce((most, c) => Math.max(most, c.area), 0);
  const kept = written.filter(
    c => Math.max(boxHeight(c), boxWidth(c)) >= speckLength * longest || c.area >= speckArea * largest,
  );
  // A rule is far longer than the writing beside it. One that is not may be a 1, or may have taken strokes along.
  const framed = pieces.some(c => isAround(c) && Math.max(boxHeight(c), boxWidth(c)) < 2 * longest);
  return { labels, list: kept, framed };
};

/** A speck: at most 2 pixels in a small crop, more in a large picture. */
export const leastArea = (width: number, height: number): number => Math.max(3, (width * height) / 40_000);

const isPiece = (width: number, height: number): boolean => Math.min(width, height) >= pageSide;

const fillOf = (c: Component): number => c.area / (boxWidth(c) * boxHeight(c));

/** A solid bar along a side of the picture: a book's edge, a shadow, the scanner's lid. */
export const isPageEdge = (c: Component, width: number, height: number): boolean => {
  if (!isPiece(width, height) || fillOf(c) < solidFill) return false;
  const alongSide = (c.left === 0 || c.right === width) && c.borderArea >= 0.6 * height;
  const alongTop = (c.top === 0 || c.bottom === height) && c.borderArea >= 0.6 * width;
  return alongSide || alongTop;
};

/** A box or a corner of one: runs along the border, or out of the picture in both directions, and is nearly empty. */
const isFrame = (c: Component, width: number, height: number): boolean => {
  if (!isPiece(width, height)) return false;
  const around = c.borderArea >= 0.5 * 2 * (width + height);
  const acrossSides = (c.left === 0 || c.right === width) && (c.top === 0 || c.bottom === height);
  const spans = boxWidth(c) >= 0.45 * width && boxHeight(c) >= 0.9 * height;
  return around || (acrossSides && spans && fillOf(c) < sparseFill);
};

/** A printed line across most of the picture, far wider than thick. */
const isLevelRule = (c: Component, width: number, height: number): boolean =>
  isPiece(width, height) && boxWidth(c) >= 0.45 * width && boxHeight(c) <= 0.05 * boxWidth(c);

/** A printed line out of the picture, thin or nearly empty with its ticks; a digit in a tight crop is in the middle. */
const isUprightRule = (c: Component, width: number, height: number): boolean => {
  if (!isPiece(width, height)) return false;
  const out = (c.top === 0 || c.bottom === height) && boxHeight(c) >= 0.5 * height;
  const beside = c.right <= 0.5 * width || c.left >= 0.5 * width;
  const thin = boxWidth(c) <= 0.06 * boxHeight(c) || fillOf(c) < 0.25;
  return out && beside && thin;
};

/** By label: 1 for the components of a list. */
export const keptLabels = (list: readonly Component[]): Uint8Array => {
  const kept = new Uint8Array(1 + list.reduce((most, component) => Math.max(most, component.label), 0));
  for (const { label } of list) kept[label] = 1;
  return kept;
};
