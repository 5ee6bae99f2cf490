// A contact sheet of wrong readings: each picture, under it what is true, what was read, how sure, and its name.
import type { GreyImage } from '../reading/grey-image.ts';
import { fontHeight, fontStep, glyphOf } from './bitmap-font.ts';
import type { Outcome } from './outcome.ts';

export interface ErrorTile {
  readonly outcome: Outcome;
  /** Null where the file holds no picture. */
  readonly picture: GreyImage | null;
}

/** In pixels. A field of an amount, twice as wide as high, fills its tile well. */
const tile = { width: 264, height: 176, pictureHeight: 112, margin: 8 };
const columns = 5;
/** A small digit is enlarged, but not until its pixels are all that one sees. */
const mostEnlarged = 4;
const [paper, ground, ink] = [1, 0.88, 0];

/** A canvas that is drawn on while the sheet is made, and on which nobody else draws. */
type Canvas = GreyImage;

export const drawErrorSheet = (tiles: readonly ErrorTile[]): GreyImage => {
  const rows = Math.ceil(tiles.length / columns);
  const width = Math.min(columns, tiles.length) * tile.width + tile.margin;
  const height = rows * tile.height + tile.margin;
  const sheet: Canvas = { width, height, data: new Float32Array(width * height).fill(ground) };
  for (const [i, shown] of tiles.entries()) {
    const left = (i % columns) * tile.width + tile.margin;
    const top = Math.floor(i / columns) * tile.height + tile.margin;
    drawTile(sheet, shown, left, top);
  }
  return sheet;
};

const drawTile = (sheet: Canvas, { outcome, picture }: ErrorTile, left: number, top: number): void => {
  const width = tile.width - tile.margin;
  fill(sheet, left, top, width, tile.height - tile.margin);
  if (picture !== null) place(sheet, fitInto(picture, width, tile.pictureHeight), left, top);
  const { truth, value, confidence, status, filename } = outcome;
  const under = top + tile.pictureHeight + 4;
  write(sheet, `L ${truth || '-'}`, left + 4, under, 2, width);
  write(sheet, `P ${value ?? '-'}`, left + 4, under + 17, 2, width);
  const verdict = `${confidence?.toFixed(3) ?? '-'} ${status}`;
  write(sheet, `${verdict} ${filename}`, left + 4, under + 36, 1, width);
};

const fill = (sheet: Canvas, left: number, top: number, width: number, height: number): void => {
  for (let y = top; y < top + height; y += 1)
    sheet.data.fill(paper, y * sheet.width + left, y * sheet.width + left + width);
};

const place = (sheet: Canvas, picture: GreyImage, left: number, top: number): void => {
  for (let y = 0; y < picture.height; y += 1) {
    const row = picture.data.subarray(y * picture.width, (y + 1) * picture.width);
    sheet.data.set(row, (top + y) * sheet.width + left);
  }
};

/** As large as fits; each pixel is the mean of those it stands for, or the nearest where it is enlarged. */
export const fitInto = (picture: GreyImage, width: number, height: number): GreyImage => {
  const scale = Math.min(width / picture.width, height / picture.height, mostEnlarged);
  const size = {
    width: Math.max(1, Math.floor(picture.width * scale)),
    height: Math.max(1, Math.floor(picture.height * scale)),
  };
  const across = spans(picture.width, size.width);
  const down = spans(picture.height, size.height);
  const data = Float32Array.from({ length: size.width * size.height }, (_, i) => {
    const [left, right] = across[i % size.width]!;
    const [top, bottom] = down[Math.floor(i / size.width)]!;
    let sum = 0;
    for (let y = top; y < bottom; y += 1)
      for (let x = left; x < right; x += 1) sum += picture.data[y * picture.width + x]!;
    return sum / ((bottom - top) * (right - left));
  });
  return { ...size, data };
};

/** Which of `from` pixels each of `to` pixels stands for; at least one. */
const spans = (from: number, to: number): readonly (readonly [number, number])[] =>
  Array.from({ length: to }, (_, i) => {
    const start = Math.floor((i * from) / to);
    return [start, Math.max(start + 1, Math.floor(((i + 1) * from) / to))];
  });

/** Text that does not fit is cut off. */
const write = (
  sheet: Canvas,
  text: string,
  left: number,
  top: number,
  scale: number,
  width: number,
): void => {
  const room = Math.floor((width - 8) / (fontStep * scale));
  for (const [i, character] of [...text].slice(0, room).entries()) {
    const glyph = glyphOf(character);
    for (let y = 0; y < fontHeight * scale; y += 1) {
      for (let x = 0; x < glyph.width * scale; x += 1) {
        const dot = glyph.data[Math.floor(y / scale) * glyph.width + Math.floor(x / scale)]!;
        const at = (top + y) * sheet.width + left + i * fontStep * scale + x;
        if (dot > 0) sheet.data[at] = ink;
      }
    }
  }
};
