// How far writing leans: the shear that, undone, makes its columns sharpest.
//
// Upright strokes stand over few columns, leaning ones over many; the sum of the squared column sums is largest where
// they stand upright. The criterion is Postl's for skew ("Detection of linear oblique structures and skew scan in
// digitized documents", 1986) turned by a right angle; Vinciarelli and Luettin, "A new normalization technique for
// cursive handwritten words", 2001, choose the shear of handwriting by its columns too.
import type { GreyImage } from './grey-image.ts';

/** Degrees to either side that handwriting leans at most. */
const steepest = 50;
const coarseStep = 5;
const fineStep = 1;
/** Pixels of ink that tell as much as more would. */
const mostPixels = 12_000;
/** Pixels fainter than this are edges, and say nothing that the others do not. */
const faint = 0.25;

/** The pixels of an ink map (0 to 1) that are looked at. */
interface InkPixels {
  readonly count: number;
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly weight: Float32Array;
}

/** `ink`: 0 paper to 1 ink. → Degrees from upright, to the right positive; 0 where there is no ink. */
export const measureSlant = (ink: GreyImage): number => {
  const pixels = gatherInk(ink);
  const columns = new Float64Array(ink.width + 2 * Math.ceil(ink.height * Math.tan(toRadians(steepest))) + 6);
  const sharpness = (degrees: number) => sharpnessOf(pixels, ink, Math.tan(toRadians(degrees)), columns);
  const most = steepest - coarseStep;
  const coarse = bestOf(-most, most, coarseStep, sharpness);
  const fine = bestOf(coarse - coarseStep + fineStep, coarse + coarseStep - fineStep, fineStep, sharpness);
  return pixels.count === 0 ? 0 : fine + peakBeside(fine, fineStep, sharpness);
};

const toRadians = (degrees: number): number => (degrees * Math.PI) / 180;

const gatherInk = ({ width, height, data }: GreyImage): InkPixels => {
  let count = 0;
  for (let i = 0; i < data.length; i++) if (data[i]! > faint) count += 1;
  // Whole rows are skipped, so that what is left of a column is as even as it was.
  const step = Math.max(1, Math.ceil(count / mostPixels));
  const x = new Float32Array(count);
  const y = new Float32Array(count);
  const weight = new Float32Array(count);
  let n = 0;
  for (let v = 0; v < height; v += step) {
    for (let u = 0, i = v * width; u < width; u++, i++) {
      if (data[i]! <= faint) continue;
      x[n] = u;
      y[n] = v;
      weight[n++] = data[i]!;
    }
  }
  return { count: n, x, y, weight };
};

/**
 * The sum of the squared columns after a shear by `tangent` is undone. Each pixel is spread over three columns by a
 * quadratic B-spline, which blurs alike wherever it falls: else the upright, where pixels and columns fall together,
 * would seem sharper than it is.
 */
const sharpnessOf = (
  { count, x, y, weight }: InkPixels,
  { height }: GreyImage,
  tangent: number,
  columns: Float64Array,
): number => {
  columns.fill(0);
  const offset = tangent < 0 ? 2 - tangent * height : 2;
  for (let i = 0; i < count; i++) {
    const place = x[i]! + tangent * y[i]! + offset;
    const column = Math.floor(place + 0.5);
    const beside = place - column;
    const right = 0.5 * (0.5 + beside) * (0.5 + beside);
    const left = right - beside;
    columns[column - 1]! += left * weight[i]!;
    columns[column]! += (1 - left - right) * weight[i]!;
    columns[column + 1]! += right * weight[i]!;
  }
  let sum = 0;
  for (let column = 0; column < columns.length; column++) sum += columns[column]! * columns[column]!;
  return sum;
};

/** The step from `from` to `to` with the greatest score; of equals the one nearest to upright. */
const bestOf = (from: number, to: number, step: number, scoreOf: (at: number) => number): number => {
  let best = from;
  let most = Number.NEGATIVE_INFINITY;
  for (let at = from; at <= to; at += step) {
    const score = scoreOf(at);
    if (score > most || (score === most && Math.abs(at) < Math.abs(best))) [best, most] = [at, score];
  }
  return best;
};

/** How far beside `at` the peak of the parabola through it and its neighbours lies. */
const peakBeside = (at: number, step: number, scoreOf: (at: number) => number): number => {
  const [left, middle, right] = [scoreOf(at - step), scoreOf(at), scoreOf(at + step)];
  const bend = left - 2 * middle + right;
  return bend < 0 ? Math.max(-step, Math.min(step, ((left - right) / (2 * bend)) * step)) : 0;
};
