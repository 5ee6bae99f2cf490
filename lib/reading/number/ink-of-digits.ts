// The ink of a crop's digits alone, to describe the hand by: marks, rules and neighbours are left out.
import type { GreyImage } from '../grey-image.ts';
import { quantile, spread } from '../statistics.ts';
import type { PlacedDigit } from './place-digits.ts';

/** As in number-form.ts: the darkest percent of a crop is ink, and most of it is paper. */
const darkShare = 0.01;
const paperShare = 0.7;
/** Samples that place both well enough. */
const mostSamples = 8_000;
/** Ink fainter than this, of full, is the ground's texture. */
const faintest = 0.25;

/** `crop`: paper light, ink dark. → 0 paper to 1 ink, nothing outside the boxes of the digits. */
export const inkOfDigits = (crop: GreyImage, digits: readonly Pick<PlacedDigit, 'box'>[]): GreyImage => {
  const { width, height, data } = crop;
  const samples = spread(data, mostSamples);
  const paper = quantile(samples, paperShare);
  const gain = 1 / Math.max(1e-6, paper - quantile(samples, darkShare));
  const ink = new Float32Array(data.length);
  for (const { box } of digits) {
    for (let y = Math.max(0, box.top); y < Math.min(height, box.bottom); y++) {
      for (let i = y * width + Math.max(0, box.left); i < y * width + Math.min(width, box.right); i++) {
        const value = (paper - data[i]!) * gain;
        if (value > faintest) ink[i] = Math.min(1, value);
      }
    }
  }
  return { width, height, data: ink };
};
