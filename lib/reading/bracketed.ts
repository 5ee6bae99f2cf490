// Is a number in brackets? They read as 1s, and where there are two of them as a number that is longer by both.
import { boxHeight, boxWidth, type GreyImage, type PixelBox } from './grey-image.ts';
import { strokeLevelWithin } from './stroke-level.ts';

/** A bracket is so slender at most, width over height, and its middle lies so far out of the line of its ends, in heights. */
const slender = 0.6;
const leastBulge = 0.07;

/**
 * @param picture paper light, ink dark.
 * @param digits those of `text`, left to right, in pixels of the picture.
 */
export const isBracketed = (picture: GreyImage, digits: readonly PixelBox[], text: string): boolean => {
  const [first, last] = [digits[0], digits.at(-1)];
  if (first === undefined || last === undefined || !/^1.+1$/.test(text)) return false;
  return bulgeOf(picture, first) <= -leastBulge && bulgeOf(picture, last) >= leastBulge;
};

/** How far to the right of its ends a stroke's middle stands, in its heights, however it leans; 0 where it is no one stroke. */
const bulgeOf = (picture: GreyImage, box: PixelBox): number => {
  const high = boxHeight(box);
  if (boxWidth(box) > slender * high) return 0;
  const edge = strokeLevelWithin(picture, box);
  const middleBetween = (from: number, to: number): number => {
    let [sum, count] = [0, 0];
    for (let y = Math.round(box.top + from * high); y < Math.round(box.top + to * high); y++)
      for (let x = Math.round(box.left); x < box.right; x++)
        if ((picture.data[y * picture.width + x] ?? 1) < edge) {
          sum += x;
          count += 1;
        }
    return count === 0 ? Number.NaN : sum / count;
  };
  const ends = (middleBetween(0, 0.25) + middleBetween(0.75, 1)) / 2;
  const bulge = (middleBetween(0.375, 0.625) - ends) / high;
  return Number.isNaN(bulge) ? 0 : bulge;
};
