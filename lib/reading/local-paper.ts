// The paper right around each stroke: what remains of a picture when everything dark and narrower than a window is
// filled (a grey closing). It follows shadows with edges sharper than the house's coarse ground can.
// Running maximum and minimum: van Herk, "A fast algorithm for local minimum and maximum filters", 1992.
import type { GreyImage } from './grey-image.ts';

/**
 * @param window side in pixels, wider than any stroke.
 * @param shy where lighter paper meets darker, the darker is told so many pixels too far: a soft edge is no stroke.
 */
export const localPaper = ({ width, height, data }: GreyImage, window: number, shy = 0): GreyImage => {
  const half = Math.max(1, window >> 1);
  const lightest = largest(data, width, height, half);
  // The least of all is the largest of what they fall short by.
  const lacking = largest(negative(lightest), width, height, half + shy);
  return { width, height, data: negative(lacking) };
};

const negative = (data: Float32Array): Float32Array => {
  const turned = new Float32Array(data.length);
  for (let i = 0; i < data.length; i++) turned[i] = -data[i]!;
  return turned;
};

/** The largest sample in the square around each. */
const largest = (data: Float32Array, width: number, height: number, half: number): Float32Array => {
  const across = new Float32Array(data.length);
  const before = new Float32Array(Math.max(width, height));
  const after = new Float32Array(Math.max(width, height));
  for (let y = 0; y < height; y++) runningLargest(data, across, y * width, 1, width, half, before, after);
  const both = new Float32Array(data.length);
  for (let x = 0; x < width; x++) runningLargest(across, both, x, width, height, half, before, after);
  return both;
};

/** The largest of each sample and the `half` before and after it; `count` samples from `start`, `step` apart. */
const runningLargest = (
  from: Float32Array,
  to: Float32Array,
  start: number,
  step: number,
  count: number,
  half: number,
  before: Float32Array,
  after: Float32Array,
): void => {
  const block = 2 * half + 1;
  for (let i = 0, at = start, until = 0; i < count; i++, at += step) {
    const value = from[at]!;
    if (i === until) {
      until += block;
      before[i] = value;
    } else before[i] = value > before[i - 1]! ? value : before[i - 1]!;
  }
  for (let i = count - 1, at = start + i * step; i >= 0; i--, at -= step) {
    const value = from[at]!;
    after[i] = i === count - 1 || (i + 1) % block === 0 || value > after[i + 1]! ? value : after[i + 1]!;
  }
  // At the ends the window is cut off, and may lie in one block: then one of the two tells of it alone.
  const lastBlock = count - 1 - ((count - 1) % block);
  for (let i = 0, at = start; i < count; i++, at += step) {
    const left = i < half ? Number.NEGATIVE_INFINITY : after[i - half]!;
    const isInLast = i + half >= count && i - half >= lastBlock;
    const right = isInLast ? Number.NEGATIVE_INFINITY : before[Math.min(i + half, count - 1)]!;
    to[at] = left > right ? left : right;
  }
};
