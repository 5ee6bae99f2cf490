// The sheet: a ground of some colour and light with ink on it, as raw RGB pixels.
import sharp, { type Sharp } from 'sharp';
import type { Random } from '../lib/random.ts';
import { type Handwriting, writeAsSvg } from './pen.ts';

export type Colour = readonly [red: number, green: number, blue: number];
/** Colour of the ground at a pixel, before grain and light. */
export type Ground = (x: number, y: number) => Colour;

export interface Sheet {
  readonly width: number;
  readonly height: number;
  /** RGB, 3 bytes a pixel, row by row. */
  readonly pixels: Uint8Array;
}

interface Ink {
  readonly colour: Colour;
  /** 1 covers the ground, less lets it through. */
  readonly opacity: number;
  /** 0 an even line; 1 chalk or pencil that skips over the grain of the ground. */
  readonly roughness?: number;
}

export interface Scene {
  readonly width: number;
  readonly height: number;
  readonly ground: Ground;
  /** Several are lines, or whatever else stands beside each other. */
  readonly writing: Handwriting | readonly Handwriting[] | null;
  readonly ink: Ink;
  /** Spread of the grain in grey levels. */
  readonly grain?: number;
  /** Factor on the light at a pixel. */
  readonly light?: (x: number, y: number) => number;
  readonly random: Random;
}

/** Draws the scene. */
export const drawSheet = async (scene: Scene): Promise<Sheet> => {
  const { width, height, random, ink } = scene;
  const covers = await Promise.all([scene.writing ?? []].flat().map(hand => coverOf(hand, width, height)));
  const pixels = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const i = y * width + x;
      const skip = ink.roughness === undefined ? 1 : 1 - ink.roughness * random.next() ** 1.5;
      const covered = (Math.max(0, ...covers.map(cover => cover[i] ?? 0)) / 255) * ink.opacity * skip;
      const grain = scene.grain === undefined ? 0 : scene.grain * random.normal();
      const light = scene.light?.(x, y) ?? 1;
      const ground = scene.ground(x, y);
      for (let c = 0; c < 3; c += 1) {
        const colour = (ground[c] ?? 0) * (1 - covered) + (ink.colour[c] ?? 0) * covered;
        pixels[i * 3 + c] = Math.min(255, Math.max(0, Math.round((colour + grain) * light)));
      }
    }
  }
  return { width, height, pixels };
};

/** How much of each pixel the pen covers, 0 to 255. */
export const coverOf = async (writing: Handwriting, width: number, height: number): Promise<Uint8Array> =>
  sharp(Buffer.from(writeAsSvg(writing, width, height)))
    .extractChannel('alpha')
    .raw()
    .toBuffer();

export const toSharp = (sheet: Sheet): Sharp =>
  sharp(sheet.pixels, { raw: { width: sheet.width, height: sheet.height, channels: 3 } });

export const plain =
  (colour: Colour): Ground =>
  () =>
    colour;

/** Paper ruled in squares. */
export const squared =
  (paper: Colour, line: Colour, step: number, lineWidth: number): Ground =>
  (x, y) =>
    (x + step / 3) % step < lineWidth || (y + step / 2) % step < lineWidth ? line : paper;

/** Paper with one printed rule, from edge to edge but for a margin. */
export const ruled =
  (paper: Colour, line: Colour, y: number, thickness: number): Ground =>
  (x, atY) =>
    x >= 10 && Math.abs(atY - y) < thickness / 2 ? line : paper;
