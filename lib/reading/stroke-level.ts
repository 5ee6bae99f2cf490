// The grey level below which a sample of a crop is a stroke's: between the crop's paper and its ink.
import { crop, type GreyImage, type PixelBox, partAround } from './grey-image.ts';
import { quantile, spread } from './statistics.ts';

/** As in number-form.ts: the darkest percent of a crop is ink, and most of it is paper. */
const darkShare = 0.01;
const paperShare = 0.7;
/** Samples that place both well enough. */
const mostSamples = 8_000;

/** A fine pen in large digits darkens less than a percent of their box; nothing but strokes is in it. */
const fineShare = 0.003;

/** Half-way between both. @param picture paper light, ink dark. */
export const strokeLevel = ({ data }: GreyImage, dark = darkShare): number => {
  const samples = spread(data, mostSamples);
  return (quantile(samples, paperShare) + quantile(samples, dark)) / 2;
};

/** The level by a number's own strokes, however little of the picture they are. */
export const strokeLevelWithin = (picture: GreyImage, number: PixelBox): number =>
  strokeLevel(crop(picture, partAround(picture, number, 0, 0)), fineShare);
