// One sample: what it shows, what must come back for it, and how it is drawn.

import { createRandom } from '../lib/random.ts';
import type { Expected } from './expected.ts';
import { type Colour, drawSheet, plain, type Scene } from './sheet.ts';

export interface Drawing extends Expected {
  readonly draw: () => Promise<Uint8Array>;
}

export const white: Colour = [255, 255, 255];
export const black: Colour = [18, 18, 20];

export const scene = (seed: number, parts: Omit<Scene, 'random'>) =>
  drawSheet({ ...parts, random: createRandom(seed) });

export const read = (file: string, value: string, shows: string, draw: Drawing['draw']): Drawing => ({
  file,
  value,
  status: 'accepted',
  reason: null,
  shows,
  draw,
});

/** A number whose separators are told as well. */
export const written = (
  file: string,
  value: string,
  text: string,
  shows: string,
  draw: Drawing['draw'],
): Drawing => ({ ...read(file, value, shows, draw), text });

export const refused = (
  file: string,
  status: 'review' | 'rejected',
  reason: string,
  shows: string,
  draw: Drawing['draw'],
): Drawing => ({ file, value: null, status, reason, shows, draw });

/** The value is that of the first line, which must be the most prominent. */
export const severalLines = (file: string, lines: string, shows: string, draw: Drawing['draw']): Drawing => ({
  file,
  value: lines.split('|')[0] ?? null,
  status: 'review',
  reason: 'several-lines',
  lines,
  shows,
  draw,
});

/** What a person must look at, whatever value and reason the house gives. */
export const unsure = (file: string, shows: string, draw: Drawing['draw']): Drawing => ({
  file,
  value: null,
  status: 'not accepted',
  reason: null,
  shows,
  draw,
});

/** A thick felt marker's 3, drawn twice: whole, and cut off in the middle of the file. */
export const felt = (seed: number) =>
  scene(seed, {
    width: 480,
    height: 480,
    ground: plain([250, 249, 246]),
    writing: { digits: '3', x: 236, y: 244, height: 300, pen: 34, slant: 6, pressure: 0.12, seed },
    ink: { colour: [24, 22, 26], opacity: 0.95 },
    grain: 2,
  });
