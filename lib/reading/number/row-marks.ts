// The ink of a picture of rows as a mask: each connected piece is cut at a share of its own strength, so that a faint
// row is found beside a bold one, and a stroke's soft edge does not join it to its neighbour.
import { findComponents } from '../components.ts';
import type { GreyImage } from '../grey-image.ts';
import { departureFromGround } from '../ground.ts';
import { levelsOf } from '../ink.ts';

/** Share of full ink that a piece must reach somewhere: pencil beside a marker. */
const faintShare = 0.15;
/** Share of a piece's own strength at which its edge is drawn. */
const edgeShare = 0.45;

/** Where noise reaches this share of full ink, strokes fall apart into specks: the picture is smoothed, this often at most. */
const noisyShare = 0.3;
const mostSmoothing = 3;

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

/** The ink darker than its paper; null where nothing stands out. */
export const findMarks = (picture: GreyImage): Marks | null => {
  const { width, height } = picture;
  let departure = departureFromGround(picture, true);
  let { floor, full } = levelsOf(departure);
  for (let times = 0; times < mostSmoothing && (full === null || floor > noisyShare * full); times++) {
    departure = smooth(departure);
    ({ floor, full } = levelsOf(departure));
  }
  if (full === null) return null;
  const low = Math.max(floor, faintShare * full);
  const mask = new Uint8Array(width * height);
  for (let i = 0; i < mask.length; i++) mask[i] = departure.data[i]! > low ? 1 : 0;
  const { labels, list } = findComponents(mask, width, height);
  const strengths = strengthsOf(departure.data, labels, list.length);
  for (let i = 0; i < mask.length; i++) {
    const label = labels[i]!;
    if (label !== 0 && departure.data[i]! < edgeShare * Math.min(full, strengths[label]!)) mask[i] = 0;
  }
  return { width, height, departure, mask, strokeWidth: strokeWidthOf(mask, width, height) };
};

/** Each sample with its neighbours, weighed 1, 2, 1 both ways; the border keeps its own. */
const smooth = ({ width, height, data }: GreyImage): GreyImage => {
  const across = data.slice();
  for (let y = 0; y < height; y++) {
    for (let x = 1, i = y * width + 1; x < width - 1; x++, i++) {
      across[i] = (data[i - 1]! + 2 * data[i]! + data[i + 1]!) / 4;
    }
  }
  const both = across.slice();
  for (let i = width; i < data.length - width; i++) {
    both[i] = (across[i - width]! + 2 * across[i]! + across[i + width]!) / 4;
  }
  return { width, height, data: both };
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
