// Is the one character that was found really one, whole and alone? Reasons to think otherwise, in words.
import { looksTouching, type TextLine, underlines } from './characters.ts';
import type { Component } from './components.ts';
import { boxHeight, boxWidth, type GreyImage, hasMiddleIn, type PixelBox } from './grey-image.ts';

/** A piece outside the character, this long beside it, is no point or comma: a minus, another digit, a part of one. */
const otherLength = 0.22;
/** Pieces outside, each shorter than that, may together have this share of the character's ink: more is a word. */
const otherShare = 0.2;
/** A ring around a digit: the inner piece is this long beside the outer, and this far from it on every side. */
const innerLength = 0.25;
const innerMargin = 0.08;
/** A character at one side of the picture, with this share of its own size free on the other, may be cut off. */
const freeSide = 0.5;

const areaOf = (list: readonly Component[]): number => list.reduce((sum, { area }) => sum + area, 0);

const lengthOf = (box: PixelBox): number => Math.max(boxWidth(box), boxHeight(box));

/** Why a line of characters is not one character; null where it is. */
export const whySeveral = ({ characters }: TextLine, components: readonly Component[]): string | null => {
  const [only, ...others] = characters;
  if (others.length > 0) return `${characters.length} characters were found, expected one`;
  if (looksTouching(only!)) return 'the shape is too wide for one digit: digits may touch';
  const outside = components.filter(c => !hasMiddleIn(only!, c) && !underlines(c, only!));
  const inside = components.filter(c => hasMiddleIn(only!, c));
  const isLong = (c: Component) => lengthOf(c) >= otherLength * lengthOf(only!);
  if (outside.some(isLong) || areaOf(outside) > otherShare * areaOf(inside)) {
    return 'beside one character there is other ink';
  }
  if (isRinged(components)) return 'one shape lies within another';
  return null;
};

/** Does one shape lie within another? A ring drawn around a digit reads as a 0. */
export const isRinged = (components: readonly Component[]): boolean =>
  components.some(outer => components.some(inner => isWithin(outer, inner)));

/** Does the picture's edge seem to cut the character? A tight crop touches both sides, a cut-off digit one. */
export const isCutOff = (
  character: PixelBox,
  { width, height }: Pick<GreyImage, 'width' | 'height'>,
): boolean =>
  isCutOffAlong(character.left, width - character.right, boxWidth(character)) ||
  isCutOffAlong(character.top, height - character.bottom, boxHeight(character));

const isCutOffAlong = (before: number, after: number, size: number): boolean =>
  Math.min(before, after) === 0 && Math.max(before, after) > freeSide * size;

const isWithin = (outer: PixelBox, inner: PixelBox): boolean => {
  const margin = innerMargin * lengthOf(outer);
  return (
    lengthOf(inner) >= innerLength * lengthOf(outer) &&
    inner.left - outer.left >= margin &&
    inner.top - outer.top >= margin &&
    outer.right - inner.right >= margin &&
    outer.bottom - inner.bottom >= margin
  );
};
