// A table's lines that run into each other, or a page's edge, may be taken for one huge character: where a number reads
// apart from them, they are none.
import { boxAround } from './characters.ts';
import type { Component } from './components.ts';
import { runsAround } from './encircled.ts';
import { boxHeight, boxWidth, type PixelBox } from './grey-image.ts';
import { type FoundInk, inkOfSome } from './ink.ts';

// All by judgement, looking at 400 drawn pieces of registers (models/training/number/registers.py, seed 1).
/** Lines are so many times as long as the number's digits are high, and take this share of the picture. */
const farLonger = 2.5;
const lineShare = 0.6;
/** This share of their ink lies in straight runs, level or upright, each of this share of the picture. */
const straightShare = 0.7;
const runShare = 0.06;

/** The ink without such lines. `digits`: of a number that reads, in the picture's pixels. */
export const clearOfLines = (ink: FoundInk, digits: readonly PixelBox[]): FoundInk => {
  const around = boxAround(digits);
  const height = Math.max(...digits.map(boxHeight));
  const { width: across, height: down } = ink.map;
  const isLines = (c: Component): boolean =>
    Math.max(boxWidth(c), boxHeight(c)) >= farLonger * height &&
    (boxWidth(c) >= lineShare * across || boxHeight(c) >= lineShare * down) &&
    !standsIn(ink, c, around) &&
    !runsAround(ink.map, c, around) &&
    inkInRuns(ink, c) >= straightShare * c.area;
  const others = ink.components.filter(c => !isLines(c));
  return others.length === ink.components.length ? ink : inkOfSome(ink, others);
};

const standsIn = ({ labels, map }: FoundInk, { label }: Component, box: PixelBox): boolean => {
  for (let y = Math.floor(box.top); y < box.bottom; y++)
    for (let x = Math.floor(box.left); x < box.right; x++)
      if (labels[y * map.width + x] === label) return true;
  return false;
};

/** How many pixels of a piece lie in a long level or upright run. */
const inkInRuns = ({ labels, map: { width, height } }: FoundInk, piece: Component): number => {
  const across = boxWidth(piece);
  const inRun = new Uint8Array(across * boxHeight(piece));
  /** Marks the runs of a line of the piece's box: `count` pixels from `first`, `step` apart. */
  const markRuns = (first: number, count: number, step: number, least: number) => {
    let run = 0;
    for (let k = 0; k <= count; k++) {
      const at = first + k * step;
      const pixel = (piece.top + Math.floor(at / across)) * width + piece.left + (at % across);
      if (k < count && labels[pixel] === piece.label) {
        run += 1;
        continue;
      }
      if (run >= least) for (let j = 1; j <= run; j++) inRun[at - j * step] = 1;
      run = 0;
    }
  };
  for (let y = 0; y < boxHeight(piece); y++) markRuns(y * across, across, 1, runShare * width);
  for (let x = 0; x < across; x++) markRuns(x, boxHeight(piece), across, runShare * height);
  return inRun.reduce((sum, is) => sum + is, 0);
};
