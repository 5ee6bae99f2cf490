// The ink of a picture of rows as a mask: each connected piece is cut at a share of its own strength, so that a faint
// row is found beside a bold one, and a stroke's soft edge does not join it to its neighbour.
import { findComponents } from '../components.ts';
import type { GreyImage } from '../grey-image.ts';
import { departureFromGround } from '../ground.ts';
import { levelsOf } from '../ink.ts';
import { localPaper } from '../local-paper.ts';
import { smooth } from '../rescale.ts';

/** Share of full ink that a piece must reach somewhere: pencil beside a marker. */
const faintShare = 0.15;
/** Share of a piece's own strength at which its edge is drawn. */
const edgeShare = 0.45;

/** Of the level that only ink exceeds, what the paler parts of a stroke reach. */
const lowShare = 0.65;
/** Where noise reaches this share of full ink, strokes fall apart into specks: the picture is smoothed, this often at most. */
const noisyShare = 0.3;
const mostSmoothing = 3;
/** So is one where pieces of at most so many pixels hold this share of the ink: a screen's dots, grain. */
const speck = 16;
const speckShare = 0.3;

export interface Marks {
  readonly width: number;
  readonly height: number;
  /** How much darker than its paper each pixel is. */
  readonly departure: GreyImage;
  /** 1 where there is ink. */
  readonly mask: Uint8Array;
  /** Mean width of the strokes, in pixels; at least 1. */
  readonly strokeWidth: number;
}

/**
 * The ink darker than its paper; null where nothing stands out.
 * @param window in pixels, wider than any stroke: what is broader is a shadow.
 */
export const findMarks = (picture: GreyImage, window: number): Marks | null => {
  const { width, height } = picture;
  let departure = lesser(departureFromGround(picture, true), fromPaper(picture, window));
  let found = levelsAndPieces(departure);
  for (let times = 0; times < mostSmoothing && found.isRough; times++) {
    departure = smooth(departure);
    found = levelsAndPieces(departure);
  }
  const { full, floor, mask, components } = found;
  if (full === null) return null;
  const { labels, list } = components;
  const strengths = strengthsOf(departure.data, labels, list.length);
  for (let i = 0; i < mask.length; i++) {
    const label = labels[i]!;
    if (label === 0) continue;
    const own = strengths[label]!;
    if (own < floor || departure.data[i]! < edgeShare * Math.min(full, own)) mask[i] = 0;
  }
  return { width, height, departure, mask, strokeWidth: strokeWidthOf(mask, width, height) };
};

/** What stands out, in pieces; `isRough` where noise or a fine print in the ground would hide the writing. */
const levelsAndPieces = (departure: GreyImage) => {
  const { width, height, data } = departure;
  const { floor, full } = levelsOf(departure);
  const low = full === null ? Number.POSITIVE_INFINITY : Math.max(lowShare * floor, faintShare * full);
  const mask = new Uint8Array(width * height);
  for (let i = 0; i < mask.length; i++) mask[i] = data[i]! > low ? 1 : 0;
  const components = findComponents(mask, width, height);
  let ink = 0;
  let specks = 0;
  for (const { area } of components.list) {
    ink += area;
    if (area <= speck) specks += area;
  }
  const isRough = full === null || floor > noisyShare * full || specks > speckShare * ink;
  return { floor, full, mask, components, isRough };
};

/** How much darker each pixel of the picture, without its grain, is than the paper right around. */
const fromPaper = (picture: GreyImage, window: number): GreyImage => {
  const even = smooth(picture);
  const paper = localPaper(even, window);
  const data = paper.data;
  for (let i = 0; i < data.length; i++) data[i]! -= even.data[i]!;
  return paper;
};

const lesser = (a: GreyImage, b: GreyImage): GreyImage => {
  const data = new Float32Array(a.data.length);
  for (let i = 0; i < data.length; i++) data[i] = Math.min(a.data[i]!, b.data[i]!);
  return { ...a, data };
};

/** For each label, the mean of those of its pixels that are above its mean. */
const strengthsOf = (departure: Float32Array, labels: Int32Array, count: number): Float64Array => {
  const sums = new Float64Array(count + 1);
  const areas = new Float64Array(count + 1);
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    if (label === 0) continue;
    sums[label]! += departure[i]!;
    areas[label]! += 1;
  }
  const strong = new Float64Array(count + 1);
  const strongAreas = new Float64Array(count + 1);
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    if (label === 0 || departure[i]! * areas[label]! < sums[label]!) continue;
    strong[label]! += departure[i]!;
    strongAreas[label]! += 1;
  }
  return strong.map((sum, label) => sum / Math.max(1, strongAreas[label]!));
};

/** Twice the area over the outline, as of a long rectangle. */
const strokeWidthOf = (mask: Uint8Array, width: number, height: number): number => {
  let area = 0;
  let outline = 0;
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      if (mask[i] === 0) continue;
      area += 1;
      if (x > 0 && mask[i - 1] === 0) outline += 1;
      if (x < width - 1 && mask[i + 1] === 0) outline += 1;
      if (y > 0 && mask[i - width] === 0) outline += 1;
      if (y < height - 1 && mask[i + width] === 0) outline += 1;
    }
  }
  return Math.max(1, (2 * area) / Math.max(1, outline));
};
