// Has somebody drawn a line through a number? The reader sees digits still where the line is finer than their pen.
import { boxHeight, boxWidth, type GreyImage, type PixelBox } from './grey-image.ts';
import { strokeLevel, strokeLevelWithin } from './stroke-level.ts';

/** A line through a number climbs or falls by so much at most, dy per dx, and is so many pixels off its own way. */
const steepest = 0.2;
const slopes = 17;
const unsteady = 1;
/** It passes the number's ends within these shares of its height, and is dark along this share of its width. */
const highest = 0.2;
const lowest = 0.8;
const leastDark = 0.94;
/** One that runs on so many heights beyond both ends of the number is a printed rule. */
const ruleReach = 0.8;
/** From corner to corner a line is steeper; of a number so many times as wide as high no two digits make one. */
const longer = 1.3;
/** Drawn by hand it bends by this share of the number's height, and ends within so much of the corners, in heights. */
const bend = 0.04;
const corner = 0.35;
const cornerSteps = 8;
const leastDiagonal = 0.97;

/**
 * @param picture paper light, ink dark.
 * @param number the box around its digits, in pixels of the picture.
 */
export const isStruckThrough = (picture: GreyImage, number: PixelBox): boolean => {
  const [across, high] = [boxWidth(number), boxHeight(number)];
  // One digit with a stroke through it may be a barred 7 or a slashed 0.
  if (across < high) return false;
  const isDark = darkAt(picture, strokeLevel(picture));
  const middle = (number.left + number.right) / 2;
  for (let step = 0; step < slopes; step++) {
    const slope = steepest * ((2 * step) / (slopes - 1) - 1);
    for (let level = number.top + highest * high; level <= number.top + lowest * high; level++) {
      const on = (x: number) => isDark(x, Math.round(level + slope * (x - middle)));
      const ends = [level - (slope * across) / 2, level + (slope * across) / 2];
      const isInside = ends.every(y => y >= number.top + highest * high && y <= number.top + lowest * high);
      if (!isInside || shareOf(number.left, number.right, on) < leastDark) continue;
      const beyond = ruleReach * high;
      const isRule =
        shareOf(Math.max(0, number.left - beyond), number.left, on) >= leastDark &&
        shareOf(number.right, Math.min(picture.width, number.right + beyond), on) >= leastDark;
      if (!isRule) return true;
    }
  }
  return across >= longer * high && isStruckFromCornerToCorner(picture, number);
};

const isStruckFromCornerToCorner = (picture: GreyImage, number: PixelBox): boolean => {
  const [across, high] = [boxWidth(number), boxHeight(number)];
  const isDark = darkAt(
    picture,
    strokeLevelWithin(picture, number),
    Math.max(unsteady, Math.round(bend * high)),
  );
  const steps = Array.from(
    { length: cornerSteps + 1 },
    (_, i) => corner * high * ((2 * i) / cornerSteps - 1),
  );
  const isLine = (from: number, to: number) =>
    isDarkAlong(number.left, number.right, leastDiagonal, x =>
      isDark(x, Math.round(from + ((to - from) * (x - number.left)) / across)),
    );
  return steps.some(a =>
    steps.some(b => isLine(number.bottom + a, number.top + b) || isLine(number.top + a, number.bottom + b)),
  );
};

/** Dark there, or up to `reach` pixels above or below; nothing is outside the picture. */
const darkAt = (
  { width, height, data }: GreyImage,
  edge: number,
  reach = unsteady,
): ((x: number, y: number) => boolean) => {
  return (x, y) => {
    if (x < 0 || x >= width) return false;
    for (let near = Math.max(0, y - reach); near <= Math.min(height - 1, y + reach); near++)
      if (data[near * width + x]! < edge) return true;
    return false;
  };
};

/** As `shareOf` at least `least`, but given up as soon as that is out of reach. */
const isDarkAlong = (from: number, to: number, least: number, on: (x: number) => boolean): boolean => {
  let room = Math.floor((1 - least) * (to - from));
  for (let x = Math.round(from); x < to; x++) if (!on(x) && --room < 0) return false;
  return true;
};

/** `on` is asked within the picture only; where that is nothing, all is met: nobody knows how far the line goes on. */
const shareOf = (from: number, to: number, on: (x: number) => boolean): number => {
  let [met, of] = [0, 0];
  for (let x = Math.round(from); x < to; x++) {
    of += 1;
    if (on(x)) met += 1;
  }
  return of === 0 ? 1 : met / of;
};
