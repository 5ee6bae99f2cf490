// Printed boxes with paper between them, each for one character: their upright lines read as 1s, so they are painted over.
import type { Component, Components } from './components.ts';
import { darkPieces, liesIn } from './dark-pieces.ts';
import { boxHeight, boxWidth, type GreyImage, type PixelBox } from './grey-image.ts';
import { median } from './statistics.ts';

/** Lower pictures are crops around a character. */
const leastHeight = 32;
/** A box is so many pixels high at least, and so wide for its height: in a wider one a whole number is written. */
const leastBox = 16;
const narrowest = 0.4;
const widest = 1.3;
/** A line lies within this share of the shorter side from the piece's own, where a stroke runs out of the box. */
const bandShare = 0.25;
/** It runs along this share of its side, straight within this share of it, and no thicker than the last: a 0 is rounder. */
const lineCover = 0.85;
const straight = 0.02;
const thickest = 0.1;
/** Boxes of one form are of one size, within this share of it. */
const sameSize = 0.08;
/** So many of them have something written in them, and of all of them this share; it is this high in its box at least. */
const fewestWritten = 2;
const writtenShare = 0.5;
const leastWritten = 0.25;
/** Pieces looked at, the highest first: a texture falls into thousands. */
const mostPieces = 400;
/** A line's soft edge, in pixels. */
const softEdge = 2;

/** From a side of the piece inwards: where the line begins at each step along the side, and how thick it is. */
interface Line {
  readonly begins: (along: number) => number;
  readonly thick: number;
}

interface Box {
  readonly piece: Component;
  readonly left: Line;
  readonly right: Line;
  readonly top: Line;
  readonly bottom: Line;
  /** Between the lines' middles. */
  readonly place: PixelBox;
  readonly isWritten: boolean;
}

/**
 * The picture with the boxes' lines painted over from both their sides, so that strokes across them stay; the same
 * picture where there are none.
 * @param picture paper light, ink dark, evenly lit.
 */
export const withoutBoxes = (picture: GreyImage): GreyImage => {
  if (picture.height < leastHeight) return picture;
  const boxes = ofOneSize(findBoxes(picture));
  const written = boxes.filter(({ isWritten }) => isWritten).length;
  return written < fewestWritten || written < writtenShare * boxes.length
    ? picture
    : paintOver(picture, boxes);
};

const findBoxes = (picture: GreyImage): readonly Box[] => {
  const ink = darkPieces(picture);
  const pieces = ink.list
    .filter(c => boxHeight(c) >= leastWritten * leastBox)
    .toSorted((a, b) => boxHeight(b) - boxHeight(a))
    .slice(0, mostPieces);
  return pieces.flatMap(piece => boxOf(piece, pieces, ink, picture.width) ?? []);
};

const boxOf = (
  piece: Component,
  pieces: readonly Component[],
  { labels }: Components,
  width: number,
): Box | null => {
  const [across, down] = [boxWidth(piece), boxHeight(piece)];
  if (down < leastBox || across < narrowest * down || across > 2 * widest * down) return null;
  const has = (x: number, y: number): boolean => labels[y * width + x] === piece.label;
  const deep = Math.max(3, Math.round(bandShare * Math.min(across, down)));
  const top = traceLine(across, deep, (along, into) => has(piece.left + along, piece.top + into));
  const bottom =
    top && traceLine(across, deep, (along, into) => has(piece.left + along, piece.bottom - 1 - into));
  const left = bottom && traceLine(down, deep, (along, into) => has(piece.left + into, piece.top + along));
  const right =
    left && traceLine(down, deep, (along, into) => has(piece.right - 1 - into, piece.top + along));
  if (!top || !bottom || !left || !right) return null;
  const place = {
    left: piece.left + Math.round(left.begins(down / 2)),
    top: piece.top + Math.round(top.begins(across / 2)),
    right: piece.right - Math.round(right.begins(down / 2)),
    bottom: piece.bottom - Math.round(bottom.begins(across / 2)),
  };
  const high = boxHeight(place);
  if (boxWidth(place) < narrowest * high || boxWidth(place) > widest * high) return null;
  // A stroke that touches a line is of one piece with it: then there is far more ink than four lines have.
  const thick = Math.max(left.thick, right.thick, top.thick, bottom.thick);
  const lines = 2 * (across + down) * thick;
  const isWritten =
    piece.area > lines + leastWritten * high * thick ||
    pieces.some(c => c !== piece && boxHeight(c) >= leastWritten * high && liesIn(place)(c));
  return { piece, left, right, top, bottom, place, isWritten };
};

/**
 * A straight line near a side of the piece; null where there is none. What crosses or touches it here and there moves it
 * as little as it moves a median.
 */
const traceLine = (
  length: number,
  deep: number,
  has: (along: number, into: number) => boolean,
): Line | null => {
  const firsts = new Float32Array(length).fill(-1);
  const runs = new Float32Array(length);
  for (let along = 0; along < length; along++) {
    let into = 0;
    while (into < deep && !has(along, into)) into += 1;
    if (into === deep) continue;
    firsts[along] = into;
    while (into < 2 * deep && has(along, into)) into += 1;
    runs[along] = into - firsts[along]!;
  }
  const middleBetween = (from: number, to: number): number | null => {
    const seen = firsts.slice(Math.round(from * length), Math.round(to * length)).filter(first => first >= 0);
    return seen.length === 0 ? null : median(seen);
  };
  const [near, far] = [middleBetween(0.05, 0.35), middleBetween(0.65, 0.95)];
  if (near === null || far === null) return null;
  const slope = (far - near) / (0.6 * length);
  const begins = (along: number): number => near + slope * (along - 0.2 * length);
  const on = [...firsts.keys()].filter(
    along =>
      firsts[along]! >= 0 && Math.abs(firsts[along]! - begins(along)) <= Math.max(1, straight * length),
  );
  if (on.length < lineCover * length) return null;
  const thick = median(Float32Array.from(on, along => runs[along]!));
  return thick <= Math.max(2, thickest * length) ? { begins, thick } : null;
};

/** The most of them that are of one size. */
const ofOneSize = (boxes: readonly Box[]): readonly Box[] =>
  boxes
    .map(box => boxes.filter(other => isOfSize(other.place, box.place)))
    .reduce((most, some) => (some.length > most.length ? some : most), []);

const isOfSize = (a: PixelBox, b: PixelBox): boolean =>
  Math.abs(boxWidth(a) - boxWidth(b)) <= sameSize * boxWidth(b) &&
  Math.abs(boxHeight(a) - boxHeight(b)) <= sameSize * boxHeight(b);

/** Each row of an upright line becomes the way from what is left of it to what is right of it; a level one likewise. */
const paintOver = ({ width, height, data }: GreyImage, boxes: readonly Box[]): GreyImage => {
  const painted = data.slice();
  /** From one sample to another, `step` apart in the data. */
  const paint = (from: number, to: number, step: number) => {
    const [before, after] = [painted[from]!, painted[to]!];
    const count = Math.max(1, (to - from) / step);
    for (let i = 0; i <= count; i++) painted[from + i * step] = before + ((after - before) * i) / count;
  };
  const across = (y: number, from: number, to: number) =>
    paint(y * width + Math.max(0, from), y * width + Math.min(width - 1, to), 1);
  const down = (x: number, from: number, to: number) =>
    paint(Math.max(0, from) * width + x, Math.min(height - 1, to) * width + x, width);
  for (const { piece, left, right, top, bottom, place } of boxes) {
    const upright = rangeAround(place.top, place.bottom, height);
    const level = rangeAround(place.left, place.right, width);
    for (let y = upright.from; y < upright.to; y++) {
      const [l, r] = [left, right].map(line => Math.round(line.begins(y - piece.top))) as [number, number];
      across(y, piece.left + l - softEdge, piece.left + l + left.thick + softEdge);
      across(y, piece.right - 1 - r - right.thick - softEdge, piece.right - 1 - r + softEdge);
    }
    for (let x = level.from; x < level.to; x++) {
      const [t, b] = [top, bottom].map(line => Math.round(line.begins(x - piece.left))) as [number, number];
      down(x, piece.top + t - softEdge, piece.top + t + top.thick + softEdge);
      down(x, piece.bottom - 1 - b - bottom.thick - softEdge, piece.bottom - 1 - b + softEdge);
    }
  }
  return { width, height, data: painted };
};

/** A box leans by some pixels: its lines reach so far past their middles' crossing. */
const rangeAround = (from: number, to: number, size: number) => {
  const beyond = Math.round(0.08 * (to - from)) + softEdge;
  return { from: Math.max(0, from - beyond), to: Math.min(size, to + beyond) };
};
