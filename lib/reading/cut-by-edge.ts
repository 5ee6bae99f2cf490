// Does the picture's edge cut a number? What is left of its outermost digit is dropped, or read as another.
import { boxAround } from './characters.ts';
import { boxHeight, type GreyImage, type PixelBox } from './grey-image.ts';
import { median } from './statistics.ts';
import { strokeLevel, strokeLevelWithin } from './stroke-level.ts';

/** What is left of a digit stands so near, in heights of the number. */
const nearEdge = 0.8;
/** A stroke at the edge meets it along so many heights of the number at least, and reaches so far into the picture. */
const leastMet = 0.05;
const leastReach = 0.08;
/** Dark over more than this share of the picture's width is a rule, of its height an edge or a frame. */
const mostOfRow = 0.6;
const mostOfColumn = 0.8;
/** A tight crop touches the ink; one with so much room on the other side, above and below, in heights, cuts it off. */
const freeSide = 0.3;
const freeAbove = 0.15;
/** Cut along the line, so many of the digits run out of the picture, and its other side has so much room, in heights. */
const mostDigits = 0.65;
const freeOpposite = 0.25;
/** Their boxes end so near the edge, in pixels. */
const atEdge = 2;

/**
 * @param picture paper light, ink dark.
 * @param number the box around its digits, in pixels of the picture; of a turned row it need not be whole ones.
 */
export const isCutByEdge = (picture: GreyImage, number: PixelBox): boolean => {
  const { width, height } = picture;
  const high = boxHeight(number);
  if (Math.min(number.top, height - number.bottom) < freeAbove * high) return false;
  const room = freeSide * high;
  const [before, after] = [number.left, width - number.right];
  const meetsLeft = before <= nearEdge * high && meetsSide(picture, number, 0, 1);
  const meetsRight = after <= nearEdge * high && meetsSide(picture, number, width - 1, -1);
  return meetsLeft ? !meetsRight && after > room : meetsRight && before > room;
};

/**
 * Does the picture's upper or lower edge cut off a part of most digits? A crop that is tight touches one or two.
 * @param digits of one number, two at least.
 */
export const isCutAlong = (picture: GreyImage, digits: readonly PixelBox[]): boolean => {
  const { width, height, data } = picture;
  if (digits.length < 2) return false;
  const { top, bottom } = boxAround(digits);
  const room = freeOpposite * median(Float32Array.from(digits, boxHeight));
  const isCutAt = (y: number, near: readonly PixelBox[]): boolean => {
    if (near.length < mostDigits * digits.length) return false;
    const edge = strokeLevelWithin(picture, boxAround(digits));
    const isDark = (level: number) => level < edge;
    const row = data.subarray(y * width, (y + 1) * width);
    if (row.filter(isDark).length > mostOfRow * width) return false;
    const met = near.filter(({ left, right }) => row.subarray(Math.max(0, left), right).some(isDark));
    return met.length >= mostDigits * digits.length;
  };
  const last = height - 1;
  const [above, below] = [
    digits.filter(box => box.top <= atEdge),
    digits.filter(box => box.bottom >= last - atEdge),
  ];
  return (height - bottom >= room && isCutAt(0, above)) || (top >= room && isCutAt(last, below));
};

/** Does a stroke beside or of the number run out of the picture at column `side`? `inwards`: from there, one column. */
const meetsSide = (picture: GreyImage, number: PixelBox, side: number, inwards: 1 | -1): boolean => {
  const { width, height, data } = picture;
  const edge = strokeLevel(picture);
  const isDark = (x: number, y: number) => data[y * width + x]! < edge;
  const countDark = (of: number, at: (i: number) => boolean) => {
    let count = 0;
    for (let i = 0; i < of; i++) if (at(i)) count += 1;
    return count;
  };
  if (countDark(height, y => isDark(side, y)) > mostOfColumn * height) return false;
  const high = boxHeight(number);
  const reach = Math.min(width, Math.max(2, Math.round(leastReach * high)));
  let met = 0;
  for (let y = Math.max(0, Math.round(number.top)); y < Math.min(height, number.bottom); y++) {
    if (!isDark(side, y)) continue;
    if (countDark(width, x => isDark(x, y)) > mostOfRow * width) continue;
    const inner = side + inwards * (reach - 1);
    // A stroke may climb or fall on its way in.
    const goesOn = [-reach, 0, reach].some(by => y + by >= 0 && y + by < height && isDark(inner, y + by));
    if (goesOn) met += 1;
  }
  return met >= Math.max(2, leastMet * high);
};
