// Where a picture is darker than the paper close by, as thin lines are: once along its rows, once along its columns.
import type { GreyImage, PixelBox } from './grey-image.ts';
import { localPaper } from './local-paper.ts';
import { median, spread } from './statistics.ts';

// All by judgement, looking at drawn forms (models/training/number/forms.py, seed 1).
/** Paper is sought within so many pixels: what is broader is no line. */
const paperWindow = 17;
/** A line is that much darker than its paper, of the black-to-white range, and so many deviations of the noise. */
const palest = 0.04;
const noiseSigmas = 3.5;
/** Its edges are where it has this share of the strength that it reaches within so many pixels across it. */
const edgeShare = 0.5;
const edgeReach = 4;
/** Samples along a line are taken together, so many on both sides: noise goes, and the line stays. */
const together = 2;

/** Row-major, 1 where it is dark. */
export interface LineMask {
  readonly width: number;
  readonly height: number;
  readonly mask: Uint8Array;
}

export interface LineMarks {
  readonly level: LineMask;
  /** Of the picture turned over its diagonal: its rows are the picture's columns. */
  readonly upright: LineMask;
}

/** @param picture paper light, ink dark. */
export const findLineMarks = (picture: GreyImage): LineMarks => {
  const paper = localPaper(picture, paperWindow);
  const data = paper.data;
  for (let i = 0; i < data.length; i++) data[i]! -= picture.data[i]!;
  return { level: darkAlong(paper), upright: darkAlong(turnedOver(paper)) };
};

const turnedOver = ({ width, height, data }: GreyImage): GreyImage => {
  const turned = new Float32Array(data.length);
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i++) turned[x * height + y] = data[i]!;
  return { width: height, height: width, data: turned };
};

const darkAlong = ({ width, height, data }: GreyImage): LineMask => {
  const sums = new Float32Array(data.length);
  for (let y = 0; y < height; y++) {
    const row = y * width;
    let [sum, count] = [0, 0];
    for (let x = -together; x < width; x++) {
      if (x + together < width) {
        sum += data[row + x + together]!;
        count += 1;
      }
      if (x > together) {
        sum -= data[row + x - together - 1]!;
        count -= 1;
      }
      if (x >= 0) sums[row + x] = sum / count;
    }
  }
  const samples = spread(sums, 8_000);
  const middle = median(samples);
  const deviation = 1.4826 * median(samples.map(value => Math.abs(value - middle)));
  const edge = middle + Math.max(palest, noiseSigmas * deviation);
  const mask = new Uint8Array(data.length);
  for (let y = 0, i = 0; y < height; y++) {
    const [first, last] = [Math.max(0, y - edgeReach), Math.min(height - 1, y + edgeReach)];
    for (let x = 0; x < width; x++, i++) {
      if (sums[i]! <= edge) continue;
      let strongest = 0;
      for (let at = first * width + x; at <= last * width + x; at += width)
        if (sums[at]! > strongest) strongest = sums[at]!;
      if (sums[i]! >= edgeShare * strongest) mask[i] = 1;
    }
  }
  return { width, height, mask };
};

/** How many pixels of a box of the picture are dark in the mask of its upright lines. */
export const inkIn = ({ mask, width: down, height: across }: LineMask, box: PixelBox): number => {
  let ink = 0;
  for (let x = Math.max(0, Math.round(box.left)); x < Math.min(across, box.right); x++)
    for (let y = Math.max(0, Math.round(box.top)); y < Math.min(down, box.bottom); y++)
      ink += mask[x * down + y]!;
  return ink;
};
