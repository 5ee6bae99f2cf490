// Words of three to six letters, each letter written by somebody, side by side with the gaps of a hand.
import type { Random } from '../../lib/random.ts';
import { crop, type GreyImage } from '../../lib/reading/grey-image.ts';
import type { LabelledPictures } from '../idx-files.ts';
import { type Canvas, cover, createCanvas } from './canvas.ts';

/** Letters in the manner of one word: all capitals, all small, or a capital first. */
const manners = ['capitals', 'small', 'capital first'] as const;
const inkFrom = 40;

export const drawWord = (letters: LabelledPictures, random: Random): Canvas => {
  const manner = manners[Math.floor(random.next() * manners.length)]!;
  const count = 3 + Math.floor(random.next() * 4);
  const height = random.between(24, 75);
  const [gap, lean] = [random.between(-0.04, 0.22) * height, random.between(-0.1, 0.3)];
  // Below 1 the pen grows thicker, above it thinner.
  const pen = random.between(0.5, 1.6);
  const glyphs = Array.from({ length: count }, (_, i) => {
    const isCapital = manner === 'capitals' || (manner === 'capital first' && i === 0);
    const scale = isCapital ? 1 : random.between(0.65, 0.85);
    return fitHeight(pickLetter(letters, isCapital, random), height * scale, pen);
  });
  const width = glyphs.reduce((sum, glyph) => sum + glyph.width + gap, height * (1 + Math.abs(lean)));
  const canvas = createCanvas(width, height * random.between(1.25, 1.6));
  const baseline = Math.round((canvas.height + height) / 2);
  let left = height * (0.4 + Math.max(0, -lean));
  for (const glyph of glyphs) {
    const bottom = baseline + Math.round(random.normal() * 0.03 * height);
    place(canvas, glyph, Math.round(left), bottom, lean);
    left += glyph.width + gap * random.between(0.5, 1.5);
  }
  return canvas;
};

const pickLetter = (letters: LabelledPictures, isCapital: boolean, random: Random): GreyImage => {
  for (;;) {
    const index = Math.floor(random.next() * letters.count);
    const code = letters.labels[index]!;
    if (code < 0x61 === isCapital) return trimmed(letters, index);
  }
};

/** One letter, cut to its ink. */
const trimmed = ({ width, height, pixels }: LabelledPictures, index: number): GreyImage => {
  const size = width * height;
  const bytes = pixels.subarray(index * size, (index + 1) * size);
  const letter = { width, height, data: Float32Array.from(bytes, byte => byte / 255) };
  const inked = [...bytes.keys()].filter(i => bytes[i]! >= inkFrom);
  const [xs, ys] = [inked.map(i => i % width), inked.map(i => Math.floor(i / width))];
  return crop(letter, {
    left: Math.min(...xs),
    top: Math.min(...ys),
    right: Math.max(...xs) + 1,
    bottom: Math.max(...ys) + 1,
  });
};

/** Scales to a height, between pixels linearly; `pen` bends the coverage, and so the width of the strokes. */
const fitHeight = (letter: GreyImage, wanted: number, pen: number): GreyImage => {
  const height = Math.max(4, Math.round(wanted));
  const scale = letter.height / height;
  const width = Math.max(2, Math.round(letter.width / scale));
  const data = Float32Array.from({ length: width * height }, (_, i) => {
    const [x, y] = [((i % width) + 0.5) * scale - 0.5, (Math.floor(i / width) + 0.5) * scale - 0.5];
    const [left, top] = [Math.floor(x), Math.floor(y)];
    const at = (px: number, py: number) =>
      px < 0 || py < 0 || px >= letter.width || py >= letter.height
        ? 0
        : letter.data[py * letter.width + px]!;
    const upper = at(left, top) * (left + 1 - x) + at(left + 1, top) * (x - left);
    const lower = at(left, top + 1) * (left + 1 - x) + at(left + 1, top + 1) * (x - left);
    return (upper * (top + 1 - y) + lower * (y - top)) ** pen;
  });
  return { width, height, data };
};

const place = (canvas: Canvas, glyph: GreyImage, left: number, bottom: number, lean: number): void => {
  for (let y = 0; y < glyph.height; y += 1) {
    const shift = Math.round((glyph.height - y) * lean);
    for (let x = 0; x < glyph.width; x += 1)
      cover(canvas, left + x + shift, bottom - glyph.height + y, glyph.data[y * glyph.width + x]!);
  }
};
