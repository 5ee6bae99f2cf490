// Paper in shade: where the edge of a shadow falls across a picture, its light is brought to one level.
import type { GreyImage } from './grey-image.ts';
import { localPaper } from './local-paper.ts';
import { halve, smooth } from './rescale.ts';
import { median, quantile, spread } from './statistics.ts';

/** Smaller pictures are crops around a character. */
const leastSide = 40;
/** Of the height, which no digit exceeds: wider than any stroke, and narrower than a shadow that is worth the trouble. */
const windowShare = 0.25;
/** Paper darker than this share of the lit paper lies in shade; darker than the other it is a book's edge, or a table. */
const shadeShare = 0.88;
const blackShare = 0.35;
/** With less of the picture in shade than this, or with more of it black, all is left as it is. */
const leastShade = 0.03;
/** Most of a picture of writing is nearly as light as the paper around it, where it is lit as well; around chalk it is not. */
const paperShare = 0.85;
/** Pixels that a sharp shadow's edge is soft over, in a picture in focus. */
const softEdge = 2;
/** Less of the picture than this need not be ink. */
const inkShare = 0.003;
/** Longer side that a picture has at most where shade is looked for, in pixels. */
const reducedSide = 160;

/**
 * Dark writing on paper whose light is uneven: every pixel by as much lighter as the paper around it is too dark
 * (what a shadow takes is a share of the light, from ink and paper alike). All else comes back as it is.
 */
export const evenLight = (picture: GreyImage): GreyImage => {
  if (Math.min(picture.width, picture.height) < leastSide) return picture;
  let small = picture;
  while (Math.max(small.width, small.height) > reducedSide) small = halve(small);
  const level = levelOfShaded(small);
  if (level === null) return picture;
  const { width, height, data } = picture;
  const paper = localPaper(smooth(picture), windowOf(picture), softEdge).data;
  const even = new Float32Array(data.length);
  for (let i = 0; i < data.length; i++) {
    even[i] = Math.min(level, (data[i]! * level) / Math.max(paper[i]!, blackShare * level));
  }
  // Where no ink is left, the shade was a stroke broader than the window.
  return quantile(spread(even, 8_000), inkShare) > shadeShare * level
    ? picture
    : { width, height, data: even };
};

const windowOf = ({ height }: GreyImage): number => Math.round(windowShare * height);

/** The level of the lit paper, where some of the paper is in shade; else null. */
const levelOfShaded = (picture: GreyImage): number | null => {
  const paper = localPaper(picture, windowOf(picture)).data;
  const level = quantile(spread(paper, 8_000), 0.9);
  const least = leastShade * paper.length;
  if (paper.filter(value => value < blackShare * level).length >= least) return null;
  if (paper.filter(value => value < shadeShare * level).length < least) return null;
  const likeness = picture.data.map((value, i) => value / Math.max(paper[i]!, 1e-3));
  const lit = likeness.filter((_, i) => paper[i]! >= shadeShare * level);
  return [likeness, lit].every(some => median(spread(some, 8_000)) >= paperShare) ? level : null;
};
