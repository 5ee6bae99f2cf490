// A found row as a picture of its own: turned level, with its neighbours' ink painted over with the paper around it.
import { boxHeight, boxWidth, crop, type GreyImage } from '../grey-image.ts';
import type { FoundRow } from './find-rows.ts';

/** A row that runs flatter than this, dy per dx, is cut as it is: the reader is trained on rows that drift by 0.04. */
const level = 0.025;
/** Ink is softer than its mask: this many pixels around another row's ink are painted over too. */
const softEdge = 1;

export interface CutRow {
  readonly crop: GreyImage;
  /** A place in the crop, in pixels, as a place in the picture that the row was found in. */
  readonly toPicture: (x: number, y: number) => { readonly x: number; readonly y: number };
}

export const cutRow = (picture: GreyImage, row: FoundRow): CutRow => {
  const { box, slope } = row;
  const cut = paintOver(crop(picture, box), row.foreign);
  if (Math.abs(slope) <= level) {
    return { crop: cut, toPicture: (x, y) => ({ x: box.left + x, y: box.top + y }) };
  }
  const cos = 1 / Math.hypot(1, slope);
  const sin = slope * cos;
  const across = boxWidth(box);
  const down = boxHeight(box);
  // The box around a level rectangle, once it is turned, is higher and wider by what the slope adds: that is cut off.
  const height = Math.max(Math.round(0.5 * down), Math.round(down - Math.abs(slope) * (across - down)));
  const width = across;
  const turn = (x: number, y: number) => {
    const u = x - width / 2;
    const v = y - height / 2;
    return { x: across / 2 + cos * u - sin * v, y: down / 2 + sin * u + cos * v };
  };
  const data = new Float32Array(width * height);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const from = turn(x + 0.5, y + 0.5);
      data[i] = sample(cut, from.x - 0.5, from.y - 0.5);
    }
  }
  return {
    crop: { width, height, data },
    toPicture: (x, y) => {
      const at = turn(x, y);
      return { x: box.left + at.x, y: box.top + at.y };
    },
  };
};

/** Between four pixels; beyond the border, the border's. */
const sample = ({ width, height, data }: GreyImage, x: number, y: number): number => {
  const left = Math.min(width - 1, Math.max(0, Math.floor(x)));
  const top = Math.min(height - 1, Math.max(0, Math.floor(y)));
  const right = Math.min(width - 1, left + 1);
  const bottom = Math.min(height - 1, top + 1);
  const u = Math.min(1, Math.max(0, x - left));
  const v = Math.min(1, Math.max(0, y - top));
  const upper = data[top * width + left]! * (1 - u) + data[top * width + right]! * u;
  const lower = data[bottom * width + left]! * (1 - u) + data[bottom * width + right]! * u;
  return upper * (1 - v) + lower * v;
};

/** What is masked takes the lightest level that borders on it in its column or its line: paper, not its own row's ink. */
const paintOver = (image: GreyImage, mask: Uint8Array): GreyImage => {
  if (!mask.includes(1)) return image;
  const { width, height } = image;
  const grown = grow(mask, width, height);
  const data = image.data.map((level, i) => (grown[i] === 1 ? 0 : level));
  for (let x = 0; x < width; x++) fillRuns(image, grown, data, x, width, height);
  for (let y = 0; y < height; y++) fillRuns(image, grown, data, y * width, 1, width);
  return { width, height, data };
};

/** Along one line of `count` pixels from `start`: masked runs become at least as light as the lighter of their ends. */
const fillRuns = (
  { data: from }: GreyImage,
  mask: Uint8Array,
  to: Float32Array,
  start: number,
  step: number,
  count: number,
): void => {
  for (let i = 0; i < count; i++) {
    if (mask[start + i * step] === 0) continue;
    const first = i;
    while (i < count && mask[start + i * step] === 1) i += 1;
    const before = first > 0 ? from[start + (first - 1) * step]! : 0;
    const after = i < count ? from[start + i * step]! : 0;
    for (let k = first; k < i; k++) {
      const at = start + k * step;
      to[at] = Math.max(to[at]!, before, after);
    }
  }
};

const grow = (mask: Uint8Array, width: number, height: number): Uint8Array => {
  const grown = mask.slice();
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (mask[y * width + x] === 0) continue;
      for (let v = Math.max(0, y - softEdge); v <= Math.min(height - 1, y + softEdge); v++) {
        for (let u = Math.max(0, x - softEdge); u <= Math.min(width - 1, x + softEdge); u++) {
          grown[v * width + u] = 1;
        }
      }
    }
  }
  return grown;
};
