// What each row's own pixels come to: its box, its ink, its slope; and whether it is a row at all.
import type { PixelBox } from '../grey-image.ts';
import type { PieceRow } from './group-rows.ts';
import { pieceHeight } from './row-pieces.ts';
import { isFlatStroke } from './stray-pieces.ts';

export interface MeasuredRow {
  readonly row: PieceRow;
  /** Its number in `owned`. */
  readonly number: number;
  /** Around its ink. */
  readonly ink: PixelBox;
  readonly slope: number;
  readonly prominence: number;
}

/** Ink of a row, in heights of the writing times stroke widths: a 1 has one. */
const leastInk = 0.4;
/** A row that runs out of the picture above or below is one if it is this high, of the writing's height. */
const leastCut = 0.75;
/** What is left of the prominence of a row at the upper or lower border. */
const cutPart = 0.3;
/** A row's own slope is told by this many digits over this many heights; it is this far from the page's at most. */
const slopePieces = 3;
const slopeLength = 3;
const ownSlope = 0.06;

/**
 * @param owned for each pixel its row's number, from 1.
 * @param slope of the page, dy per dx.
 * @param height of the writing.
 */
export const measureRows = (
  rows: readonly PieceRow[],
  owned: Int32Array,
  picture: { readonly width: number; readonly height: number; readonly strokeWidth: number },
  slope: number,
  height: number,
): readonly MeasuredRow[] => {
  const { areas, boxes } = boxesOf(owned, rows.length, picture.width);
  return rows.flatMap((row, index) => {
    const ink = boxes[index]!;
    const area = areas[index]!;
    const cut = ink.top <= 1 || ink.bottom >= picture.height - 1;
    const least = leastInk * height * picture.strokeWidth;
    if (row.pieces.every(piece => isFlatStroke(piece, picture.strokeWidth))) return [];
    if (area < least || (cut && row.bottom - row.top < leastCut * height)) return [];
    const off = Math.abs((ink.top + ink.bottom) / 2 / picture.height - 0.5);
    const prominence = area * (1 - off) * (cut ? cutPart : 1);
    return [{ row, number: index + 1, ink, slope: slope + slopeWithin(row, height), prominence }];
  });
};

const boxesOf = (owned: Int32Array, count: number, width: number) => {
  const areas = new Float64Array(count);
  const boxes = Array.from({ length: count }, () => ({
    left: Number.POSITIVE_INFINITY,
    top: Number.POSITIVE_INFINITY,
    right: 0,
    bottom: 0,
  }));
  for (let i = 0, x = 0, y = 0; i < owned.length; i++) {
    const number = owned[i]!;
    if (number !== 0) {
      const box = boxes[number - 1]!;
      areas[number - 1]! += 1;
      if (x < box.left) box.left = x;
      if (x >= box.right) box.right = x + 1;
      if (y < box.top) box.top = y;
      if (y >= box.bottom) box.bottom = y + 1;
    }
    if (++x === width) {
      x = 0;
      y += 1;
    }
  }
  return { areas, boxes };
};

/** How much steeper than the page the row runs, by the middles of its digits. */
const slopeWithin = (row: PieceRow, height: number): number => {
  const digits = row.pieces.filter(piece => pieceHeight(piece) >= 0.6 * (row.bottom - row.top));
  if (digits.length < slopePieces || row.right - row.left < slopeLength * height) return 0;
  const xs = digits.map(piece => (piece.left + piece.right) / 2);
  const vs = digits.map(piece => (piece.top + piece.bottom) / 2);
  const meanX = xs.reduce((sum, x) => sum + x, 0) / xs.length;
  const meanV = vs.reduce((sum, v) => sum + v, 0) / vs.length;
  const xx = xs.reduce((sum, x) => sum + (x - meanX) ** 2, 0);
  const xv = xs.reduce((sum, x, i) => sum + (x - meanX) * (vs[i]! - meanV), 0);
  return xx > 0 ? Math.min(ownSlope, Math.max(-ownSlope, xv / xx)) : 0;
};
