// Connected pieces of whatever is dark on evenly lit paper, strokes and print alike.
import { type Components, findComponents } from './components.ts';
import type { GreyImage, PixelBox } from './grey-image.ts';
import { quantile, spread } from './statistics.ts';

/** Paper is at least this share of a picture; of the step from it to the darkest ink, this much is print or stroke. */
const paperShare = 0.3;
const darkestShare = 0.01;
const strokeEdge = 0.4;

/** All that is dark, strokes or print. The light is even by now: one level parts it from the paper. */
export const darkPieces = ({ width, height, data }: GreyImage): Components => {
  const samples = spread(data, 4_000);
  const paper = quantile(samples, 1 - paperShare);
  const edge = paper - strokeEdge * (paper - quantile(samples, darkestShare));
  const mask = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i++) mask[i] = data[i]! < edge ? 1 : 0;
  return findComponents(mask, width, height);
};

/** Does a box lie in the other, sides in common perhaps? */
export const liesIn =
  (inside: PixelBox) =>
  (c: PixelBox): boolean =>
    c.left >= inside.left && c.right <= inside.right && c.top >= inside.top && c.bottom <= inside.bottom;
