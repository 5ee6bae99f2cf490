// Lines painted over from both their sides, so that strokes across them stay.
import type { CellLine } from './cell-rails.ts';
import type { GreyImage } from './grey-image.ts';

/** A line's soft edge, in pixels. */
const softEdge = 2;

/** @param scale pixels of the picture to one that the lines are told in. */
export const withoutLines = (
  picture: GreyImage,
  { uprights, rails }: { readonly uprights: readonly CellLine[]; readonly rails: readonly CellLine[] },
  scale: number,
): GreyImage => {
  const data = picture.data.slice();
  paintOver(data, rowsOf(picture), uprights, scale);
  paintOver(data, columnsOf(picture), rails, scale);
  return { width: picture.width, height: picture.height, data };
};

/** The lines of samples that cross a line: how many there are, how long, and the steps in the data from one to another. */
interface Crossing {
  readonly count: number;
  readonly length: number;
  readonly toNext: number;
  readonly step: number;
}
const rowsOf = ({ width, height }: GreyImage): Crossing => ({
  count: height,
  length: width,
  toNext: width,
  step: 1,
});
const columnsOf = ({ width, height }: GreyImage): Crossing => ({
  count: width,
  length: height,
  toNext: 1,
  step: width,
});

/** Where samples cross lines they become the way from what is on one side to what is on the other. */
const paintOver = (
  data: Float32Array,
  { count, length, toNext, step }: Crossing,
  lines: readonly CellLine[],
  scale: number,
): void => {
  const isLine = new Uint8Array(length);
  for (let at = 0; at < count; at++) {
    let [first, last] = [length, -1];
    for (const line of lines) {
      const stretch = crossedBy(line, at, scale);
      if (stretch === null) continue;
      const [from, to] = [Math.max(0, stretch.from), Math.min(length - 1, stretch.to)];
      isLine.fill(1, from, to + 1);
      [first, last] = [Math.min(first, from), Math.max(last, to)];
    }
    for (let i = first; i <= last; i++) {
      if (isLine[i] === 0) continue;
      const from = i;
      while (i < length && isLine[i] === 1) i += 1;
      const start = at * toNext;
      const [before, after] = [
        data[start + Math.max(0, from - 1) * step]!,
        data[start + Math.min(length - 1, i) * step]!,
      ];
      for (let k = from; k < i; k++)
        data[start + k * step] = before + ((after - before) * (k - from + 1)) / (i - from + 1);
    }
    if (first <= last) isLine.fill(0, first, last + 1);
  }
};

/** From which sample to which a line takes; null where it does not reach so far along. */
const crossedBy = ({ from, middles, thickness }: CellLine, at: number, scale: number) => {
  const half = (thickness * scale) / 2 + softEdge - 1;
  const beyond = half + softEdge + 1;
  if (at < from * scale - beyond || at > (from + middles.length) * scale - 1 + beyond) return null;
  const index = Math.min(middles.length - 1, Math.max(0, Math.floor(at / scale) - from));
  const middle = (middles[index]! + 0.5) * scale - 0.5;
  return { from: Math.round(middle - half), to: Math.round(middle + half) };
};
