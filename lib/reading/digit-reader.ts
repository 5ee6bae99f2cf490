// One character → the probabilities of the ten digits, and of `?`: that it is none.
import type { LoadedDigitModel } from '../model/load-models.ts';
import { crop, type GreyImage, type PixelBox } from './grey-image.ts';
import type { Alternative } from './reading.ts';

/** All labels of the model, most likely first; the confidences add up to 1. */
export type DigitScores = readonly Alternative[];

/** Takes characters in their normal form. */
export type ReadDigits = (forms: readonly Float32Array[]) => Promise<readonly DigitScores[]>;

/** Ink around a character's box that still belongs to its soft edge, in pixels. */
const margin = 1;

/** The ink inside a character's box and its soft edge. */
export const inkOf = (map: GreyImage, box: PixelBox): GreyImage =>
  crop(map, {
    left: Math.max(0, box.left - margin),
    top: Math.max(0, box.top - margin),
    right: Math.min(map.width, box.right + margin),
    bottom: Math.min(map.height, box.bottom + margin),
  });

export const createDigitReader = ({ entry, run }: LoadedDigitModel): ReadDigits => {
  const { labels } = entry.output;
  const { temperature } = entry.calibration;
  return async forms => {
    const logits = await run(forms);
    return logits.map(row => {
      const probabilities = softmax(row, temperature);
      return labels
        .map((value, i) => ({ value, confidence: probabilities[i]! }))
        .toSorted((a, b) => b.confidence - a.confidence);
    });
  };
};

/** Softmax at a temperature: Guo et al., "On calibration of modern neural networks", 2017. */
const softmax = (logits: Float32Array, temperature: number): Float64Array => {
  const most = logits.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const powers = Float64Array.from(logits, logit => Math.exp((logit - most) / temperature));
  const total = powers.reduce((a, b) => a + b, 0);
  return powers.map(power => power / total);
};
