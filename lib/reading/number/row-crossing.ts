// What tells a row that was crossed out from one that stands, measured in the row's own band of ink: how much of its
// length a level line of ink runs through without a gap, how much of it one connected piece spans, how much stroke
// there is for its length, and how many holes.
import { findComponents } from '../components.ts';

/** Ink of one row, as a mask of its own. */
export interface RowInk {
  readonly width: number;
  readonly height: number;
  readonly mask: Uint8Array;
  readonly strokeWidth: number;
}

export interface Crossing {
  /** Of the row's length, the share of columns with ink along the best level line through its middle. */
  readonly level: number;
  /** Of the columns along such a line, though more bent, those where it stands alone: no digit above or below. */
  readonly alone: number;
  /** Of the row's length, what its widest connected piece spans. */
  readonly joined: number;
  /** Length of strokes for each pixel of the row's length. */
  readonly density: number;
  /** White places closed in by ink, for each height of the row along its length. */
  readonly holes: number;
  /** Length over height. */
  readonly aspect: number;
  /** Runs of ink that a level cut through its middle meets, for each height of the row along its length. */
  readonly cuts: number;
}

/** Steepest step of the line through a row: one pixel up or down in this many columns. */
const bending = 3;
const flatter = 7;
/** The middle of a row: where its lines of crossing run. */
const upperEdge = 0.2;
const lowerEdge = 0.8;

export const measureCrossing = (ink: RowInk): Crossing => {
  const { width, height, mask, strokeWidth } = ink;
  let left = width;
  let right = 0;
  let area = 0;
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      if (mask[i] === 0) continue;
      area += 1;
      if (x < left) left = x;
      if (x >= right) right = x + 1;
    }
  }
  const length = Math.max(1, right - left);
  const { list } = findComponents(mask, width, height);
  const pieces = list.filter(piece => piece.area > strokeWidth * strokeWidth);
  const widest = pieces.reduce((most, piece) => Math.max(most, piece.right - piece.left), 0);
  const holes = list.length - eulerNumber(ink);
  const { alone } = lineThrough(ink, left, right, bending);
  const level = lineThrough(ink, left, right, flatter).through;
  return {
    level,
    alone,
    joined: widest / length,
    density: area / strokeWidth / length,
    holes: (holes * height) / length,
    aspect: length / height,
    cuts: (meanCuts(ink) * height) / length,
  };
};

const meanCuts = ({ width, height, mask }: RowInk): number => {
  const low = Math.floor(0.3 * height);
  const high = Math.ceil(0.7 * height);
  let cuts = 0;
  for (let y = low; y < high; y++) {
    for (let x = 1; x < width; x++) if (mask[y * width + x] === 1 && mask[y * width + x - 1] === 0) cuts += 1;
  }
  return cuts / (high - low);
};

/** Pieces less holes, of 8-connected ink. Gray, "Local properties of binary images in two dimensions", 1971. */
const eulerNumber = ({ width, height, mask }: RowInk): number => {
  let ones = 0;
  let threes = 0;
  let diagonals = 0;
  const at = (x: number, y: number) =>
    x < 0 || y < 0 || x >= width || y >= height ? 0 : mask[y * width + x]!;
  for (let y = 0; y <= height; y++) {
    for (let x = 0; x <= width; x++) {
      const a = at(x - 1, y - 1);
      const b = at(x, y - 1);
      const c = at(x - 1, y);
      const d = at(x, y);
      const sum = a + b + c + d;
      if (sum === 1) ones += 1;
      else if (sum === 3) threes += 1;
      else if (sum === 2 && a === d) diagonals += 1;
    }
  }
  return (ones - threes - 2 * diagonals) / 4;
};

/** The smooth line with the most ink from `left` to `right`, by dynamic programming over columns. */
const lineThrough = ({ width, height, mask }: RowInk, left: number, right: number, flattest: number) => {
  const low = Math.floor(upperEdge * height);
  const high = Math.max(low + 1, Math.ceil(lowerEdge * height));
  const span = high - low;
  const steps = Math.ceil((right - left) / flattest);
  let best = new Float32Array(span);
  const from: Int8Array[] = [];
  // One step of the line for every few columns, so that it stays flat.
  for (let step = 0; step < steps; step++) {
    const next = new Float32Array(span);
    const back = new Int8Array(span);
    for (let k = 0; k < span; k++) {
      let most = best[k]!;
      if (k > 0 && best[k - 1]! > most) {
        most = best[k - 1]!;
        back[k] = -1;
      }
      if (k < span - 1 && best[k + 1]! > most) {
        most = best[k + 1]!;
        back[k] = 1;
      }
      let gained = 0;
      const start = left + step * flattest;
      for (let x = start; x < Math.min(right, start + flattest); x++) gained += mask[(low + k) * width + x]!;
      next[k] = most + gained;
    }
    best = next;
    from.push(back);
  }
  let k = 0;
  for (let i = 1; i < span; i++) if (best[i]! > best[k]!) k = i;
  const through = best[k]! / Math.max(1, right - left);
  let alone = 0;
  for (let step = steps - 1; step >= 0; step--) {
    const start = left + step * flattest;
    for (let x = start; x < Math.min(right, start + flattest); x++) {
      alone += standsAlone(mask, width, height, x, low + k) ? 1 : 0;
    }
    k += from[step]![k]!;
  }
  return { through, alone: alone / Math.max(1, right - left) };
};

/** Is the run of ink at this place the column's only one, and no digit's own? */
const standsAlone = (mask: Uint8Array, width: number, height: number, x: number, y: number): boolean => {
  if (mask[y * width + x] === 0) return false;
  let top = y;
  let bottom = y;
  while (top > 0 && mask[(top - 1) * width + x] === 1) top -= 1;
  while (bottom < height - 1 && mask[(bottom + 1) * width + x] === 1) bottom += 1;
  if (bottom - top > 0.35 * height) return false;
  for (let v = 0; v < height; v++) if ((v < top || v > bottom) && mask[v * width + x] === 1) return false;
  return true;
};
