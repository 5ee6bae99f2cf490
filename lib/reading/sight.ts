// The working picture as a reader looks at it: writing dark on light, and where its pixels lie in the original.
import { boxHeight, boxWidth, type GreyImage, type PixelBox } from './grey-image.ts';
import type { Box } from './reading.ts';

/** Places a box of the working picture in the original's pixels. */
export type ToOriginal = (box: PixelBox) => Box;

export interface Sight {
  /** Paper light, ink dark. */
  readonly upright: GreyImage;
  /** Was it so in the original? Else it is inverted here. */
  readonly inkIsDark: boolean;
  /** Original pixels a pixel of the picture. */
  readonly scale: number;
  readonly toOriginal: ToOriginal;
}

/**
 * @param page where in the decoded picture the working picture lies.
 * @param scale original pixels a decoded pixel.
 */
export const lookAt = (picture: GreyImage, inkIsDark: boolean, page: PixelBox, scale: number): Sight => ({
  upright: inkIsDark ? picture : inverted(picture),
  inkIsDark,
  scale,
  toOriginal: box => ({
    x: Math.round((page.left + box.left) * scale),
    y: Math.round((page.top + box.top) * scale),
    width: Math.max(1, Math.round(boxWidth(box) * scale)),
    height: Math.max(1, Math.round(boxHeight(box) * scale)),
  }),
});

export const inverted = ({ width, height, data }: GreyImage): GreyImage => ({
  width,
  height,
  data: data.map(value => 1 - value),
});
