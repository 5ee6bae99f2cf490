// From the working picture's pixels back to the original's.
import { boxHeight, boxWidth, type PixelBox } from './grey-image.ts';
import type { Box } from './reading.ts';

/** Places a box of the working picture in the original's pixels. */
export type ToOriginal = (box: PixelBox) => Box;

/**
 * @param page where in the decoded picture the working picture lies.
 * @param scale original pixels a decoded pixel.
 */
export const placeIn =
  (page: PixelBox, scale: number): ToOriginal =>
  box => ({
    x: Math.round((page.left + box.left) * scale),
    y: Math.round((page.top + box.top) * scale),
    width: Math.max(1, Math.round(boxWidth(box) * scale)),
    height: Math.max(1, Math.round(boxHeight(box) * scale)),
  });
