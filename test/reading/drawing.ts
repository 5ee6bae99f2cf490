// Pictures drawn as small matrices: '#' is ink, '.' is paper, and grown to the size a test wants.
import type { GreyImage } from '../../lib/reading/grey-image.ts';

/** Rows of characters → a grey image; each character becomes `zoom` x `zoom` pixels. */
export const drawn = (
  rows: readonly string[],
  { zoom = 1, ink = 0, paper = 1 }: { zoom?: number; ink?: number; paper?: number } = {},
): GreyImage => {
  const width = rows[0]!.length * zoom;
  const height = rows.length * zoom;
  const data = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      data[y * width + x] = rows[Math.floor(y / zoom)]![Math.floor(x / zoom)] === '#' ? ink : paper;
    }
  }
  return { width, height, data };
};

/** `picture` in the middle of paper, `margin` pixels wider on each side. */
export const onPaper = (picture: GreyImage, margin: number, paper = 1): GreyImage => {
  const width = picture.width + 2 * margin;
  const height = picture.height + 2 * margin;
  const data = new Float32Array(width * height).fill(paper);
  for (let y = 0; y < picture.height; y++) {
    const row = picture.data.subarray(y * picture.width, (y + 1) * picture.width);
    data.set(row, (y + margin) * width + margin);
  }
  return { width, height, data };
};

/** Each sample changed by what `change` makes of it and its place. */
export const mapped = (
  { width, height, data }: GreyImage,
  change: (value: number, x: number, y: number) => number,
): GreyImage => ({ width, height, data: data.map((v, i) => change(v, i % width, Math.floor(i / width))) });

/** Reproducible noise: a linear congruential generator (Numerical Recipes), roughly normal with the given deviation. */
export const noise = (deviation: number, seed = 1): (() => number) => {
  let state = seed >>> 0;
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  return () => deviation * Math.sqrt(3) * (uniform() + uniform() + uniform() + uniform() - 2);
};

export const seven = [
  '#########',
  '#########',
  '.......##',
  '......##.',
  '.....##..',
  '.....##..',
  '....##...',
  '....##...',
  '...##....',
  '...##....',
  '..##.....',
  '..##.....',
];

export const one = [
  '..##',
  '.###',
  '####',
  '..##',
  '..##',
  '..##',
  '..##',
  '..##',
  '..##',
  '..##',
  '..##',
  '..##',
];

/** Pictures side by side on paper, `gap` pixels apart. */
export const beside = (left: GreyImage, right: GreyImage, gap: number): GreyImage => {
  const height = Math.max(left.height, right.height);
  const width = left.width + gap + right.width;
  const data = new Float32Array(width * height).fill(1);
  for (const [picture, offset] of [
    [left, 0],
    [right, left.width + gap],
  ] as const) {
    for (let y = 0; y < picture.height; y++) {
      data.set(picture.data.subarray(y * picture.width, (y + 1) * picture.width), y * width + offset);
    }
  }
  return { width, height, data };
};

/** `upper` over `lower` on paper, `gap` pixels apart. */
export const above = (upper: GreyImage, lower: GreyImage, gap: number): GreyImage => {
  const width = Math.max(upper.width, lower.width);
  const height = upper.height + gap + lower.height;
  const data = new Float32Array(width * height).fill(1);
  for (const [picture, top] of [
    [upper, 0],
    [lower, upper.height + gap],
  ] as const) {
    for (let y = 0; y < picture.height; y++) {
      data.set(picture.data.subarray(y * picture.width, (y + 1) * picture.width), (top + y) * width);
    }
  }
  return { width, height, data };
};

/** Grey samples as the rows of 0 to 255 that a caller sends. */
export const asPixels = ({ width, height, data }: GreyImage): number[][] =>
  Array.from({ length: height }, (_, y) =>
    Array.from(data.subarray(y * width, (y + 1) * width), v => Math.round(255 * Math.min(1, Math.max(0, v)))),
  );
