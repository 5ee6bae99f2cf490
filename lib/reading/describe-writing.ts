// What the writing looks like, measured from its ink: how it leans, how broad and how high it is, how it stands out.
import { type Component, findComponents } from './components.ts';
import { boxHeight, type GreyImage } from './grey-image.ts';
import { measureSlant } from './measure-slant.ts';
import { measureStrokeWidth } from './measure-strokes.ts';
import { median, spread } from './statistics.ts';

export interface Writing {
  /** From upright, to the right positive; -50 to 50. */
  readonly slantDegrees: number;
  readonly strokeWidthPixels: number;
  /** Of a typical digit. */
  readonly heightPixels: number;
  /** 0 to 1: how much darker than its paper the ink is, as a share of the paper (or lighter, as a share of the ink). */
  readonly contrast: number;
}

/** More than half ink is ink. */
const half = 0.5;
/** Ink that is this much of the fullest there is shows the pen's own shade, without the edges. */
const innerShare = 0.8;
/** Pixels of ink that are less than a full stop in the smallest writing. */
const leastPixels = 4;
/** Samples of ink and paper that place a median well enough. */
const mostSamples = 4_000;

/**
 * `ink`: 0 paper to 1 ink (as FoundInk's map); `picture`: the grey values of the same pixels; `scale`: pixels of the
 * original a pixel of these. Null where there is no ink.
 */
export const describeWriting = (ink: GreyImage, picture: GreyImage, scale = 1): Writing | null => {
  const mask = new Uint8Array(ink.data.length);
  for (let i = 0; i < mask.length; i++) mask[i] = ink.data[i]! > half ? 1 : 0;
  const { list } = findComponents(mask, ink.width, ink.height);
  if (list.reduce((sum, { area }) => sum + area, 0) < leastPixels) return null;
  return {
    slantDegrees: round(measureSlant(ink), 1),
    strokeWidthPixels: round(scale * measureStrokeWidth(ink), 2),
    heightPixels: round(scale * typicalHeight(list), 1),
    contrast: round(contrastOf(ink, picture), 3),
  };
};

const round = (value: number, places: number): number => Math.round(value * 10 ** places) / 10 ** places || 0;

/** The height of the piece in the middle of all ink, pieces lined up by height: points and dashes hardly count. */
const typicalHeight = (list: readonly Component[]): number => {
  const byHeight = list.toSorted((a, b) => boxHeight(a) - boxHeight(b));
  const all = byHeight.reduce((sum, { area }) => sum + area, 0);
  let below = 0;
  for (const piece of byHeight) {
    below += piece.area;
    if (2 * below >= all) return boxHeight(piece);
  }
  return 0;
};

/** The print contrast signal of ISO 1831 (Printing specifications for optical character recognition), either way round. */
const contrastOf = (ink: GreyImage, picture: GreyImage): number => {
  const fullest = ink.data.reduce((most, value) => Math.max(most, value), 0);
  const pen = levelBetween(picture, ink, innerShare * fullest, fullest);
  const paper = levelBetween(picture, ink, 0, 0);
  if (pen === null || paper === null) return 0;
  const lighter = Math.max(pen, paper);
  return lighter > 0 ? Math.abs(paper - pen) / lighter : 0;
};

/** The middle grey value where the ink is between two strengths; null where it never is. */
const levelBetween = (picture: GreyImage, ink: GreyImage, least: number, most: number): number | null => {
  const levels = new Float32Array(ink.data.length);
  let count = 0;
  for (let i = 0; i < levels.length; i++)
    if (ink.data[i]! >= least && ink.data[i]! <= most) levels[count++] = picture.data[i]!;
  return count === 0 ? null : median(spread(levels.subarray(0, count), mostSamples));
};
