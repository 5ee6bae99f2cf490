// MNIST's normal form: the ink fitted into 20x20 with its aspect kept, its centre of mass in the middle of 28x28.
// LeCun, Bottou, Bengio, Haffner, "Gradient-based learning applied to document recognition", 1998.
// models/training/normal_form.py does the same; test/fixtures/normal-form.json holds both to it.
import { boxHeight, boxWidth, type GreyImage, type PixelBox } from './grey-image.ts';

export const normalSide = 28;
const fittedSide = 20;
/** Ink fainter than this does not stretch the box: blur around a stroke is not part of the shape. */
const boxInk = 0.2;
/** Thin pens come out pale when reduced; they are raised until the ink-weighted mean ink is this. */
const wantedMeanInk = 0.75;

/**
 * Ink map (any size, 0 paper to 1 ink) → 28x28 values, row-major, 0 to 1. All zero where there is no ink.
 */
export const toNormalForm = (ink: GreyImage): Float32Array => {
  const box = inkBox(ink);
  if (box === null) return new Float32Array(normalSide * normalSide);
  const scale = fittedSide / Math.max(boxWidth(box), boxHeight(box));
  const centre = massCentre(ink, box);
  const half = normalSide / 2 / scale;
  const columns = resampleWeights(
    box.left,
    box.right,
    clamp(centre.x, box.right - half, box.left + half),
    scale,
  );
  const rows = resampleWeights(
    box.top,
    box.bottom,
    clamp(centre.y, box.bottom - half, box.top + half),
    scale,
  );
  return raiseThinInk(resample(ink, box, columns, rows));
};

const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);

/** The smallest box around all ink above `boxInk`, or null. */
const inkBox = ({ width, height, data }: GreyImage): PixelBox | null => {
  let left = width;
  let right = 0;
  let top = height;
  let bottom = 0;
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      if (data[i]! <= boxInk) continue;
      if (x < left) left = x;
      if (x >= right) right = x + 1;
      if (y < top) top = y;
      bottom = y + 1;
    }
  }
  return right === 0 ? null : { left, top, right, bottom };
};

const massCentre = (ink: GreyImage, box: PixelBox): { readonly x: number; readonly y: number } => {
  let mass = 0;
  let massX = 0;
  let massY = 0;
  for (let y = box.top; y < box.bottom; y++) {
    for (let x = box.left; x < box.right; x++) {
      const value = ink.data[y * ink.width + x]!;
      mass += value;
      massX += value * (x + 0.5);
      massY += value * (y + 0.5);
    }
  }
  return { x: massX / mass, y: massY / mass };
};

/** For each of the 28 places along one axis, the source pixels it sees and with what weight. */
type AxisWeights = readonly { readonly first: number; readonly weights: Float64Array }[];

/** A triangle filter as wide as the reduction; weights fall off over the unbounded lattice, so edges fade to paper. */
const resampleWeights = (low: number, high: number, centre: number, scale: number): AxisWeights => {
  const radius = Math.max(1, 1 / scale);
  return Array.from({ length: normalSide }, (_, place) => {
    const position = (place + 0.5 - normalSide / 2) / scale + centre;
    const from = Math.ceil(position - radius - 0.5);
    const to = Math.floor(position + radius - 0.5);
    let total = 0;
    for (let j = from; j <= to; j++) total += Math.max(0, 1 - Math.abs(j + 0.5 - position) / radius);
    const first = Math.max(from, low);
    const weights = new Float64Array(Math.max(0, Math.min(to, high - 1) - first + 1));
    for (let k = 0; k < weights.length; k++) {
      weights[k] = Math.max(0, 1 - Math.abs(first + k + 0.5 - position) / radius) / total;
    }
    return { first, weights };
  });
};

const resample = (ink: GreyImage, box: PixelBox, columns: AxisWeights, rows: AxisWeights): Float32Array => {
  const height = boxHeight(box);
  const narrowed = new Float64Array(height * normalSide);
  for (let y = 0; y < height; y++) {
    const start = (box.top + y) * ink.width;
    for (let i = 0; i < normalSide; i++) {
      const { first, weights } = columns[i]!;
      let sum = 0;
      for (let k = 0; k < weights.length; k++) sum += weights[k]! * ink.data[start + first + k]!;
      narrowed[y * normalSide + i] = sum;
    }
  }
  const out = new Float32Array(normalSide * normalSide);
  for (let row = 0; row < normalSide; row++) {
    const { first, weights } = rows[row]!;
    for (let i = 0; i < normalSide; i++) {
      let sum = 0;
      for (let k = 0; k < weights.length; k++)
        sum += weights[k]! * narrowed[(first - box.top + k) * normalSide + i]!;
      out[row * normalSide + i] = sum;
    }
  }
  return out;
};

const raiseThinInk = (values: Float32Array): Float32Array => {
  let sum = 0;
  let squares = 0;
  for (const value of values) {
    sum += value;
    squares += value * value;
  }
  if (sum === 0) return values;
  const gain = Math.max(1, wantedMeanInk / (squares / sum));
  return values.map(value => Math.min(1, value * gain));
};
