// Dark bands along the sides of a page piece (a book's edge, a lid left open) are cut away before ink is sought.
import { boxHeight, boxWidth, crop, type GreyImage, type PixelBox } from './grey-image.ts';
import { sheetOnTable } from './sheet.ts';
import { median, otsu, quantile, spread } from './statistics.ts';

/** Smaller pictures are crops around a character: their border is ground or stroke. */
const pageSide = 40;
/** A row or column of the band is dark in nearly all of its pixels, and in most of them where it fades into paper. */
const bandShare = 0.9;
const fadeShare = 0.5;
/** A band wider than this share is the ground itself, not an edge; a narrower one may be a stroke. */
const widestBand = 0.7;
const narrowestBand = 0.08;
/** Beside the band there is paper: a row or column with at most this share of dark. */
const paperShare = 0.08;
/** Beside the band lie its shadow and dirt: at most this share of the side is cut with it. */
const shadowShare = 0.1;
/**
 * Of the step from paper to the darkest ink, the step from the paper beside a band to the band's own last part is at
 * least this: less, or one that is spread over the picture, is paper in shade.
 */
const leastStep = 0.5;
const darkestShare = 0.01;
/**
 * Between a book's edge and its page lie the edges of its other leaves, grey: over at most this share of the side, and
 * darker than the page in more than half of each row or column, by this share of the step from paper to ink.
 */
const leavesShare = 0.2;
const leafStep = 0.06;

const sides = ['left', 'right', 'top', 'bottom'] as const;
type Side = (typeof sides)[number];

/** The picture without such bands, and without the table around a sheet: the whole of it where there is neither. */
export const withoutPageEdges = (picture: GreyImage): PixelBox => {
  const whole = { left: 0, top: 0, right: picture.width, bottom: picture.height };
  if (Math.min(picture.width, picture.height) < pageSide) return whole;
  const samples = spread(picture.data, 20_000);
  const split = otsu(samples).threshold;
  const darkest = quantile(samples, darkestShare);
  const sheet = sheetOnTable(picture, split);
  /** The box without the band along one side, if it is one. */
  const without = (box: PixelBox, side: Side): PixelBox => {
    const isUpright = side === 'left' || side === 'right';
    const shares = darkShares(picture, split, box, isUpright ? 'columns' : 'rows');
    const band = findBand(side === 'left' || side === 'top' ? shares : shares.toReversed());
    if (band === null) return box;
    const strip = Math.max(1, Math.floor(shadowShare * shares.length));
    const dark = levelIn(picture, stripOf(box, side, band.solid - strip, band.solid));
    const light = levelIn(picture, stripOf(box, side, band.end, band.end + strip));
    if (light - dark < leastStep * (light - darkest)) return box;
    return withoutLeaves(picture, stripOf(box, side, band.end, shares.length), side, darkest);
  };
  const box = sides.reduce(without, sheet);
  const dark = darkShares(picture, split, box, 'rows');
  const groundIsDark = dark.reduce((sum, share) => sum + share, 0) > dark.length / 2;
  const tooSmall = boxWidth(box) < 8 || boxHeight(box) < 8;
  return groundIsDark || tooSmall ? whole : box;
};

/** The box without the grey edges of a book's leaves along the side where its dark edge was cut away. */
const withoutLeaves = (picture: GreyImage, box: PixelBox, side: Side, darkest: number): PixelBox => {
  const across = side === 'left' || side === 'right' ? boxWidth(box) : boxHeight(box);
  const most = Math.floor(leavesShare * across);
  const paper = levelIn(picture, stripOf(box, side, most, across));
  const levels = Array.from({ length: most }, (_, i) => levelIn(picture, stripOf(box, side, i, i + 1)));
  const last = levels.findLastIndex(level => paper - level > leafStep * (paper - darkest));
  return stripOf(box, side, last + 1, across);
};

/** The part of a box between two distances from one of its sides. */
const stripOf = ({ left, top, right, bottom }: PixelBox, side: Side, from: number, to: number): PixelBox => {
  const box = { left, top, right, bottom };
  if (side === 'left') return { ...box, left: left + Math.max(0, from), right: Math.min(right, left + to) };
  if (side === 'right') return { ...box, left: Math.max(left, right - to), right: right - Math.max(0, from) };
  if (side === 'top') return { ...box, top: top + Math.max(0, from), bottom: Math.min(bottom, top + to) };
  return { ...box, top: Math.max(top, bottom - to), bottom: bottom - Math.max(0, from) };
};

/** The level of most of what is in the box. */
const levelIn = (picture: GreyImage, box: PixelBox): number => median(spread(crop(picture, box).data, 8_000));

/** For each column (or row) of the box, the share of its pixels darker than the split. */
const darkShares = (
  { width, data }: GreyImage,
  split: number,
  box: PixelBox,
  along: 'columns' | 'rows',
): Float64Array => {
  const across = along === 'columns' ? boxWidth(box) : boxHeight(box);
  const shares = new Float64Array(across);
  const weight = 1 / (along === 'columns' ? boxHeight(box) : boxWidth(box));
  for (let y = box.top; y < box.bottom; y++) {
    for (let x = box.left; x < box.right; x++) {
      if (data[y * width + x]! < split) shares[along === 'columns' ? x - box.left : y - box.top]! += weight;
    }
  }
  return shares;
};

/** How far the band at the start reaches: where it is solid, and with its fading and its shadow; null where there is none. */
const findBand = (shares: Float64Array): { readonly solid: number; readonly end: number } | null => {
  const side = shares.length;
  let solid = 0;
  while (solid < side && shares[solid]! >= bandShare) solid += 1;
  if (solid < narrowestBand * side || solid > widestBand * side) return null;
  let faded = solid;
  while (faded < side && shares[faded]! >= fadeShare) faded += 1;
  // A stroke leaves the bar of a 7 that fills its crop; beside a book's edge, past its shadow, there is paper.
  const paper = shares
    .subarray(faded, faded + Math.ceil(shadowShare * side))
    .findIndex(share => share <= paperShare);
  return paper < 0 ? null : { solid, end: faded + paper + 1 };
};
