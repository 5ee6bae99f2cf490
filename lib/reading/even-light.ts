// Paper in shade: where the edge of a shadow falls across a picture, its light is brought to one level.
import { findComponents } from './components.ts';
import { boxHeight, boxWidth, type GreyImage } from './grey-image.ts';
import { borderOf } from './ground.ts';
import { localPaper } from './local-paper.ts';
import { halve, smooth } from './rescale.ts';
import { median, quantile, spread } from './statistics.ts';

/** Smaller pictures are crops around a character. */
const leastSide = 40;
/** Of the height, which no digit exceeds: wider than any stroke, and narrower than a shadow that is worth the trouble. */
const windowShare = 0.25;
/** Paper darker than this share of the lit paper lies in shade; darker than the second it may be a book's edge or a table. */
const shadeShare = 0.88;
const blackShare = 0.2;
/** What is darker than this share of it is not told from black by a camera's eight bits. */
const darkestShade = 0.04;
/** With less of the picture in shade than this, all is left as it is. */
const leastShade = 0.03;
/**
 * Most of a picture of writing is nearly as light as the paper around it, where it is lit and where it lies in the
 * deepest shade as well; around chalk it is not.
 */
const paperShare = 0.85;
/**
 * What is black is paper in shade where there is writing on it, as dark as this share of the paper around it and of so much
 * of the picture's height: a book's edge has noise.
 */
const strokeShare = 0.6;
const strokeLength = 0.06;
/** Black along so much of the picture's border is a table around the paper, not shade. */
const tableShare = 0.9;
/** Pixels that a sharp shadow's edge is soft over, in a picture in focus. */
const softEdge = 2;
/** So much of what is lit is no paper, around chalk. */
const boardShare = 0.3;
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
  const light = lightOf(small);
  if (light === null) return picture;
  const { level, darkest } = light;
  const { width, height, data } = picture;
  const paper = localPaper(smooth(picture), windowOf(picture), softEdge).data;
  const even = new Float32Array(data.length);
  for (let i = 0; i < data.length; i++) {
    even[i] =
      paper[i]! < darkest
        ? data[i]!
        : Math.min(level, (data[i]! * level) / Math.max(paper[i]!, darkestShade * level));
  }
  // Where no ink is left, the shade was a stroke broader than the window.
  return quantile(spread(even, 8_000), inkShare) > shadeShare * level
    ? picture
    : { width, height, data: even };
};

const windowOf = ({ height }: GreyImage): number => Math.round(windowShare * height);

/** The level of the lit paper, and that of what is too dark to be paper; null where none of the paper is in shade. */
const lightOf = (picture: GreyImage): { readonly level: number; readonly darkest: number } | null => {
  const paper = localPaper(picture, windowOf(picture)).data;
  const level = quantile(spread(paper, 8_000), 0.9);
  const least = leastShade * paper.length;
  const black = blackShare * level;
  const isPaperToo = paper.filter(value => value < black).length < least || hasStrokes(picture, black);
  const darkest = isPaperToo ? 0 : black;
  if (paper.filter(value => value < shadeShare * level && value >= darkest).length < least) return null;
  const rim = borderOf(picture);
  if (rim.filter(value => value < black).length >= tableShare * rim.length) return null;
  const likeness = picture.data.map((value, i) => value / Math.max(paper[i]!, 1e-3));
  const likenessWhere = (isAsked: (level: number) => boolean) =>
    spread(
      likeness.filter((_, i) => isAsked(paper[i]!)),
      8_000,
    );
  const lit = likenessWhere(value => value >= shadeShare * level);
  // Beside a book's edge there is little but paper; around chalk on a board there is the board.
  if (!isPaperToo && quantile(lit, boardShare) < paperShare) return null;
  const dark = likenessWhere(value => value < black);
  const asked = [
    likenessWhere(value => value >= darkest),
    lit,
    ...(isPaperToo && dark.length >= least ? [dark] : []),
  ];
  return asked.every(some => median(some) >= paperShare) ? { level, darkest } : null;
};

/** Are there strokes where the paper is darker than `darkest`? */
const hasStrokes = (picture: GreyImage, darkest: number): boolean => {
  const { width, height, data } = smooth(picture);
  const paper = localPaper({ width, height, data }, windowOf(picture)).data;
  const mask = Uint8Array.from(data, (value, i) =>
    paper[i]! < darkest && value < strokeShare * paper[i]! ? 1 : 0,
  );
  return findComponents(mask, width, height).list.some(
    piece => Math.max(boxWidth(piece), boxHeight(piece)) >= strokeLength * height,
  );
};
