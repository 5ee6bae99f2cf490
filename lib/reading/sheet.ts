// A light sheet photographed on a dark table: the largest upright rectangle that is sheet all around its border.

import { boxHeight, boxWidth, type GreyImage, type PixelBox } from './grey-image.ts';
import { borderOf } from './ground.ts';

/** The table shows along nearly all of the picture's border. */
const tableShare = 0.9;
/** The sheet's border may be crossed by this much dark. */
const darkestBorder = 0.03;
/** A sheet takes at least this share of the picture: less is writing in chalk, not paper. */
const smallestSheet = 0.15;
/** Lines along each side that the search steps through. */
const steps = 200;

/**
 * @param split the level that parts dark from light.
 * @returns the rectangle within the sheet, or the whole picture where there is no table around one.
 */
export const sheetOnTable = (picture: GreyImage, split: number): PixelBox => {
  const { width, height } = picture;
  const whole = { left: 0, top: 0, right: width, bottom: height };
  const border = borderOf(picture);
  if (border.filter(value => value < split).length < tableShare * border.length) return whole;
  const stepX = Math.max(1, Math.floor(width / steps));
  const stepY = Math.max(1, Math.floor(height / steps));
  let box: PixelBox = whole;
  while (boxWidth(box) * boxHeight(box) >= smallestSheet * width * height) {
    const shares = {
      left: darkShareOfColumn(picture, split, box, box.left),
      right: darkShareOfColumn(picture, split, box, box.right - 1),
      top: darkShareOfRow(picture, split, box, box.top),
      bottom: darkShareOfRow(picture, split, box, box.bottom - 1),
    };
    const darkest = Math.max(...Object.values(shares));
    if (darkest <= darkestBorder) return inset(box, stepX, stepY);
    if (darkest === shares.left) box = { ...box, left: box.left + stepX };
    else if (darkest === shares.right) box = { ...box, right: box.right - stepX };
    else if (darkest === shares.top) box = { ...box, top: box.top + stepY };
    else box = { ...box, bottom: box.bottom - stepY };
  }
  return whole;
};

/** A little further in, past the soft edge of the sheet. */
const inset = (box: PixelBox, x: number, y: number): PixelBox => ({
  left: box.left + 2 * x,
  top: box.top + 2 * y,
  right: box.right - 2 * x,
  bottom: box.bottom - 2 * y,
});

const darkShareOfColumn = ({ width, data }: GreyImage, split: number, box: PixelBox, x: number): number => {
  let dark = 0;
  for (let y = box.top; y < box.bottom; y++) if (data[y * width + x]! < split) dark += 1;
  return dark / boxHeight(box);
};

const darkShareOfRow = ({ width, data }: GreyImage, split: number, box: PixelBox, y: number): number => {
  let dark = 0;
  for (let x = box.left; x < box.right; x++) if (data[y * width + x]! < split) dark += 1;
  return dark / boxWidth(box);
};
