// Lines of ink as places that may hold a number: another eye than find-rows.ts, for where that sees nothing that reads.

import { findLines } from './characters.ts';
import type { Component } from './components.ts';
import { boxHeight, type GreyImage, type PixelBox } from './grey-image.ts';
import { findInk } from './ink.ts';

/** A texture may fall into thousands of pieces; grouping them takes time by their square and tells nothing. */
export const mostPieces = 400;
/** Lines looked at: those with most ink. */
const mostLines = 3;
/** Paper around a line, in its heights: what the reader is trained on (`margin_usual` in models/training/number/ranges.py). */
const marginAbove = 0.22;
const marginBeside = 0.4;

/** `picture`: paper light, ink dark. → Boxes with their margins, most ink first. */
export const findInkRows = (picture: GreyImage): readonly PixelBox[] => {
  const ink = findInk(picture, true);
  if (typeof ink === 'string' || ink.components.length > mostPieces) return [];
  return findLines(ink.components)
    .map(({ box }) => ({ box: withMargins(box, picture), area: areaWithin(box, ink.components) }))
    .toSorted((a, b) => b.area - a.area)
    .slice(0, mostLines)
    .map(({ box }) => box);
};

const areaWithin = (box: PixelBox, components: readonly Component[]): number =>
  components
    .filter(c => c.left >= box.left && c.right <= box.right && c.top >= box.top && c.bottom <= box.bottom)
    .reduce((sum, { area }) => sum + area, 0);

const withMargins = (box: PixelBox, { width, height }: GreyImage): PixelBox => {
  const beside = Math.ceil(marginBeside * boxHeight(box));
  const above = Math.ceil(marginAbove * boxHeight(box));
  return {
    left: Math.max(0, box.left - beside),
    top: Math.max(0, box.top - above),
    right: Math.min(width, box.right + beside),
    bottom: Math.min(height, box.bottom + above),
  };
};
