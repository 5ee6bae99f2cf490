// Is one connected shape two digits that touch? It is cut where its ink is thinnest and the halves are read:
// over-segmentation at its simplest (Casey and Lecolinet, "A survey of methods and strategies in character
// segmentation", 1996). It only doubts; reading touching digits takes a reader of whole numbers.
import type { ReadDigits } from './digit-reader.ts';
import { crop, type GreyImage } from './grey-image.ts';

/** Narrower shapes, width to height, are hardly ever two digits. */
const narrowestPair = 0.8;
/** Cuts are tried between these shares of the width. */
const cutFrom = 0.25;
const cutTo = 0.75;
const mostCuts = 5;

/**
 * How surely the shape is two digits side by side, to be held against its confidence as one: the best geometric mean
 * of two halves' confidences, 0 for a shape too narrow to be a pair.
 */
export const pairConfidence = async (character: GreyImage, readDigits: ReadDigits): Promise<number> => {
  const { width, height } = character;
  if (width < narrowestPair * height) return 0;
  const cuts = thinnestColumns(character);
  const halves = cuts.flatMap(column => [
    crop(character, { left: 0, top: 0, right: column, bottom: height }),
    crop(character, { left: column, top: 0, right: width, bottom: height }),
  ]);
  const sure = (await readDigits(halves)).map(([best]) => best!.confidence);
  return cuts.reduce((most, _, i) => Math.max(most, Math.sqrt(sure[2 * i]! * sure[2 * i + 1]!)), 0);
};

/** The columns in the middle with the least ink, each at least a twentieth of the width from the others. */
const thinnestColumns = ({ width, height, data }: GreyImage): readonly number[] => {
  const columns = Array.from({ length: Math.floor((cutTo - cutFrom) * width) }, (_, i) => {
    const column = Math.ceil(cutFrom * width) + i;
    let ink = 0;
    for (let y = 0; y < height; y++) ink += data[y * width + column]!;
    return { column, ink };
  }).toSorted((a, b) => a.ink - b.ink);
  const chosen: number[] = [];
  for (const { column } of columns) {
    if (chosen.length === mostCuts) break;
    if (chosen.every(other => Math.abs(other - column) >= width / 20)) chosen.push(column);
  }
  return chosen;
};
