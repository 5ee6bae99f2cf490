// The ground that ink stands on: estimated, taken away, and with it uneven light, vignettes and stains.
import type { GreyImage } from './grey-image.ts';
import { median, quantile } from './statistics.ts';

/** Cells along the longer side; a cell must be small against the light's changes, large against a stroke. */
const cellsAcross = 16;
/** Pictures with cells smaller than this have no uneven light worth estimating. */
const minCellSide = 8;
/** A cell darker (or lighter) than its neighbours by this much bears ink; light changes more slowly. */
const leastInkStep = 0.1;
/** Cells away whose level stands in for a cell of ink: beyond the broadest blot that must not pass for ground. */
const cellReach = 4;
/** Strokes may run out of a tight crop along this share of its border. */
const borderShare = 0.65;
/** Share of a cell that is taken to be ground even where a thick digit stands on it. */
const groundShare = 0.8;

/**
 * How much darker each pixel is than its ground (`darkInk`), or lighter; negative values are the ground's own noise.
 */
export const departureFromGround = (picture: GreyImage, darkInk: boolean): GreyImage => {
  const { width, height, data } = picture;
  const sign = darkInk ? 1 : -1;
  const small = Math.max(width, height) / cellsAcross < minCellSide;
  const ground = small ? constantGround(picture, darkInk) : gridGround(picture, darkInk);
  const departure = new Float32Array(data.length);
  for (let y = 0, i = 0; y < height; y++) {
    const row = ground(y);
    for (let x = 0; x < width; x++, i++) departure[i] = sign * (row[x]! - data[i]!);
  }
  return { width, height, data: departure };
};

/** The levels of one row of ground. */
type Ground = (y: number) => Float32Array;

/** The level of most of the border that is not ink: small pictures are crops around one character. */
const constantGround = (picture: GreyImage, darkInk: boolean): Ground => {
  const level = quantile(borderOf(picture), darkInk ? borderShare : 1 - borderShare);
  const row = new Float32Array(picture.width).fill(level);
  return () => row;
};

/** All samples of the outermost rows and columns. */
export const borderOf = ({ width, height, data }: GreyImage): Float32Array => {
  const border = new Float32Array(2 * (width + height) - 4);
  let n = 0;
  for (let x = 0; x < width; x++) {
    border[n++] = data[x]!;
    border[n++] = data[(height - 1) * width + x]!;
  }
  for (let y = 1; y < height - 1; y++) {
    border[n++] = data[y * width]!;
    border[n++] = data[y * width + width - 1]!;
  }
  return border;
};

/** A coarse grid of cell levels, cleared of cells that are mostly ink, read back by bilinear interpolation. */
const gridGround = (picture: GreyImage, darkInk: boolean): Ground => {
  const { width, height } = picture;
  const side = Math.max(width, height) / cellsAcross;
  const columns = Math.max(1, Math.round(width / side));
  const rows = Math.max(1, Math.round(height / side));
  const share = darkInk ? groundShare : 1 - groundShare;
  const levels = new Float32Array(columns * rows);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      levels[row * columns + column] = cellLevel(
        picture,
        column / columns,
        row / rows,
        1 / columns,
        1 / rows,
        share,
      );
    }
  }
  const grid = { width: columns, height: rows, data: levels };
  return bilinearOver(clearOfInk(grid, darkInk), width, height);
};

const cellLevel = (
  { width, height, data }: GreyImage,
  left: number,
  top: number,
  across: number,
  down: number,
  share: number,
): number => {
  const x1 = Math.min(width, Math.ceil((left + across) * width));
  const y1 = Math.min(height, Math.ceil((top + down) * height));
  const x0 = Math.floor(left * width);
  const y0 = Math.floor(top * height);
  // A hundred and fifty samples place a quantile well enough.
  const step = Math.max(1, Math.floor(Math.sqrt(((x1 - x0) * (y1 - y0)) / 150)));
  const samples = new Float32Array(Math.ceil((x1 - x0) / step) * Math.ceil((y1 - y0) / step));
  let n = 0;
  for (let y = y0; y < y1; y += step) for (let x = x0; x < x1; x += step) samples[n++] = data[y * width + x]!;
  return quantile(samples, share);
};

/** Cells on which a broad stroke stands take the level of their neighbours instead. */
const clearOfInk = ({ width, height, data }: GreyImage, darkInk: boolean): GreyImage => {
  const sign = darkInk ? 1 : -1;
  const cleared = data.map((level, i) => {
    const near = neighbours(data, width, height, i % width, Math.floor(i / width));
    const middle = median(near);
    const spread = median(near.map(value => Math.abs(value - middle)));
    return sign * (middle - level) > Math.max(leastInkStep, 3 * spread) ? middle : level;
  });
  return { width, height, data: cleared };
};

/** The cells at most `cellReach` away. */
const neighbours = (
  data: Float32Array,
  width: number,
  height: number,
  x: number,
  y: number,
): Float32Array => {
  const near: number[] = [];
  for (let v = Math.max(0, y - cellReach); v <= Math.min(height - 1, y + cellReach); v++) {
    for (let u = Math.max(0, x - cellReach); u <= Math.min(width - 1, x + cellReach); u++)
      near.push(data[v * width + u]!);
  }
  return Float32Array.from(near);
};

const bilinearOver = (grid: GreyImage, width: number, height: number): Ground => {
  const columns = axisPlaces(width, grid.width);
  const rows = axisPlaces(height, grid.height);
  return y => {
    const { low, high, part } = rows[y]!;
    const cells = Float32Array.from(
      { length: grid.width },
      (_, x) => grid.data[low * grid.width + x]! * (1 - part) + grid.data[high * grid.width + x]! * part,
    );
    const row = new Float32Array(width);
    for (let x = 0; x < width; x++) {
      const place = columns[x]!;
      row[x] = cells[place.low]! * (1 - place.part) + cells[place.high]! * place.part;
    }
    return row;
  };
};

/** For each pixel along an axis, two cells and how far along from one to the other; beyond the last, the slope goes on. */
const axisPlaces = (length: number, cells: number) =>
  Array.from({ length }, (_, i) => {
    const position = ((i + 0.5) * cells) / length - 0.5;
    const low = Math.min(Math.max(0, cells - 2), Math.max(0, Math.floor(position)));
    const high = Math.min(cells - 1, low + 1);
    return { low, high, part: high === low ? 0 : position - low };
  });
