// What tells a pen's strokes from blots, shading and grids: how soft a piece's edge is, how thick its strokes are, how
// often it runs out of the picture. Measured for all pieces in one pass over the label map.
import type { Component, Components } from './components.ts';
import { boxHeight, boxWidth, type GreyImage } from './grey-image.ts';

export interface Shape {
  /** Pixels over which the edge falls from the piece's own strength to the ground. */
  readonly edgeWidth: number;
  /** Mean width of its strokes: twice the area over the outline, as of a long rectangle. */
  readonly strokeWidth: number;
  /** How many separate times it touches the picture's border. */
  readonly borderRuns: number;
  /** The least share of a side of its box along which it runs, within a band a twelfth as deep as the box. */
  readonly sideCover: number;
}

/** Legible strokes end within a part of the character's size; shading and vignettes fade over all of it. */
const softestEdge = 1 / 3;
/** Of each side of a printed box, though it be a few degrees off. */
const rectangleCover = 0.85;
/** Edges softer than both, in pixels and as a share of the piece, are doubted. */
const softPixels = 10;
const softShare = 0.05;
/** Of the picture's longer side. */
const largeShare = 0.2;
/** A filled disc has 0.39, a square 0.5; the boldest of 20,000 of MNIST's training digits has 0.338. */
const thickestStroke = 0.345;
/** A digit in a tight crop touches the border a few times; squared paper as often as it has lines. */
const gridRuns = 7;

const lengthOf = (c: Component): number => Math.max(boxHeight(c), boxWidth(c));

/** Light and shadow are large in the picture; small soft pieces are faint strokes. */
export const isShading = (c: Component, shape: Shape, { width, height }: GreyImage): boolean =>
  lengthOf(c) >= largeShare * Math.max(width, height) && shape.edgeWidth > softestEdge * lengthOf(c);
/** Softer than a pen in focus leaves it, though not as soft as shading: a blurred digit, or a vignette. */
export const isSoft = (c: Component, { edgeWidth }: Shape): boolean =>
  edgeWidth > softPixels && edgeWidth > softShare * lengthOf(c);
export const isBlot = (c: Component, shape: Shape): boolean =>
  shape.strokeWidth > thickestStroke * lengthOf(c);
/** A printed box, upright or a few degrees off; of a handwritten 0, with its round corners, sides cover half. */
export const isRectangle = (shape: Shape): boolean => shape.sideCover >= rectangleCover;
export const isGrid = (shape: Shape): boolean => shape.borderRuns >= gridRuns;

/** The shapes of a departure map's components, by label. */
export const measureShapes = (
  { width, height, data }: GreyImage,
  { labels, list }: Components,
): ((component: Component) => Shape) => {
  const size = 1 + list.reduce((most, { label }) => Math.max(most, label), 0);
  const outline = new Float64Array(size);
  const fall = new Float64Array(size);
  const strength = new Float64Array(size);
  const areas = new Float64Array(size);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const label = labels[i]!;
      if (label === 0) continue;
      areas[label]! += 1;
      strength[label]! += data[i]!;
      const inside = [x > 0, x < width - 1, y > 0, y < height - 1];
      const steps = [-1, 1, -width, width];
      for (let side = 0; side < 4; side++) {
        if (!inside[side] || labels[i + steps[side]!] === label) continue;
        outline[label]! += 1;
        fall[label]! += data[i]! - data[i + steps[side]!]!;
      }
    }
  }
  const runs = borderRunsOf(labels, width, height, size);
  const known = new Map<number, Shape>();
  return component => {
    const { label } = component;
    const shape = known.get(label) ?? {
      edgeWidth: (strength[label]! / areas[label]!) * (outline[label]! / Math.max(1e-9, fall[label]!)),
      strokeWidth: (2 * areas[label]!) / Math.max(1, outline[label]!),
      borderRuns: runs[label]!,
      // A line all around has more ink than this; the boxes of the others, a thousand slanted lines, are not searched.
      sideCover:
        areas[label]! < 1.5 * (boxWidth(component) + boxHeight(component))
          ? 0
          : sideCoverOf(component, labels, width),
    };
    known.set(label, shape);
    return shape;
  };
};

/** How much of each side of its box a piece runs along; the least of the four. */
const sideCoverOf = (c: Component, labels: Int32Array, width: number): number => {
  const deep = Math.max(1, Math.round(Math.max(boxWidth(c), boxHeight(c)) / 12));
  const near = {
    left: new Set<number>(),
    right: new Set<number>(),
    top: new Set<number>(),
    bottom: new Set<number>(),
  };
  for (let y = c.top; y < c.bottom; y++) {
    for (let x = c.left; x < c.right; x++) {
      if (labels[y * width + x] !== c.label) continue;
      if (x < c.left + deep) near.left.add(y);
      if (x >= c.right - deep) near.right.add(y);
      if (y < c.top + deep) near.top.add(x);
      if (y >= c.bottom - deep) near.bottom.add(x);
    }
  }
  const upright = Math.min(near.left.size, near.right.size) / boxHeight(c);
  return Math.min(upright, Math.min(near.top.size, near.bottom.size) / boxWidth(c));
};

/** Walks once around the border and counts where each label begins. */
const borderRunsOf = (labels: Int32Array, width: number, height: number, size: number): Int32Array => {
  const around: number[] = [];
  for (let x = 0; x < width; x++) around.push(labels[x]!);
  for (let y = 1; y < height; y++) around.push(labels[y * width + width - 1]!);
  for (let x = width - 2; x >= 0; x--) around.push(labels[(height - 1) * width + x]!);
  for (let y = height - 2; y > 0; y--) around.push(labels[y * width]!);
  const runs = new Int32Array(size);
  around.forEach((label, i) => {
    if (label !== 0 && label < size && around.at(i - 1) !== label) runs[label]! += 1;
  });
  return runs;
};
