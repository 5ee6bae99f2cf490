// Does an upright stroke at one end of a number stand unread? A 1 of one stroke looks like the border of a field; but a
// border runs out of the picture, or is far higher than the digits.
import { boxHeight, boxWidth, type GreyImage, type PixelBox } from './grey-image.ts';
import { piecesAround } from './pieces-around.ts';
import { median } from './statistics.ts';
import { strokeLevel } from './stroke-level.ts';

/** How far beside the number, and above and below it, is looked, in heights of a digit. */
const furthest = 2;
const beyond = 0.5;
/** A 1 has so many heights of a digit, keeps within so much of its line, and is so slender, width over height. */
const lowest = 0.6;
const highest = 1.35;
const offLine = 0.3;
const slender = 0.55;
/** Pieces of one digit are no further apart than this, in heights: the bar of a 4 and its stem. */
const apart = 0.1;

/**
 * @param picture paper light, ink dark.
 * @param digits those of `text`, left to right, in pixels of the picture; of a turned row they need not be whole ones.
 */
export const leavesStroke = (picture: GreyImage, digits: readonly PixelBox[], text: string): boolean => {
  const [first, last] = [digits[0], digits.at(-1)];
  if (first === undefined || last === undefined) return false;
  const middle = (of: (box: PixelBox) => number) => median(Float32Array.from(digits, of));
  const line = { top: middle(({ top }) => top), bottom: middle(({ bottom }) => bottom) };
  const high = middle(boxHeight);
  const tall = findTall(picture, { ...line, left: first.left, right: last.right }, high);
  const stands = (piece: PixelBox) => isStroke(piece, line, high);
  return (
    (/[0-9]$/.test(text) && isUnread(tall.at(-1), tall.slice(0, -1), last, { stands, high })) ||
    (/^[0-9]/.test(text) &&
      isUnread(mirrored(tall[0]), tall.slice(1).map(mirrored), mirrored(first), { stands, high }))
  );
};

/** Pieces of ink as high as a 1, left to right; none of what runs out of the part that is looked at. */
const findTall = (picture: GreyImage, number: PixelBox, high: number): readonly PixelBox[] =>
  piecesAround(picture, number, strokeLevel(picture), { across: furthest * high, down: beyond * high })
    .filter(piece => boxHeight(piece) >= lowest * high && piece.borderArea === 0)
    .toSorted((a, b) => a.left + a.right - b.left - b.right);

const isStroke = (piece: PixelBox, line: Pick<PixelBox, 'top' | 'bottom'>, high: number): boolean =>
  boxHeight(piece) <= highest * high &&
  boxWidth(piece) <= slender * boxHeight(piece) &&
  piece.top >= line.top - offLine * high &&
  piece.bottom <= line.bottom + offLine * high;

/** @param outermost the last piece of all, which the last digit is: where that begins among the others, it is not. */
const isUnread = <Piece extends PixelBox | undefined>(
  outermost: Piece,
  others: readonly PixelBox[],
  last: PixelBox,
  { stands, high }: { readonly stands: (piece: PixelBox) => boolean; readonly high: number },
): boolean => {
  if (outermost === undefined || others.length === 0 || !stands(outermost)) return false;
  const end = Math.max(...others.map(({ right }) => right));
  return outermost.left - end >= apart * high && last.left < end - apart * high;
};

const mirrored = <Piece extends PixelBox | undefined>(piece: Piece): Piece =>
  piece === undefined ? piece : { ...piece, left: -piece.right, right: -piece.left };
