// Which row each pixel of ink belongs to. A piece that reaches into several rows (a tail that touches the digits below)
// is parted between them: each pixel goes to the row whose band is nearest.
import { overlapOf, type PieceRow } from './group-rows.ts';
import { type Piece, type Pieces, pieceHeight } from './row-pieces.ts';

/** How far above or below a row's band its digits may reach, in heights of the writing. */
const farthest = 0.7;
/** What lies between two rows is more often the tail of a 7 or 9 above than a stroke of the row below. */
const tailPart = 0.5;
/** How far beside a row's digits a tall piece may stand to be parted. */
const nearSide = 1.1;

/** For each pixel, the number of its row from 1; 0 where there is none. */
export const ownPixels = (
  { labels, list }: Pieces,
  rows: readonly PieceRow[],
  width: number,
  slope: number,
  height: number,
): Int32Array => {
  const size = 1 + list.reduce((most, piece) => Math.max(most, piece.label), 0);
  const owners = new Int32Array(size);
  rows.forEach((row, number) => {
    for (const piece of row.pieces) owners[piece.label] = number + 1;
  });
  const shared = new Map<number, readonly number[]>();
  for (const piece of list) {
    if (owners[piece.label] !== 0 || pieceHeight(piece) <= height) continue;
    const near = rowsAt(rows, piece, height);
    if (near.length > 0) shared.set(piece.label, near);
  }
  const owned = new Int32Array(labels.length);
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    if (label === 0) continue;
    const owner = owners[label] ?? 0;
    if (owner !== 0) {
      owned[i] = owner;
      continue;
    }
    const near = shared.get(label);
    if (near === undefined) continue;
    const x = i % width;
    owned[i] = nearestBand(rows, near, (i - x) / width - slope * x, farthest * height);
  }
  return owned;
};

/** Numbers, from 0, of the rows that a tall piece reaches into. */
const rowsAt = (rows: readonly PieceRow[], piece: Piece, height: number): readonly number[] =>
  rows.flatMap((row, number) =>
    overlapOf(row, piece) > 0.4 &&
    Math.max(piece.left - row.right, row.left - piece.right) <= nearSide * height
      ? [number]
      : [],
  );

const nearestBand = (
  rows: readonly PieceRow[],
  near: readonly number[],
  v: number,
  farthest: number,
): number => {
  let best = 0;
  let least = farthest;
  for (const number of near) {
    const off = Math.max(rows[number]!.top - v, tailPart * (v - rows[number]!.bottom), 0);
    if (off < least) {
      best = number + 1;
      least = off;
    }
  }
  return best;
};
