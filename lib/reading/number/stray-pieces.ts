// Pieces of ink that are no writing by their place and form alone: upright rules and borders, what is left of a book's
// edge beside the page, and flat strokes by themselves (an underline drawn by hand bends too much to be followed).
import type { Marks } from './row-marks.ts';
import { type Piece, pieceHeight } from './row-pieces.ts';

/** Sides of the picture along which a dark edge was cut away. */
export interface CutSides {
  readonly left: boolean;
  readonly right: boolean;
}

/** An upright rule is this many times as high as wide, takes this part of the picture's height, and stands beside lower ink. */
const slender = 6;
const ruleShare = 0.35;
const lowerInk = 0.6;
/** Beside an edge that was cut away, its shadow and dirt lie within this part of the width. */
const shadowShare = 0.03;
/** A flat stroke is this many times as wide as high, and hardly thicker than the pen. */
const flat = 2.7;
const penThick = 2;

/** The pieces without rules and without what lies along a cut edge. */
export const withoutStrays = (
  pieces: readonly Piece[],
  { width, height }: Pick<Marks, 'width' | 'height'>,
  cut: CutSides,
): readonly Piece[] => {
  const isSlender = (p: Piece) =>
    pieceHeight(p) >= slender * (p.right - p.left) && pieceHeight(p) >= ruleShare * height;
  const highest = pieces.reduce((most, p) => (isSlender(p) ? most : Math.max(most, pieceHeight(p))), 0);
  const shadow = Math.max(2, shadowShare * width);
  const isAtEdge = (p: Piece) =>
    ((cut.left && p.left < shadow) || (cut.right && p.right > width - shadow)) &&
    (p.right - p.left <= 2 * shadow || 2 * (p.right - p.left) <= pieceHeight(p));
  return pieces.filter(
    p => !isAtEdge(p) && !(isSlender(p) && highest > 0 && highest < lowerInk * pieceHeight(p)),
  );
};

/** Is it a dash or an underline? */
export const isFlatStroke = (piece: Piece, strokeWidth: number): boolean => {
  const wide = piece.right - piece.left;
  return wide > flat * pieceHeight(piece) && piece.area <= penThick * strokeWidth * wide;
};
