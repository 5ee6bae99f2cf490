// Two numbers, the second lower or higher than the first, that read as one: the digits stand on two levels, where those of a
// tilted or an uneven hand climb or fall bit by bit.
import { boxHeight, type PixelBox } from '../grey-image.ts';
import { median } from '../statistics.ts';

/** The levels are so far apart, in heights of a digit. */
const leastStep = 0.4;
/** Raised cents are lower than the number that they belong to: digits of both levels have about one height. */
const alike = 0.7;
/** What is so much higher than most is two digits that touch, one of each level. */
const tallest = 1.35;
/** Two levels lie so much closer to the digits than one line does: squares of what is left. */
const closer = 0.35;

/** @param all the digits of one number, left to right, upright boxes. */
export const stepsDown = (all: readonly PixelBox[]): boolean => {
  const usual = median(Float32Array.from(all, boxHeight));
  const digits = all.filter(digit => boxHeight(digit) <= tallest * usual);
  if (digits.length < 3) return false;
  const heights = Float32Array.from(digits, boxHeight);
  const high = median(heights);
  const middles = digits.map(({ top, bottom }) => (top + bottom) / 2);
  const centres = digits.map(({ left, right }) => (left + right) / 2);
  const ofLine = leftByLine(centres, middles);
  return digits.slice(1).some((_, i) => {
    const [before, after] = [middles.slice(0, i + 1), middles.slice(i + 1)];
    const step = Math.abs(meanOf(after) - meanOf(before));
    const [first, second] = [median(heights.slice(0, i + 1)), median(heights.slice(i + 1))];
    return (
      step >= leastStep * high &&
      Math.min(first, second) >= alike * Math.max(first, second) &&
      spreadOf(before) + spreadOf(after) <= closer * ofLine
    );
  });
};

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Squares of the distances from the mean. */
const spreadOf = (values: readonly number[]): number => {
  const mean = meanOf(values);
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
};

/** Squares of what the line of least squares leaves. */
const leftByLine = (x: readonly number[], y: readonly number[]): number => {
  const [meanX, meanY] = [meanOf(x), meanOf(y)];
  const both = x.reduce((sum, at, i) => sum + (at - meanX) * (y[i]! - meanY), 0);
  return spreadOf(y) - both ** 2 / Math.max(spreadOf(x), 1e-9);
};
