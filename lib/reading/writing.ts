// Which connected pieces are writing: specks, shading, blots, page edges, frames, grids and ruled lines are not.
import type { Component, Components } from './components.ts';
import { boxHeight, boxWidth, type GreyImage } from './grey-image.ts';
import { isBlot, isGrid, isRectangle, isShading, isSoft, measureShapes, type Shape } from './shape.ts';

export interface Writing extends Components {
  /** Something was left out, or kept for want of anything else, that may be a stroke or may have strokes in it. */
  readonly doubtful: boolean;
  /** Nothing is kept, but there is shading, or blots thicker than any pen writes. */
  readonly blotted: boolean;
}

/** Small crops touch their border with honest strokes: what is said of edges and rules holds for pieces of pages. */
const pageSide = 40;
/** A solid bar fills its box; a digit in a tight crop, however bold, does not. */
const solidFill = 0.75;
/** Strokes of a frame leave its box nearly empty. */
const sparseFill = 0.15;
/** Next to the largest piece, one smaller than this in length and in area is a speck. */
const speckLength = 0.15;
const speckArea = 0.05;

/** Leaves out what is no writing. `departure` is the picture less its ground. */
export const keepWriting = (departure: GreyImage, components: Components): Writing => {
  const { width, height } = departure;
  const shapeOf = measureShapes(departure, components);
  const marks = components.list.filter(
    c => c.area >= leastArea(width, height) && !isLevelRule(c, width, height),
  );
  const pieces = marks.filter(c => !isShading(c, shapeOf(c), departure));
  const strokes = pieces.filter(c => !isBlot(c, shapeOf(c)));
  const frames = strokes.filter(c => isFrame(c, shapeOf(c)));
  const isPrinted = (c: Component) =>
    isPageEdge(c, width, height) || isBox(c, width, height) || isGrid(shapeOf(c));
  const isAround = (c: Component) =>
    isPrinted(c) || isCorner(c, width, height) || isUprightRule(c, width, height);
  const unframed = strokes.filter(c => !frames.includes(c) && !isAround(c));
  // Where nothing else is there, what looks like an edge may be a digit that fills its crop; a grid never is one.
  const written = unframed.length > 0 ? unframed : strokes.filter(c => !isGrid(shapeOf(c)));
  const longest = written.reduce((most, c) => Math.max(most, lengthOf(c)), 0);
  const largest = written.reduce((most, c) => Math.max(most, c.area), 0);
  const kept = written.filter(c => lengthOf(c) >= speckLength * longest || c.area >= speckArea * largest);
  // A rule is far longer than the writing beside it. One that is not may be a 1, or may have taken strokes along.
  const perhapsCut =
    unframed.length > 0
      ? strokes.some(c => isAround(c) && lengthOf(c) < 2 * longest)
      : strokes.some(c => isPrinted(c) || frames.includes(c));
  return {
    labels: components.labels,
    list: kept,
    doubtful: perhapsCut || kept.some(c => isSoft(c, shapeOf(c))),
    blotted: kept.length === 0 && marks.length > 0,
  };
};

/** A speck: at most 2 pixels in a small crop, more in a large picture. */
export const leastArea = (width: number, height: number): number => Math.max(3, (width * height) / 100_000);

const isPiece = (width: number, height: number): boolean => Math.min(width, height) >= pageSide;

const lengthOf = (c: Component): number => Math.max(boxHeight(c), boxWidth(c));

const fillOf = (c: Component): number => c.area / (boxWidth(c) * boxHeight(c));

/** A solid bar along a side of the picture: a book's edge, a shadow, the scanner's lid. */
export const isPageEdge = (c: Component, width: number, height: number): boolean => {
  if (!isPiece(width, height) || fillOf(c) < solidFill) return false;
  const alongSide = (c.left === 0 || c.right === width) && c.borderArea >= 0.6 * height;
  const alongTop = (c.top === 0 || c.bottom === height) && c.borderArea >= 0.6 * width;
  return alongSide || alongTop;
};

/** A printed box that nothing touches: a line all around, and nothing else. */
const isFrame = (c: Component, shape: Shape): boolean =>
  isRectangle(shape) && fillOf(c) < 0.5 && c.area <= 2.2 * (boxWidth(c) + boxHeight(c)) * shape.strokeWidth;

/** A box around the picture. */
const isBox = (c: Component, width: number, height: number): boolean =>
  isPiece(width, height) && c.borderArea >= 0.5 * 2 * (width + height);

/** The corner of a box: runs out of the picture in both directions, and is nearly empty. */
const isCorner = (c: Component, width: number, height: number): boolean => {
  const acrossSides = (c.left === 0 || c.right === width) && (c.top === 0 || c.bottom === height);
  const spans = boxWidth(c) >= 0.45 * width && boxHeight(c) >= 0.6 * height;
  return isPiece(width, height) && acrossSides && spans && fillOf(c) < sparseFill;
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
