// How the rows of a page lie: the slope at which its ink falls into the narrowest bands.
// Postl, "Detection of linear oblique structures and skew scan in digitized documents", ICPR 1986.
import type { Marks } from './row-marks.ts';

/** Rows are looked for up to this slope, dy per dx: 8 degrees. */
const steepest = 0.14;
const step = 0.01;
/** Points of ink that are enough to see the bands. */
const points = 12_000;
/** By how much a slope must part the rows better than level does: a single row of slanted digits proves nothing. */
const clearly = 1.04;

/** dy per dx of the rows, by the ink. */
export const findTilt = ({ width, height, mask }: Marks): number => {
  let ink = 0;
  for (let i = 0; i < mask.length; i++) ink += mask[i]!;
  const every = Math.max(1, Math.floor(ink / points)) | 1;
  const xs: number[] = [];
  const ys: number[] = [];
  for (let y = 0, i = 0, seen = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      if (mask[i] === 0 || seen++ % every !== 0) continue;
      xs.push(x - width / 2);
      ys.push(y);
    }
  }
  const level = sharpness(xs, ys, 0, width, height);
  let best = { slope: 0, score: level * clearly };
  for (let slope = -steepest; slope <= steepest; slope += step) {
    const score = sharpness(xs, ys, slope, width, height);
    if (score > best.score) best = { slope, score };
  }
  return best.slope;
};

/** Sum of the squared counts of ink in each band of two pixels along the slope. */
const sharpness = (
  xs: readonly number[],
  ys: readonly number[],
  slope: number,
  width: number,
  height: number,
): number => {
  const above = Math.ceil((steepest * width) / 2) + 2;
  const bands = new Float64Array(((height + 2 * above) >> 1) + 2);
  for (let i = 0; i < xs.length; i++) bands[(ys[i]! - slope * xs[i]! + above) >> 1]! += 1;
  let sum = 0;
  for (const count of bands) sum += count * count;
  return sum;
};
