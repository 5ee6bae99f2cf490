// Colour → grey, along the axis in which the writing differs most from its ground.
// Plain luminance would lose a red pen on green paper; principal components of local differences keep it.
import type { GreyImage } from './grey-image.ts';

/** sRGB luminance, ITU-R BT.709. */
const luminance = [0.2126, 0.7152, 0.0722] as const;
/** The found axis must carry this much more contrast than luminance before it replaces it: chroma is noisy. */
const worthLeavingLuminance = 1.6;

type Axis = readonly [number, number, number];

/**
 * @param samples interleaved 8-bit samples, row-major, `channels` a pixel (1 grey, 2 grey + alpha, 3 RGB, 4 RGBA).
 * @returns grey of the same size, 0 to 1.
 */
export const greyAlongInk = (
  samples: Uint8Array,
  width: number,
  height: number,
  channels: number,
): GreyImage => {
  const data = new Float32Array(width * height);
  if (channels < 3) {
    for (let i = 0; i < data.length; i++) data[i] = samples[i * channels]! / 255;
    return { width, height, data };
  }
  const axis = contrastAxis(samples, width, height, channels);
  // The axis may have negative parts: shift and scale so that black-to-white corners span 0 to 1.
  const low = axis.reduce((sum, part) => sum + Math.min(0, part), 0);
  const span = axis.reduce((sum, part) => sum + Math.abs(part), 0);
  const [r, g, b] = axis.map(part => part / span / 255) as [number, number, number];
  const offset = -low / span;
  for (let i = 0, s = 0; i < data.length; i++, s += channels) {
    data[i] = r * samples[s]! + g * samples[s + 1]! + b * samples[s + 2]! + offset;
  }
  return { width, height, data };
};

/** The direction in RGB that holds most of the local contrast, or luminance where that does as well. */
const contrastAxis = (samples: Uint8Array, width: number, height: number, channels: number): Axis => {
  const covariance = differenceCovariance(samples, width, height, channels);
  const found = principalAxis(covariance);
  return spread(covariance, found) > worthLeavingLuminance * spread(covariance, luminance)
    ? found
    : luminance;
};

/** Second moments of the differences between pixels a stroke's width apart: [rr, rg, rb, gg, gb, bb]. */
const differenceCovariance = (
  samples: Uint8Array,
  width: number,
  height: number,
  channels: number,
): Float64Array => {
  const sums = new Float64Array(6);
  const reach = Math.max(2, Math.round(Math.max(width, height) / 100));
  const step = Math.max(1, Math.round(Math.sqrt((width * height) / 40_000)));
  for (let y = 0; y + reach < height; y += step) {
    for (let x = 0; x + reach < width; x += step) {
      const here = (y * width + x) * channels;
      for (const there of [here + reach * channels, here + reach * width * channels]) {
        const r = samples[here]! - samples[there]!;
        const g = samples[here + 1]! - samples[there + 1]!;
        const b = samples[here + 2]! - samples[there + 2]!;
        sums[0]! += r * r;
        sums[1]! += r * g;
        sums[2]! += r * b;
        sums[3]! += g * g;
        sums[4]! += g * b;
        sums[5]! += b * b;
      }
    }
  }
  return sums;
};

const times = (c: Float64Array, [r, g, b]: Axis): Axis => [
  c[0]! * r + c[1]! * g + c[2]! * b,
  c[1]! * r + c[3]! * g + c[4]! * b,
  c[2]! * r + c[4]! * g + c[5]! * b,
];

/** Squared contrast of the grey picture that an axis gives, scaled as `greyAlongInk` scales it. */
const spread = (covariance: Float64Array, axis: Axis): number => {
  const [r, g, b] = times(covariance, axis);
  const span = Math.abs(axis[0]) + Math.abs(axis[1]) + Math.abs(axis[2]);
  return (axis[0] * r + axis[1] * g + axis[2] * b) / span ** 2;
};

/** The eigenvector of the largest eigenvalue by power iteration, turned so that lighter stays lighter. */
const principalAxis = (covariance: Float64Array): Axis => {
  let axis: Axis = [0.51, 0.62, 0.6];
  for (let i = 0; i < 50; i++) {
    const next = times(covariance, axis);
    const length = Math.hypot(...next);
    if (length === 0) return luminance;
    axis = [next[0] / length, next[1] / length, next[2] / length];
  }
  return axis[0] + axis[1] + axis[2] < 0 ? [-axis[0], -axis[1], -axis[2]] : axis;
};
