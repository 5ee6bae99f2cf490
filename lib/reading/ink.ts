// A picture → the ink on it: polarity, ground, noise, strokes.
import { type Component, type Components, findComponents } from './components.ts';
import type { GreyImage } from './grey-image.ts';
import { borderOf, departureFromGround } from './ground.ts';
import { median, otsu, quantile, spread } from './statistics.ts';
import { isPageEdge, keepWriting, keptLabels, leastArea } from './writing.ts';

/** Ink paler than this share of the black-to-white range is not told from paper by anyone. */
const faintestInk = 0.045;
/** Standard deviations of the ground's noise that ink must stand above. */
const noiseSigmas = 4;
/** A ground that varies by this much may hide a pen as well as show one: nobody may call it blank. */
const unclearGround = 0.3;
/** Noise of a picture that has none (drawn, or 1-bit). */
const leastNoise = 0.006;
/** Otsu's separability of one bell curve is 0.64 (2/pi): above this there are two classes. */
const clearlyTwoClasses = 0.75;
/** A stroke's soft edge alone gives 0.75 (an even spread); above this, a pale print lies beside a strong pen. */
const twoInks = 0.85;
/** With less than this share of all ink, the strong class is dirt rather than a pen. */
const leastPenShare = 0.08;
/** Share of full ink at which a stroke's edge is drawn. */
const strokeEdge = 0.4;

export interface FoundInk {
  /** 0 paper to 1 ink, cleared of all that is not of a kept component. */
  readonly map: GreyImage;
  readonly components: readonly Component[];
  /** Which component each pixel is of, by its label; others' labels are those of what was left out. */
  readonly labels: Int32Array;
  /** What was left out may be a stroke, or may have taken strokes along: a person should look. */
  readonly doubtful: boolean;
}

/** Within this distance of even, the shares of dark and light do not tell which of them is ground. */
const unsurePolarity = 0.3;

/**
 * Is the writing darker than its ground? The likelier answer first; both where strokes fill so much of a small
 * crop that the shares alone cannot tell.
 */
export const likelyPolarities = (picture: GreyImage): readonly boolean[] => {
  const samples = spread(picture.data, 20_000);
  const split = otsu(samples).threshold;
  // Ground is what most of the picture, and most of its border, is made of.
  const darkness = shareBelow(samples, split) + shareBelow(borderOf(picture), split) - 1;
  const dark = darkness < 0;
  return Math.abs(darkness) < unsurePolarity ? [dark, !dark] : [dark];
};

/** The ink of one polarity; `blank` where nothing stands out of the ground, `unclear` where only blots or shadows do. */
export const findInk = (picture: GreyImage, darkInk: boolean): FoundInk | 'blank' | 'unclear' => {
  const departure = departureFromGround(picture, darkInk);
  const { deviation, floor, full } = levelsOf(departure);
  if (full === null) return floor > unclearGround ? 'unclear' : 'blank';
  // The edge of a stroke lies where this ink's own strength puts it: blur, grain and a printed grid fall away.
  const kept = keepWriting(departure, strokes(departure, Math.max(floor, strokeEdge * full)));
  if (kept.list.length === 0) return kept.blotted ? 'unclear' : 'blank';
  return {
    map: softInk(departure, kept, deviation, full),
    components: kept.list,
    labels: kept.labels,
    doubtful: kept.doubtful,
  };
};

/** The noise of a departure map's ground, the level that only ink exceeds, and full ink; null where there is none. */
export const levelsOf = (departure: GreyImage) => {
  const { deviation, floor } = noiseOf(departure.data);
  return { deviation, floor, full: fullInk(departure, strokes(departure, floor)) };
};

const shareBelow = (samples: Float32Array, threshold: number): number => {
  let below = 0;
  for (const sample of samples) if (sample < threshold) below += 1;
  return below / samples.length;
};

/**
 * The level that only ink exceeds: some standard deviations of the ground's noise. The deviation comes from the
 * median, which rare ink hardly moves; where ink is not rare (a digit that fills its crop), two clear classes show
 * in the histogram, and the ground's own class alone is asked.
 */
const noiseOf = (departure: Float32Array): { readonly deviation: number; readonly floor: number } => {
  const samples = spread(departure, 8_000);
  const { threshold, separability } = otsu(samples.map(value => (value + 1) / 2));
  const split = 2 * threshold - 1;
  const clear = separability > clearlyTwoClasses;
  const ground = clear ? samples.filter(value => value <= split) : samples;
  const middle = median(ground);
  const deviation = Math.max(leastNoise, 1.4826 * median(ground.map(value => Math.abs(value - middle))));
  const floor = Math.max(faintestInk, noiseSigmas * deviation);
  return { deviation, floor: clear ? Math.min(floor, Math.max(faintestInk, split)) : floor };
};

const strokes = ({ width, height, data }: GreyImage, edge: number): Components => {
  const mask = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i++) mask[i] = data[i]! > edge ? 1 : 0;
  return findComponents(mask, width, height);
};

/**
 * The strength that most of the writing's own pixels reach; null where nothing is written. Where a pale print (the
 * squares of a form) and a strong pen are clearly two classes, it is the pen's.
 */
const fullInk = ({ width, height, data }: GreyImage, { labels, list }: Components): number | null => {
  const pieces = list.filter(c => c.area >= leastArea(width, height));
  const inner = pieces.filter(c => !isPageEdge(c, width, height));
  const candidates = inner.length > 0 ? inner : pieces;
  const kept = keptLabels(candidates);
  const step = Math.max(1, Math.floor(candidates.reduce((sum, c) => sum + c.area, 0) / 10_000));
  const samples: number[] = [];
  let seen = 0;
  for (let i = 0; i < labels.length; i++) {
    if (labels[i] !== 0 && kept[labels[i]!] === 1 && seen++ % step === 0) samples.push(data[i]!);
  }
  if (samples.length === 0) return null;
  const strengths = Float32Array.from(samples);
  const { threshold, separability } = otsu(strengths);
  const strong = strengths.filter(value => value > threshold);
  const printed = separability > twoInks && strong.length >= leastPenShare * strengths.length;
  return quantile(printed ? strong : strengths, 0.8);
};

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

/** The ink of some of its components, and the soft edge around them. */
export const inkOfSome = (ink: FoundInk, components: readonly Component[]): FoundInk => {
  const { width, height } = ink.map;
  const kept = keptLabels(components);
  const data = ink.map.data.map((value, i) =>
    value > 0 && touchesKept(ink.labels, kept, i % width, Math.floor(i / width), width, height) ? value : 0,
  );
  return { ...ink, map: { width, height, data }, components };
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
