// A blank field to draw on: how much ink covers each pixel, laid on paper at the end.
import type { Random } from '../../lib/random.ts';
import type { GreyImage } from '../../lib/reading/grey-image.ts';

/** An ink map that is drawn on while its picture is made. */
export type Canvas = GreyImage;
export type Point = readonly [x: number, y: number];

export const createCanvas = (width: number, height: number): Canvas => ({
  width: Math.round(width),
  height: Math.round(height),
  data: new Float32Array(Math.round(width) * Math.round(height)),
});

/** Covers a pixel at least so much; outside the canvas nothing happens. */
export const cover = ({ width, height, data }: Canvas, x: number, y: number, amount: number): void => {
  if (x < 0 || y < 0 || x >= width || y >= height) return;
  const at = y * width + x;
  data[at] = Math.max(data[at]!, Math.min(1, amount));
};

/** Draws a line through the points with a round pen, its edges soft over one pixel. */
export const drawLine = (canvas: Canvas, points: readonly Point[], pen: number, strength = 1): void => {
  for (const [i, to] of points.entries()) {
    const from = points[Math.max(0, i - 1)]!;
    const reach = pen / 2 + 1;
    const [left, right] = [Math.min(from[0], to[0]) - reach, Math.max(from[0], to[0]) + reach];
    const [top, bottom] = [Math.min(from[1], to[1]) - reach, Math.max(from[1], to[1]) + reach];
    for (let y = Math.floor(top); y <= bottom; y += 1)
      for (let x = Math.floor(left); x <= right; x += 1)
        cover(canvas, x, y, strength * Math.min(1, pen / 2 + 0.5 - distanceTo(from, to, [x, y])));
  }
};

const distanceTo = (a: Point, b: Point, [x, y]: Point): number => {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const along = ((x - a[0]) * dx + (y - a[1]) * dy) / (dx * dx + dy * dy || 1);
  const t = Math.min(1, Math.max(0, along));
  return Math.hypot(x - a[0] - t * dx, y - a[1] - t * dy);
};

/**
 * The picture as a camera or a scanner sees it: light paper, unevenly lit, with noise; ink of any strength.
 * @param canvas is left as it is
 */
export const layOnPaper = (canvas: Canvas, random: Random): GreyImage => {
  const { width, height } = canvas;
  const paper = random.between(0.78, 1);
  const ink = random.between(0.4, 0.95);
  const noise = random.next() < 0.3 ? 0 : random.between(0.005, 0.03);
  const [slopeX, slopeY] = [random.between(-0.1, 0.1), random.between(-0.06, 0.06)];
  const data = canvas.data.map((covered, i) => {
    const light = 1 + slopeX * ((i % width) / width - 0.5) + slopeY * (Math.floor(i / width) / height - 0.5);
    return paper * light * (1 - ink * covered) + noise * random.normal();
  });
  return { width, height, data };
};
