// Which connected pieces are writing: specks, page edges, frames and ruled lines are not.
import type { Component, Components } from './components.ts';
import { boxHeight, boxWidth, type GreyImage } from './grey-image.ts';

/** Leaves out specks, page edges and ruled lines. */
export const keepWriting = ({ width, height }: GreyImage, { labels, list }: Components): Components => {
  const written = list.filter(
    component =>
      component.area >= leastArea(width, height) &&
      !isPageEdge(component, width, height) &&
      !isFrame(component, width, height) &&
      !isRule(component, width),
  );
  const tallest = written.reduce((most, c) => Math.max(most, Math.max(boxHeight(c), boxWidth(c))), 0);
  const largest = written.reduce((most, c) => Math.max(most, c.area), 0);
  const kept = written.filter(
    component =>
      Math.max(boxHeight(component), boxWidth(component)) >= 0.15 * tallest ||
      component.area >= 0.05 * largest,
  );
  return { labels, list: kept };
};

/** A speck: at most 2 pixels in a small crop, more in a large picture. */
export const leastArea = (width: number, height: number): number => Math.max(3, (width * height) / 40_000);

/** Small crops touch their border with honest strokes: the rules for edges are for pieces of pages. */
const pageSide = 48;

/** A dark bar along a side of the picture: a book's edge, a shadow, the scanner's lid. */
export const isPageEdge = (c: Component, width: number, height: number): boolean => {
  if (Math.min(width, height) < pageSide) return false;
  const alongSide = (c.left === 0 || c.right === width) && boxHeight(c) >= 0.6 * height;
  const alongTop = (c.top === 0 || c.bottom === height) && boxWidth(c) >= 0.6 * width;
  const filled = c.area / (boxWidth(c) * boxHeight(c));
  return (alongSide || alongTop) && filled > 0.45;
};

/** A grid or a box around everything: touches all four sides. */
const isFrame = (c: Component, width: number, height: number): boolean =>
  Math.min(width, height) >= pageSide &&
  c.left === 0 &&
  c.right === width &&
  c.top === 0 &&
  c.bottom === height;

/** A line across most of the picture, far longer than thick. */
const isRule = (c: Component, width: number): boolean =>
  boxWidth(c) >= 0.5 * width && boxWidth(c) >= pageSide && boxHeight(c) <= 0.04 * boxWidth(c);

/** By label: 1 for the components of a list. */
export const keptLabels = (list: readonly Component[]): Uint8Array => {
  const kept = new Uint8Array(1 + list.reduce((most, component) => Math.max(most, component.label), 0));
  for (const { label } of list) kept[label] = 1;
  return kept;
};
