// Connected pieces of ink in the part of a picture around a box.
import { type Component, findComponents } from './components.ts';
import { crop, type GreyImage, type PixelBox, partAround } from './grey-image.ts';

/**
 * @param picture paper light, ink dark; darker than `edge` is ink.
 * @param across so many pixels to the left and right of the box are looked at, @param down above and below it.
 * @returns in pixels of the picture; `borderArea` is of the part that is looked at.
 */
export const piecesAround = (
  picture: GreyImage,
  box: PixelBox,
  edge: number,
  { across, down }: { readonly across: number; readonly down: number },
): readonly Component[] => {
  const part = partAround(picture, box, across, down);
  const { data, width, height } = crop(picture, part);
  const mask = Uint8Array.from(data, level => (level < edge ? 1 : 0));
  return findComponents(mask, width, height).list.map(piece => ({
    ...piece,
    left: piece.left + part.left,
    top: piece.top + part.top,
    right: piece.right + part.left,
    bottom: piece.bottom + part.top,
  }));
};
