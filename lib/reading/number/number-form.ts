// A crop of a picture → the number network's input: 48 pixels high, paper 0 and ink 1.
// models/training/number/preprocess.py does the same; test/fixtures/number-form.json holds both to it.
import type { GreyImage } from '../grey-image.ts';

export const formHeight = 48;
const leastWidth = 16;
const mostWidth = 1024;
/** The network halves the width twice. */
const widthStep = 4;
const darkPercent = 1;
const paperPercent = 70;
/** Of black to white: noise on blank paper is not blown up to ink. */
const leastContrast = 10 / 255;
export const lowestInk = -0.5;
export const highestInk = 1.5;

export interface NumberForm {
  /** Rows of `width` samples, `formHeight` of them; 0 where padded. */
  readonly ink: Float32Array;
  /** A multiple of 4. */
  readonly width: number;
  /** What of the width the crop takes; the rest is padding on the right. */
  readonly cropWidth: number;
}

/**
 * @param crop paper light, ink dark; at least a pixel a side.
 * @param stretch multiplies the width that the crop has at its new height.
 */
export const toNumberForm = (crop: GreyImage, stretch = 1): NumberForm => {
  const natural = Math.floor(((formHeight * crop.width) / crop.height) * stretch + 0.5);
  const cropWidth = Math.min(mostWidth, Math.max(leastWidth, natural));
  const width = Math.ceil(cropWidth / widthStep) * widthStep;
  const grey = resize(crop, cropWidth);
  const { dark, paper } = levelsOf(grey);
  const gain = 1 / Math.max(paper - dark, leastContrast);
  const ink = new Float32Array(formHeight * width);
  for (let y = 0; y < formHeight; y++) {
    for (let x = 0; x < cropWidth; x++) {
      const value = (paper - grey[y * cropWidth + x]!) * gain;
      ink[y * width + x] = Math.min(highestInk, Math.max(lowestInk, value));
    }
  }
  return { ink, width, cropWidth };
};

/** Grey levels of the crop at the form's height and a width. */
const resize = (crop: GreyImage, width: number): Float32Array => {
  const rows = triangleWeights(crop.height, formHeight);
  const columns = triangleWeights(crop.width, width);
  const band = new Float32Array(crop.width);
  const grey = new Float32Array(formHeight * width);
  for (let row = 0; row < formHeight; row++) {
    const { first, weights } = rows[row]!;
    band.fill(0);
    for (let k = 0; k < weights.length; k++) {
      const weight = weights[k]!;
      const start = (first + k) * crop.width;
      for (let x = 0; x < crop.width; x++) band[x]! += weight * crop.data[start + x]!;
    }
    for (let i = 0; i < width; i++) grey[row * width + i] = weighted(band, columns[i]!);
  }
  return grey;
};

/** The source pixels that one place of the result sees, and with what weight; the weights add up to 1. */
interface Window {
  readonly first: number;
  readonly weights: Float64Array;
}

const weighted = (samples: Float32Array, { first, weights }: Window): number => {
  let sum = 0;
  for (let k = 0; k < weights.length; k++) sum += weights[k]! * samples[first + k]!;
  return sum;
};

/** A triangle as wide as the reduction; the border is neither mirrored nor paper. */
const triangleWeights = (source: number, target: number): readonly Window[] => {
  const radius = Math.max(1, source / target);
  return Array.from({ length: target }, (_, i) => {
    const centre = ((i + 0.5) * source) / target;
    const first = Math.max(0, Math.ceil(centre - radius - 0.5));
    const last = Math.min(source - 1, Math.floor(centre + radius - 0.5));
    const weights = new Float64Array(last - first + 1);
    let total = 0;
    for (let k = 0; k < weights.length; k++) {
      weights[k] = Math.max(0, 1 - Math.abs(first + k + 0.5 - centre) / radius);
      total += weights[k]!;
    }
    for (let k = 0; k < weights.length; k++) weights[k]! /= total;
    return { first, weights };
  });
};

const levelsOf = (grey: Float32Array): { readonly dark: number; readonly paper: number } => {
  const ordered = Float32Array.from(grey).sort();
  return { dark: percentileOf(ordered, darkPercent), paper: percentileOf(ordered, paperPercent) };
};

/** Linear interpolation between ranks. */
const percentileOf = (ordered: Float32Array, percent: number): number => {
  const rank = (percent / 100) * (ordered.length - 1);
  const below = Math.floor(rank);
  const low = ordered[below]!;
  const high = ordered[Math.min(below + 1, ordered.length - 1)]!;
  return low + (high - low) * (rank - below);
};
