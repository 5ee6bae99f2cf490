// Does writing stand unread above or below a number, or cut off beside it? Read as a whole, a picture of two numbers may
// give the larger alone, and one whose edge cuts a digit the rest.
import type { Component } from './components.ts';
import { boxHeight, boxWidth, type GreyImage, hasMiddleIn, type PixelBox } from './grey-image.ts';
import { piecesAround } from './pieces-around.ts';
import { median } from './statistics.ts';
import { strokeLevelWithin } from './stroke-level.ts';

/** A piece of writing of its own is so high at least and at most, in heights of a digit, and so wide. */
const lowest = 0.3;
const highest = 1.6;
const widest = 2;
/** A rule or a dash is flatter, height over width; a border or a stroke for a 1 more slender, which others look for. */
const flattest = 0.55;
/** What is lower than this may be dirt, or a point: a number has several digits. */
const lone = 0.5;
/** It stands so near the number, above or below, and so far beyond its ends at most, in heights. */
const nearby = 1.2;
const beyondEnds = 0.3;
/** A piece belongs to a digit whose box, with so much around it in heights, holds its middle. */
const around = 0.12;
/** Signs as high as digits: where they are read, what stands between digits is one of them. */
const highSigns = /[/:=$€£#*+]/;
/** A comma may be long, in heights of a digit, but not wide. */
const markHigh = 0.75;
const markWide = 0.45;
/** What the picture's side leaves of a digit is so high, all pieces together, and keeps within so much of the line. */
const leastCut = 0.3;
const offLine = 0.2;
/** It stands so near the digit beside it, in heights. */
const nearSide = 0.8;
/** The digit beside it has a piece so high of its own. */
const wholeHeight = 0.6;
/** It meets the side along less than this share of the picture's height: more is an edge. */
const mostOfSide = 0.6;

/** A number, and the pieces of ink around it. */
export interface Surroundings {
  readonly picture: GreyImage;
  readonly digits: readonly PixelBox[];
  readonly text: string;
  readonly line: Line;
  readonly pieces: readonly Component[];
}

/**
 * @param picture paper light, ink dark.
 * @param digits those of `text`, in pixels of the picture; of a turned row they need not be whole ones.
 */
export const lookAround = (picture: GreyImage, digits: readonly PixelBox[], text: string): Surroundings => {
  const line = lineOf(digits);
  // So far that what begins near the number ends within.
  const reach = (nearby + highest) * line.high;
  const edge = strokeLevelWithin(picture, line);
  const pieces = piecesAround(picture, line, edge, { across: reach, down: reach });
  return { picture, digits, text, line, pieces };
};

export const leavesWriting = ({ digits, text, line, pieces }: Surroundings): boolean => {
  const written = pieces.filter(
    piece =>
      piece.borderArea === 0 &&
      !digits.some(digit => holds(digit, piece, line.high)) &&
      looksWritten(piece, line) &&
      isNear(piece, line) &&
      !isMark(text, piece, line) &&
      !isSignOf(text, piece, line),
  );
  return written.some(piece => boxHeight(piece) >= lone * line.high) || written.length > 1;
};

/**
 * Does what is left of a digit that nobody read run out of the picture's left or right side? The outermost digit's box may
 * reach over it, but stands for other ink.
 */
export const leavesCutDigit = ({ picture, digits, text, line, pieces }: Surroundings): boolean => {
  const whole = pieces.filter(piece => piece.borderArea === 0 && boxHeight(piece) >= wholeHeight * line.high);
  const isCut = (digit: PixelBox, isAtSide: (piece: Component) => boolean, isBeside: Beside): boolean => {
    const rest = pieces.filter(piece => isAtSide(piece) && looksCutOff(piece, line, picture.height));
    const own = whole.filter(piece => hasMiddleIn(digit, piece));
    return (
      rest.reduce((sum, piece) => sum + boxHeight(piece), 0) >= leastCut * line.high &&
      rest.every(piece => own.some(other => isBeside(other, piece)))
    );
  };
  const { width } = picture;
  const room = nearSide * line.high;
  return (
    (/^[0-9]/.test(text) &&
      isCut(
        digits[0]!,
        piece => piece.left === 0 && piece.right < width,
        (other, piece) => middleOf(other) > piece.right && other.left - piece.right <= room,
      )) ||
    (/[0-9]$/.test(text) &&
      isCut(
        digits.at(-1)!,
        piece => piece.right === width && piece.left > 0,
        (other, piece) => middleOf(other) < piece.left && piece.left - other.right <= room,
      ))
  );
};

type Beside = (other: PixelBox, piece: PixelBox) => boolean;

/** On the line of the digits, no higher or wider than one, and no edge. */
const looksCutOff = (piece: Component, line: Line, height: number): boolean =>
  piece.top > 0 &&
  piece.bottom < height &&
  boxHeight(piece) <= highest * line.high &&
  boxWidth(piece) <= line.high &&
  piece.borderArea <= mostOfSide * height &&
  piece.top >= line.top - offLine * line.high &&
  piece.bottom <= line.bottom + offLine * line.high;

interface Line extends PixelBox {
  /** Of a digit, pixels. */
  readonly high: number;
}

const lineOf = (digits: readonly PixelBox[]): Line => {
  const middle = (of: (box: PixelBox) => number) => median(Float32Array.from(digits, of));
  return {
    left: Math.min(...digits.map(({ left }) => left)),
    right: Math.max(...digits.map(({ right }) => right)),
    top: middle(({ top }) => top),
    bottom: middle(({ bottom }) => bottom),
    high: middle(boxHeight),
  };
};

const holds = (digit: PixelBox, piece: PixelBox, high: number): boolean =>
  hasMiddleIn(digit, piece, around * high) || overlaps(digit, piece);

const middleOf = ({ left, right }: PixelBox): number => (left + right) / 2;

/** Most of the digit's box, as where two digits touch and are one piece. */
const overlaps = (digit: PixelBox, piece: PixelBox): boolean => {
  const across = Math.min(digit.right, piece.right) - Math.max(digit.left, piece.left);
  const down = Math.min(digit.bottom, piece.bottom) - Math.max(digit.top, piece.top);
  return across > 0.5 * boxWidth(digit) && down > 0.5 * boxHeight(digit);
};

const looksWritten = (piece: PixelBox, { high }: Line): boolean =>
  boxHeight(piece) >= lowest * high &&
  boxHeight(piece) <= highest * high &&
  boxWidth(piece) <= widest * high &&
  boxHeight(piece) >= flattest * boxWidth(piece);

/** Above or below the number: what is further off is found as a row of its own, or is none of the number's. */
const isNear = (piece: PixelBox, { left, top, right, bottom, high }: Line): boolean =>
  piece.top <= bottom + nearby * high &&
  piece.bottom >= top - nearby * high &&
  middleOf(piece) <= right + beyondEnds * high &&
  middleOf(piece) >= left - beyondEnds * high;

/** Is it a point, a comma, or an apostrophe, where the text has one? These begin or end on the line of the digits. */
const isMark = (text: string, piece: PixelBox, { top, bottom, high }: Line): boolean =>
  /[.,']/.test(text) &&
  boxWidth(piece) <= markWide * high &&
  boxHeight(piece) <= markHigh * high &&
  piece.top <= bottom + offLine * high &&
  piece.bottom >= top - offLine * high;

/** Between the digits, or beside them on their line, where signs stand and much that is no part of a number. */
const isSignOf = (text: string, piece: PixelBox, { left, right, top, bottom, high }: Line): boolean => {
  const middle = (piece.top + piece.bottom) / 2;
  const isOnLine = middle >= top - offLine * high && middle <= bottom + offLine * high;
  const isBetween = piece.left >= left && piece.right <= right;
  return isOnLine && (!isBetween || highSigns.test(text) || boxHeight(piece) < lone * high);
};
