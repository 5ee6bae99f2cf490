// How broad a pen writes, from the area of its ink and the length of the outline around it.
//
// A stroke of length L and width w has the area L w and the outline 2 (L + w): to first order w is twice the area over
// the outline. The outline is the map's total variation (by the coarea formula the mean length of its level lines),
// taken from the gradients of 2 x 2 cells, so that soft edges and strokes at any angle measure alike. What the ends add
// to it is taken off again: two ends for each stroke, as many strokes as the Euler number says (pieces less holes: a 0
// has no ends). Gray, "Local properties of binary images in two dimensions", 1971, counts it by the same cells.
import type { GreyImage } from './grey-image.ts';

/** More than half ink is ink. */
const half = 0.5;
/** Ends make at most this much of a stroke's width: beyond it, the pieces are dots. */
const mostEnds = 1.5;

interface Outline {
  readonly area: number;
  readonly length: number;
  /** Connected pieces less the holes in them. */
  readonly euler: number;
}

/** `ink`: 0 paper to 1 ink. → Pixels; 0 where there is no ink. */
export const measureStrokeWidth = (ink: GreyImage): number => {
  const { area, length, euler } = measureOutline(ink);
  if (length === 0) return 0;
  const plain = (2 * area) / length;
  // plain = L w / (L + w) for each of the strokes, whose lengths are together area / w.
  let width = plain;
  for (let round = 0; round < 4; round++)
    width = plain * Math.min(mostEnds, 1 + (Math.max(0, euler) * width * width) / area);
  return width;
};

const measureOutline = ({ width, height, data }: GreyImage): Outline => {
  let area = 0;
  let length = 0;
  let corners = 0;
  for (let i = 0; i < data.length; i++) area += data[i]!;
  // Cells reach one pixel beyond the map on every side, where there is paper.
  let upper = new Float32Array(width + 2);
  let lower = new Float32Array(width + 2);
  for (let y = 0; y <= height; y++) {
    if (y < height) lower.set(data.subarray(y * width, (y + 1) * width), 1);
    else lower.fill(0);
    for (let x = 0; x <= width; x++) {
      const a = upper[x]!;
      const b = upper[x + 1]!;
      const c = lower[x]!;
      const d = lower[x + 1]!;
      if (a === b && a === c && a === d) continue;
      const across = (b + d - a - c) / 2;
      const down = (c + d - a - b) / 2;
      length += Math.sqrt(across * across + down * down);
      corners += turnOf(a > half, b > half, c > half, d > half);
    }
    [upper, lower] = [lower, upper];
  }
  return { area, length, euler: corners / 4 };
};

/** What a cell adds to four times the Euler number, pieces that touch at a corner being one. */
const turnOf = (a: boolean, b: boolean, c: boolean, d: boolean): number => {
  const count = Number(a) + Number(b) + Number(c) + Number(d);
  if (count === 1) return 1;
  if (count === 3) return -1;
  return count === 2 && a === d ? -2 : 0;
};
