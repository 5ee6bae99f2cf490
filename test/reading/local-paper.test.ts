import { expect, it } from 'vitest';
import type { GreyImage } from '../../lib/reading/grey-image.ts';
import { localPaper } from '../../lib/reading/local-paper.ts';

/** The definition, slowly: the lightest in the square around each pixel, and of those the darkest likewise. */
const closing = (picture: GreyImage, half: number, shy: number): Float32Array => {
  const { width, height } = picture;
  const around = (data: Float32Array, reach: number, choose: (...values: number[]) => number) =>
    data.map((_, i) => {
      const [x, y] = [i % width, Math.floor(i / width)];
      const seen: number[] = [];
      for (let v = Math.max(0, y - reach); v <= Math.min(height - 1, y + reach); v++)
        for (let u = Math.max(0, x - reach); u <= Math.min(width - 1, x + reach); u++)
          seen.push(data[v * width + u]!);
      return choose(...seen);
    });
  return around(around(picture.data, half, Math.max), half + shy, Math.min);
};

it.each([
  [1, 1, 3],
  [5, 9, 4],
  [17, 8, 6],
  [31, 23, 7],
  [12, 40, 30],
])('is the closing by a square, up to the borders: %d x %d, window %d', (width, height, window) => {
  let state = 7;
  const data = Float32Array.from({ length: width * height }, () => {
    state = (state * 1664525 + 1013904223) >>> 0;
    return state / 2 ** 32;
  });
  const picture = { width, height, data };
  for (const shy of [0, 2])
    expect(localPaper(picture, window, shy).data).toEqual(closing(picture, Math.max(1, window >> 1), shy));
});
