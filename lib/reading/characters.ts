// Pieces of ink → characters → lines: how many things are written, before anyone says which.
import type { Component } from './components.ts';
import { boxHeight, boxWidth, hasMiddleIn, type PixelBox, unionOf } from './grey-image.ts';

/** A piece belongs to a character when this share of the narrower one lies above or below the other. */
const sharedWidth = 0.5;
/** Of pieces beside each other, this share: one lies within the other. */
const nestedWidth = 0.75;
/** Next to the tallest, smaller pieces are points, commas or dirt rather than characters. */
const leastRelativeHeight = 0.4;
/** Wider than tall by this much, one connected shape is more likely several touching digits. */
const widestDigit = 1.6;

/** Of its height, so far from a character stand pieces of it. */
const nearby = 1 / 3;

/** A piece this much wider than tall, under a character, underlines it. */
const flatness = 4;

export interface TextLine {
  readonly box: PixelBox;
  /** Left to right. */
  readonly characters: readonly PixelBox[];
}

/** Groups components into lines (top to bottom) of characters (left to right). */
export const findLines = (components: readonly Component[]): readonly TextLine[] => {
  const tallest = components.reduce((most, c) => Math.max(most, boxHeight(c)), 0);
  const isTall = (c: Component) => boxHeight(c) >= leastRelativeHeight * tallest;
  const tall = components.filter(isTall).map(asBox);
  const small = components.filter(c => !isTall(c)).map(asBox);
  return mergeWhile(tall, sharesRows)
    .toSorted((a, b) => a.top - b.top)
    .map(row => {
      const within = mergeWhile(
        tall.filter(c => sharesRows(row, c)),
        isOneCharacter,
      );
      const whole = within.map(character =>
        small.filter(piece => completes(character, piece)).reduce(unionOf, character),
      );
      const characters = mergeWhile(whole, isOneCharacter).toSorted((a, b) => a.left - b.left);
      return { box: characters.reduce(unionOf), characters };
    });
};

/**
 * The one character that stands in a place, with what of it reaches out and without a line under it; null where there is
 * no ink. Pieces that do not clearly belong together are all of it.
 */
export const characterIn = (place: PixelBox, components: readonly Component[]): PixelBox | null => {
  const near = components.filter(c => hasMiddleIn(place, c, nearby * boxHeight(place)));
  if (near.length === 0) return null;
  const highest = near.reduce((a, b) => (boxHeight(b) > boxHeight(a) ? b : a));
  const pieces = near.filter(c => !underlines(c, highest));
  const [line, ...more] = findLines(pieces);
  return more.length === 0 && line!.characters.length === 1 ? line!.characters[0]! : boxAround(pieces);
};

/** Stacked pieces are parts of one; beside each other, a slanted 1 reaches over its neighbour and is not. */
const isOneCharacter = (a: PixelBox, b: PixelBox): boolean => {
  const columns = overlap(a.left, a.right, b.left, b.right);
  const besideEachOther = overlap(a.top, a.bottom, b.top, b.bottom) >= 0.5;
  return columns >= (besideEachOther ? nestedWidth : sharedWidth);
};

/** A 5's bar or a broken stroke's end stands in its character's columns, and near. */
const completes = (character: PixelBox, piece: PixelBox): boolean => {
  const apart = Math.max(character.top - piece.bottom, piece.top - character.bottom, 0);
  const near = apart <= nearby * boxHeight(character);
  return near && sharesColumns(character, piece) && !underlines(piece, character);
};

/** A flat piece under a character is no part of it. */
export const underlines = (piece: PixelBox, character: PixelBox): boolean =>
  piece.top >= character.bottom && boxWidth(piece) >= flatness * boxHeight(piece);

/** One connected shape that is too wide to be one digit. */
export const looksTouching = (character: PixelBox): boolean =>
  boxWidth(character) > widestDigit * boxHeight(character);

/** The box around everything. */
export const boxAround = (boxes: readonly PixelBox[]): PixelBox => boxes.map(asBox).reduce(unionOf);

const asBox = ({ left, top, right, bottom }: PixelBox): PixelBox => ({ left, top, right, bottom });

const overlap = (aLow: number, aHigh: number, bLow: number, bHigh: number): number =>
  Math.max(0, Math.min(aHigh, bHigh) - Math.max(aLow, bLow)) / Math.min(aHigh - aLow, bHigh - bLow);

const sharesColumns = (a: PixelBox, b: PixelBox): boolean =>
  overlap(a.left, a.right, b.left, b.right) >= sharedWidth;

/** A quarter of the lower one's height in common: ragged rows hold together, rows of a form stay apart. */
const sharesRows = (a: PixelBox, b: PixelBox): boolean => overlap(a.top, a.bottom, b.top, b.bottom) >= 0.25;

/** Merges any two boxes that belong together until none do. */
const mergeWhile = (
  boxes: readonly PixelBox[],
  belong: (a: PixelBox, b: PixelBox) => boolean,
): readonly PixelBox[] => {
  const merged: PixelBox[] = [];
  for (const box of boxes) {
    let grown = box;
    for (
      let i = merged.findIndex(other => belong(other, grown));
      i >= 0;
      i = merged.findIndex(other => belong(other, grown))
    ) {
      grown = unionOf(grown, merged[i]!);
      merged.splice(i, 1);
    }
    merged.push(grown);
  }
  return merged;
};
