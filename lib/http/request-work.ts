// How much work one request may ask for: whoever asked waits only so long, and may have gone without a word.
import { DigitdropError } from '../errors.ts';
import type { Reading } from '../reading/reading.ts';

/** Ten images of the largest size that is let in; about two seconds on two cores. */
const maxPixels = 500_000_000;

/**
 * Time left for images that have begun. The slowest of 50 megapixels took 1.2 s (a noisy WebP, two cores shared
 * with others); large ones take turns, so that several may stand in line.
 */
const lastImagesMs = 8_000;

export interface RequestWork {
  /** Before each image. @throws DigitdropError `too-much-at-once`; never before the first. */
  readonly begin: () => void;
  /** After each image. */
  readonly finish: (reading: Reading) => void;
}

/** @param timeLeftMs how long the caller still waits, asked before each image */
export const startWork = (images: number, timeLeftMs: () => number): RequestWork => {
  let [begun, pixels] = [0, 0];
  return {
    begin: () => {
      if (begun > 0 && (pixels >= maxPixels || timeLeftMs() < lastImagesMs))
        throw new DigitdropError(
          'too-much-at-once',
          `expected images that can be read before the caller’s time runs out, and of ${maxPixels / 1e6} megapixels ` +
            `together, got ${images} images, of which ${begun} were begun; send fewer or smaller ones at once, or ` +
            'put them into the bucket and find their readings beside them',
        );
      begun += 1;
    },
    finish: ({ image: { width, height }, reason }) => {
      // Refused by its header: no pixel was decoded.
      if (reason !== 'image-too-large') pixels += (width ?? 0) * (height ?? 0);
    },
  };
};
