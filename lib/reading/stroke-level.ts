// The grey level below which a sample of a crop is a stroke's: between the crop's paper and its ink.
import type { GreyImage } from './grey-image.ts';
import { quantile, spread } from './statistics.ts';

/** As in number-form.ts: the darkest percent of a crop is ink, and most of it is paper. */
const darkShare = 0.01;
const paperShare = 0.7;
/** Samples that place both well enough. */
const mostSamples = 8_000;

/** Half-way between both. @param picture paper light, ink dark. */
export const strokeLevel = ({ data }: GreyImage): number => {
  const samples = spread(data, mostSamples);
  return (quantile(samples, paperShare) + quantile(samples, darkShare)) / 2;
};
