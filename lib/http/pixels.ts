// Checks raw pixels as JSON brings them, up to the first fault: a body may hold millions of them.
import { limits } from '../reading/limits.ts';

export interface PixelsFault {
  /** Row, or row and column. */
  readonly path: readonly number[];
  readonly expected: string;
}

const isLevel = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 255;

/** The first thing that keeps `value` from being rows of grey levels, or null. */
export const findPixelsFault = (value: unknown): PixelsFault | null => {
  const { minSide, maxPixels } = limits;
  if (!Array.isArray(value)) return { path: [], expected: 'rows of grey levels, [[0..255, …], …]' };
  const rows: readonly unknown[] = value;
  if (rows.length < minSide) return { path: [], expected: `at least ${minSide} rows` };
  let width: number | null = null;
  for (const [y, row] of rows.entries()) {
    if (!Array.isArray(row)) return { path: [y], expected: 'a row of grey levels' };
    width ??= row.length;
    if (row.length < minSide) return { path: [y], expected: `at least ${minSide} columns` };
    if (row.length !== width) return { path: [y], expected: `${width} columns as in the first row` };
    if (width * rows.length > maxPixels) return { path: [], expected: `at most ${maxPixels} pixels` };
    const x = row.findIndex(level => !isLevel(level));
    if (x >= 0) return { path: [y, x], expected: 'an integer from 0 to 255' };
  }
  return null;
};
