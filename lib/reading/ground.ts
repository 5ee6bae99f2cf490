// The ground that ink stands on: estimated, taken away, and with it uneven light, vignettes and stains.
import type { GreyImage } from './grey-image.ts';

/** Cells along the longer side; a cell must be small against the light's changes, large against a stroke. */
const cellsAcross = 16;
/** Pictures with cells smaller than this have no uneven light worth estimating. */
const minCellSide = 8;
/** Share of a cell that is taken to be ground even where a thick digit stands on it. */
const groundShare = 0.8;

/**
 * How much darker each pixel is than its ground (`darkInk`), or lighter; negative values are the ground's own noise.
 */
export const departureFromGround = (picture: GreyImage, darkInk: boolean): GreyImage => {
  const { width, height, data } = picture;
  const sign = darkInk ? 1 : -1;
  const small = Math.max(width, height) / cellsAcross < minCellSide;
  const ground = small ? constantGround(picture) : gridGround(picture, darkInk);
  const departure = new Float32Array(data.length);
  for (let y = 0, i = 0; y < height; y++) {
    const row = ground(y);
    for (let x = 0; x < width; x++, i++) departure[i] = sign * (row[x]! - data[i]!);
  }
  return { width, height, data: departure };
};

/** The levels of one row of ground. */
type Ground = (y: number) => Float32Array;

/** The median along the border: small pictures are crops around one character. */
const constantGround = (picture: GreyImage): Ground => {
  const row = new Float32Array(picture.width).fill(median(borderOf(picture)));
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

/** The value below which `share` of the samples lie. Sorts a copy. */
export const quantile = (samples: Float32Array, share: number): number => {
  const sorted = Float32Array.from(samples).sort();
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.floor(share * sorted.length)))] ?? 0;
};

export const median = (samples: Float32Array): number => quantile(samples, 0.5);

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
  const cleared = neighbourhoodQuantile(
    { width: columns, height: rows, data: levels },
    2,
    darkInk ? 0.65 : 0.35,
  );
  const smooth = neighbourhoodMean(cleared, 1);
  return bilinearOver(smooth, width, height);
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
  // A few hundred samples place a quantile well enough.
  const step = Math.max(1, Math.floor(Math.sqrt(((x1 - x0) * (y1 - y0)) / 400)));
  const samples: number[] = [];
  for (let y = y0; y < y1; y += step) for (let x = x0; x < x1; x += step) samples.push(data[y * width + x]!);
  return quantile(Float32Array.from(samples), share);
};

const overNeighbours = (
  { width, height, data }: GreyImage,
  reach: number,
  reduce: (values: Float32Array) => number,
): GreyImage => {
  const out = new Float32Array(data.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const near: number[] = [];
      for (let v = Math.max(0, y - reach); v <= Math.min(height - 1, y + reach); v++) {
        for (let u = Math.max(0, x - reach); u <= Math.min(width - 1, x + reach); u++)
          near.push(data[v * width + u]!);
      }
      out[y * width + x] = reduce(Float32Array.from(near));
    }
  }
  return { width, height, data: out };
};

const neighbourhoodQuantile = (grid: GreyImage, reach: number, share: number): GreyImage =>
  overNeighbours(grid, reach, values => quantile(values, share));

const neighbourhoodMean = (grid: GreyImage, reach: number): GreyImage =>
  overNeighbours(grid, reach, values => values.reduce((sum, value) => sum + value, 0) / values.length);

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

/** For each pixel along an axis, the two cells whose centres it lies between and how far along. */
const axisPlaces = (length: number, cells: number) =>
  Array.from({ length }, (_, i) => {
    const position = Math.min(cells - 1, Math.max(0, ((i + 0.5) * cells) / length - 0.5));
    const low = Math.floor(position);
    return { low, high: Math.min(cells - 1, low + 1), part: position - low };
  });
