// A picture → the ink on it: polarity, ground, noise, strokes. What is speck or page edge is left out.

import { type Component, type Components, findComponents } from './components.ts';
import { boxHeight, boxWidth, type GreyImage } from './grey-image.ts';
import { borderOf, departureFromGround, median, quantile } from './ground.ts';

/** Ink paler than this share of the black-to-white range is not told from paper by anyone. */
const faintestInk = 0.045;
/** Standard deviations of the ground's noise that ink must stand above. */
const noiseSigmas = 4;
/** Noise of a picture that has none (drawn, or 1-bit). */
const leastNoise = 0.006;
/** Share of full ink at which a stroke's edge is drawn. */
const strokeEdge = 0.4;

export interface FoundInk {
  /** 0 paper to 1 ink, cleared of all that is not of a kept component. */
  readonly map: GreyImage;
  readonly components: readonly Component[];
  readonly labels: Int32Array;
}

/** Within this distance of even, the shares of dark and light do not tell which of them is ground. */
const unsurePolarity = 0.3;

/**
 * Is the writing darker than its ground? The likelier answer first; both where strokes fill so much of a small
 * crop that the shares alone cannot tell.
 */
export const likelyPolarities = (picture: GreyImage): readonly boolean[] => {
  const split = otsuThreshold(picture.data);
  // Ground is what most of the picture, and most of its border, is made of.
  const darkness = shareBelow(picture.data, split) + shareBelow(borderOf(picture), split) - 1;
  const dark = darkness < 0;
  return Math.abs(darkness) < unsurePolarity ? [dark, !dark] : [dark];
};

/** The ink of one polarity, or null where nothing stands out of the ground. */
export const findInk = (picture: GreyImage, darkInk: boolean): FoundInk | null => {
  const departure = departureFromGround(picture, darkInk);
  const noise = Math.max(leastNoise, noiseOf(departure.data));
  const floor = Math.max(faintestInk, noiseSigmas * noise);
  const first = keepWriting(departure, strokes(departure, floor));
  if (first.list.length === 0) return null;
  const full = fullInk(departure.data, first);
  // A second look with the edge where this ink's own strength puts it: thick blur and grain fall away.
  const edge = Math.max(floor, strokeEdge * full);
  const kept = keepWriting(departure, strokes(departure, edge));
  if (kept.list.length === 0) return null;
  return { map: softInk(departure, kept, noise, full), components: kept.list, labels: kept.labels };
};

/** Otsu, "A threshold selection method from gray-level histograms", 1979. Samples 0 to 1. */
export const otsuThreshold = (samples: Float32Array): number => {
  const bins = 256;
  const histogram = new Float64Array(bins);
  for (const sample of samples) histogram[Math.min(bins - 1, Math.max(0, Math.floor(sample * bins)))]! += 1;
  let total = 0;
  for (let i = 0; i < bins; i++) total += i * histogram[i]!;
  let best = { between: -1, low: 0, high: 0 };
  let count = 0;
  let sum = 0;
  for (let i = 0; i < bins - 1; i++) {
    count += histogram[i]!;
    sum += i * histogram[i]!;
    if (count === 0 || count === samples.length) continue;
    const gap = sum / count - (total - sum) / (samples.length - count);
    const between = count * (samples.length - count) * gap * gap;
    if (between > best.between * (1 + 1e-9)) best = { between, low: i, high: i };
    else if (between >= best.between * (1 - 1e-9)) best = { ...best, high: i };
  }
  return ((best.low + best.high) / 2 + 1) / bins;
};

const shareBelow = (samples: Float32Array, threshold: number): number => {
  let below = 0;
  for (const sample of samples) if (sample < threshold) below += 1;
  return below / samples.length;
};

/** Standard deviation of the ground from its median absolute deviation: ink, being rare, hardly moves it. */
const noiseOf = (departure: Float32Array): number => {
  const step = Math.max(1, Math.floor(departure.length / 20_000));
  const samples = new Float32Array(Math.ceil(departure.length / step));
  for (let i = 0; i < samples.length; i++) samples[i] = departure[i * step]!;
  const middle = median(samples);
  return 1.4826 * median(samples.map(value => Math.abs(value - middle)));
};

const strokes = ({ width, height, data }: GreyImage, edge: number): Components =>
  findComponents(
    Uint8Array.from(data, value => (value > edge ? 1 : 0)),
    width,
    height,
  );

/** The strength that most of the writing's own pixels reach. */
const fullInk = (departure: Float32Array, { labels, list }: Components): number => {
  const kept = keptLabels(list);
  const samples: number[] = [];
  for (let i = 0; i < labels.length; i++) if (kept[labels[i]!] === 1) samples.push(departure[i]!);
  return quantile(Float32Array.from(samples), 0.8);
};

const keptLabels = (list: readonly Component[]): Uint8Array => {
  const kept = new Uint8Array(1 + list.reduce((most, component) => Math.max(most, component.label), 0));
  for (const { label } of list) kept[label] = 1;
  return kept;
};

/** Leaves out specks, page edges and ruled lines. */
const keepWriting = ({ width, height }: GreyImage, { labels, list }: Components): Components => {
  const written = list.filter(
    component =>
      component.area >= leastArea(width, height) &&
      !isPageEdge(component, width, height) &&
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
const leastArea = (width: number, height: number): number => Math.max(3, (width * height) / 40_000);

/** Small crops touch their border with honest strokes: the rules for edges are for pieces of pages. */
const pageSide = 48;

/** A dark bar along a side of the picture: a book's edge, a shadow, the scanner's lid. */
const isPageEdge = (c: Component, width: number, height: number): boolean => {
  if (Math.min(width, height) < pageSide) return false;
  const alongSide = (c.left === 0 || c.right === width) && boxHeight(c) >= 0.6 * height;
  const alongTop = (c.top === 0 || c.bottom === height) && boxWidth(c) >= 0.6 * width;
  const filled = c.area / (boxWidth(c) * boxHeight(c));
  const frames = c.left === 0 && c.right === width && c.top === 0 && c.bottom === height;
  return frames || ((alongSide || alongTop) && filled > 0.45);
};

/** A line across most of the picture, far longer than thick. */
const isRule = (c: Component, width: number): boolean =>
  boxWidth(c) >= 0.5 * width && boxWidth(c) >= pageSide && boxHeight(c) <= 0.04 * boxWidth(c);

/** Ink between noise and full strength, for the kept components and the soft edge around them. */
const softInk = (
  departure: GreyImage,
  { labels, list }: Components,
  noise: number,
  full: number,
): GreyImage => {
  const { width, height, data } = departure;
  const kept = keptLabels(list);
  const low = Math.min(Math.max(2.5 * noise, 0.06 * full), 0.5 * full);
  const map = new Float32Array(data.length);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      if (data[i]! <= low || !touchesKept(labels, kept, x, y, width, height)) continue;
      map[i] = Math.min(1, (data[i]! - low) / (full - low));
    }
  }
  return { width, height, data: map };
};

/** Is the pixel, or one beside it, of a kept component (and it not of one left out)? */
const touchesKept = (
  labels: Int32Array,
  kept: Uint8Array,
  x: number,
  y: number,
  width: number,
  height: number,
): boolean => {
  const own = labels[y * width + x]!;
  if (own !== 0) return kept[own] === 1;
  for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++) {
    for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++) {
      if (kept[labels[v * width + u]!] === 1) return true;
    }
  }
  return false;
};
