// Pieces of ink → rows of writing: a piece joins the row whose last digits stand beside it, so that rows that drift,
// bend or begin anywhere hold together, and rows above each other do not.
import { type Piece, pieceHeight, writingHeight } from './row-pieces.ts';

/** Heights of the writing. Lower pieces are points, commas, dashes, dirt; higher ones are joined rows, or no writing. */
const lowest = 0.45;
const highest = 1.75;
/** Of the height of the row with the most ink, what a row of specks does not reach. */
const crumbHeight = 0.4;
/** Of the pieces of a row that is no part of another, one is at least this high. */
const digitHeight = 0.65;
/** Of the ink of its row, how dark a piece is at least. */
const paleShare = 0.4;
/** Widest gap within a row: between the squares of a form, before cents. */
const widestGap = 2;
/** Of the lower of two neighbours, what they have in common. */
const leastOverlap = 0.4;
/** How far from a row's band a small piece may lie, and how far beside its digits. */
const nearBand = 0.3;
const nearSide = 1.1;

export interface PieceRow {
  readonly pieces: readonly Piece[];
  readonly left: number;
  readonly right: number;
  /** Its digits' upper and lower ends, along the page's slope: the middle of what they have. */
  readonly top: number;
  readonly bottom: number;
}

/** @param height of the writing, in pixels. @returns rows top to bottom. */
export const groupRows = (pieces: readonly Piece[], height: number): readonly PieceRow[] => {
  const core = pieces.filter(p => pieceHeight(p) >= lowest * height && pieceHeight(p) <= highest * height);
  const chains = mergeChains(chainPieces(core, height), height);
  const found = chains.map(({ pieces: chain }) => bandOf(ofOneInk(chain)));
  const high = found.filter(row => row.pieces.some(p => pieceHeight(p) >= digitHeight * height));
  // Large commas and the like may have made a row of their own; small digits by themselves are one.
  const low = found.filter(row => !high.includes(row));
  const isPart = (row: PieceRow) => row.pieces.every(p => nearestRow(high, p, height) !== null);
  const rows = [...high, ...low.filter(row => !isPart(row))].toSorted((a, b) => a.top - b.top);
  const small = pieces
    .filter(p => pieceHeight(p) < lowest * height)
    .concat(low.filter(isPart).flatMap(row => row.pieces));
  const joined = new Map(rows.map(row => [row, [...row.pieces]]));
  for (const piece of small) {
    const row = nearestRow(rows, piece, height);
    if (row !== null && piece.strength >= paleShare * inkOf(row.pieces)) joined.get(row)!.push(piece);
  }
  const grouped = rows.map(row => ({ ...row, pieces: joined.get(row)! }));
  return withoutCrumbs([...grouped, ...groupTall(pieces, rows, height)]).toSorted((a, b) => a.top - b.top);
};

/** Pieces too high for the rows, and in none of them, are writing of a larger size: a heading, or all there is but dirt. */
const groupTall = (
  pieces: readonly Piece[],
  rows: readonly PieceRow[],
  height: number,
): readonly PieceRow[] => {
  const tall = pieces.filter(
    p =>
      pieceHeight(p) > highest * height &&
      !rows.some(row => overlapOf(row, p) > 0.4 && isBeside(row, p, height)),
  );
  if (tall.length === 0) return [];
  return groupRows(tall, writingHeight(tall, Number.POSITIVE_INFINITY));
};

/** Without rows far lower than the row with the most ink, where all of them together have less: specks in a line. */
const withoutCrumbs = (rows: readonly PieceRow[]): readonly PieceRow[] => {
  const inks = rows.map(row => row.pieces.reduce((sum, p) => sum + p.area, 0));
  const most = Math.max(...inks);
  const main = rows[inks.indexOf(most)];
  if (main === undefined) return rows;
  const isCrumb = (row: PieceRow) => row.bottom - row.top < crumbHeight * (main.bottom - main.top);
  const crumbs = rows.reduce((sum, row, i) => sum + (isCrumb(row) ? inks[i]! : 0), 0);
  return crumbs < most ? rows.filter(row => !isCrumb(row)) : rows;
};

const isBeside = (row: PieceRow, piece: Piece, height: number): boolean =>
  Math.max(piece.left - row.right, row.left - piece.right) <= nearSide * height;

/** Without the pieces that are far paler than the others: the ground's pattern. */
const ofOneInk = (chain: readonly Piece[]): readonly Piece[] => {
  const least = paleShare * inkOf(chain);
  return chain.filter(piece => piece.strength >= least);
};

/** How dark the ink of these is: of their pixels, the larger pieces count more. */
const inkOf = (pieces: readonly Piece[]): number =>
  pieces.reduce((sum, p) => sum + p.strength * p.area, 0) / pieces.reduce((sum, p) => sum + p.area, 0);

/** From left to right, each piece after the chain's end that it overlaps most. */
const chainPieces = (core: readonly Piece[], height: number): readonly (readonly Piece[])[] => {
  const done: Piece[][] = [];
  let open: Piece[][] = [];
  for (const piece of core.toSorted((a, b) => a.left - b.left)) {
    const kept: Piece[][] = [];
    let best: Piece[] | null = null;
    let most = leastOverlap;
    for (const chain of open) {
      const right = chain.reduce((edge, p) => Math.max(edge, p.right), 0);
      if (piece.left - right > widestGap * height) {
        done.push(chain);
        continue;
      }
      kept.push(chain);
      const overlap = overlapOf(endOf(chain), piece);
      if (overlap > most) {
        best = chain;
        most = overlap;
      }
    }
    if (best !== null) best.push(piece);
    else kept.push([piece]);
    open = kept;
  }
  return done.concat(open);
};

/** The band of the last digits of a chain. */
const endOf = (chain: readonly Piece[]): { readonly top: number; readonly bottom: number } => {
  const last = chain.slice(-3);
  return {
    top: last.reduce((sum, p) => sum + p.top, 0) / last.length,
    bottom: last.reduce((sum, p) => sum + p.bottom, 0) / last.length,
  };
};

/** Two chains that overlap where they meet are one: digits written small or high began the second. */
const mergeChains = (chains: readonly (readonly Piece[])[], height: number): readonly PieceRow[] => {
  const merged: PieceRow[] = [];
  for (const band of chains.map(bandOf).toSorted((a, b) => a.left - b.left)) {
    const at = merged.findIndex(row => {
      const gap = Math.max(band.left - row.right, row.left - band.right);
      return gap <= widestGap * height && overlapOf(row, band) > 0.5;
    });
    if (at < 0) merged.push(band);
    else merged[at] = bandOf([...merged[at]!.pieces, ...band.pieces].toSorted((a, b) => a.left - b.left));
  }
  return merged;
};

const leftOf = (chain: readonly Piece[]): number =>
  chain.reduce((edge, p) => Math.min(edge, p.left), Number.POSITIVE_INFINITY);

const bandOf = (chain: readonly Piece[]): PieceRow => ({
  pieces: chain,
  left: leftOf(chain),
  right: chain.reduce((edge, p) => Math.max(edge, p.right), 0),
  top: middleOf(chain.map(p => p.top)),
  bottom: middleOf(chain.map(p => p.bottom)),
});

const middleOf = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!;

type Band = { readonly top: number; readonly bottom: number };

export const overlapOf = (a: Band, b: Band): number =>
  (Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)) / Math.min(a.bottom - a.top, b.bottom - b.top);

/** The row in whose band, or near it, a piece lies, not far beside its digits. */
const nearestRow = (rows: readonly PieceRow[], piece: Piece, height: number): PieceRow | null => {
  let best: PieceRow | null = null;
  let least = nearBand * height;
  for (const row of rows) {
    if (!isBeside(row, piece, height)) continue;
    const middle = (piece.top + piece.bottom) / 2;
    const off = Math.max(row.top - middle, middle - row.bottom, 0);
    if (off < least) {
      best = row;
      least = off;
    }
  }
  return best;
};
