// Two numbers beside each other in one crop read as one: a gap far wider than the others, or a rule between some digits
// and not between most, as between the cells of a table. Of neither can be told whether it parts one number or two.
import { boxHeight, type GreyImage, type PixelBox } from '../grey-image.ts';
import { median } from '../statistics.ts';
import { strokeLevel } from '../stroke-level.ts';
import type { PlacedDigit } from './place-digits.ts';

/** A gap of so many heights of a digit, and so many times the usual gap, is more than a hand's unevenness. */
const wideGap = 1;
const timesUsual = 3;
/** Digits that touch have hardly a gap: it counts as so many heights. */
const leastUsual = 0.15;
/** Two digits have but one gap: beyond this, in heights, they are hardly one number. */
const loneGap = 2;
/** A rule darkens so many of the rows of the crop, within so many pixels of its column (it may lean). */
const ruledShare = 0.9;
const leaning = 1;

/**
 * @param digits those of `text`, left to right, in pixels of the crop.
 * @param crop paper light, ink dark.
 */
export const standsApart = (
  digits: readonly Pick<PlacedDigit, 'box'>[],
  text: string,
  crop: GreyImage,
): boolean => {
  const gaps = gapsBetween(digits, text);
  if (gaps.length === 0) return false;
  const height = median(Float32Array.from(digits, ({ box }) => boxHeight(box)));
  const widths = gaps.map(({ left, right }) => Math.max(0, right - left) / height);
  const inked = strokeLevel(crop);
  const ruled = gaps.filter(gap => holdsRule(crop, inked, gap)).length;
  return isUneven(widths) || (ruled > 0 && ruled < gaps.length / 2);
};

/** Where digit follows digit; a mark between two says by itself how they belong together. */
const gapsBetween = (
  digits: readonly Pick<PlacedDigit, 'box'>[],
  text: string,
): readonly Pick<PixelBox, 'left' | 'right'>[] => {
  const places = [...text.matchAll(/[0-9]/g)].map(({ index }) => index);
  return digits.flatMap(({ box }, at) => {
    const next = digits[at + 1];
    return next !== undefined && places[at + 1] === places[at]! + 1
      ? [{ left: box.right, right: next.box.left }]
      : [];
  });
};

const isUneven = (widths: readonly number[]): boolean => {
  const widest = Math.max(...widths);
  if (widths.length === 1) return widest >= loneGap;
  // Of the others: of two gaps the wide one would be its own measure.
  const others = widths.toSpliced(widths.indexOf(widest), 1);
  const usual = Math.max(leastUsual, median(Float32Array.from(others)));
  return widest >= wideGap && widest >= timesUsual * usual;
};

/** @param inked the level of a stroke. */
const holdsRule = (
  { width, height, data }: GreyImage,
  inked: number,
  gap: Pick<PixelBox, 'left' | 'right'>,
): boolean => {
  const [from, to] = [Math.max(leaning, gap.left), Math.min(width - leaning, gap.right)];
  for (let x = from; x < to; x++) {
    let dark = 0;
    for (let y = 0; y < height; y++) {
      for (let near = x - leaning; near <= x + leaning; near++) {
        if (data[y * width + near]! > inked) continue;
        dark += 1;
        break;
      }
    }
    if (dark >= ruledShare * height) return true;
  }
  return false;
};
