// A picture → what is written on it: finds the ink, counts the characters, chooses a reader, judges its answer.
import { boxAround, findLines, looksTouching, type TextLine } from './characters.ts';
import { type DigitScores, inkOf, type ReadDigits } from './digit-reader.ts';
import { boxHeight, boxWidth, type GreyImage, type PixelBox } from './grey-image.ts';
import { type FoundInk, findInk, likelyPolarities } from './ink.ts';
import { type Finding, findingOf, judgeDigit, type PromisedError } from './judge.ts';
import type { ReadOptions } from './options.ts';
import type { Box } from './reading.ts';

export interface InterpretDeps {
  readonly readDigits: ReadDigits;
  readonly promise: PromisedError;
}

/**
 * @param picture grey, at most the working size.
 * @param scale original pixels a pixel of `picture`: boxes are told in the original's pixels.
 */
export const interpret = async (
  picture: GreyImage,
  scale: number,
  options: ReadOptions,
  deps: InterpretDeps,
): Promise<Finding> => {
  const inks = likelyPolarities(picture)
    .map(dark => findInk(picture, dark))
    .filter(ink => ink !== null);
  if (inks.length === 0) return findingOf('rejected', 'blank', 'there is no ink in the image');
  const findings: Finding[] = [];
  for (const ink of inks) findings.push(await interpretInk(ink, scale, options, deps));
  // Where the polarity is unsure, the surer reading tells which it was.
  return findings.reduce((best, next) => ((next.confidence ?? 0) > (best.confidence ?? 0) ? next : best));
};

const interpretInk = async (
  ink: FoundInk,
  scale: number,
  options: ReadOptions,
  deps: InterpretDeps,
): Promise<Finding> => {
  if (options.expect === 'digit') return readOne(ink, boxAround(ink.components), scale, deps);
  const lines = findLines(ink.components);
  if (lines.length > 1) return severalLines(lines, scale);
  const characters = lines[0]!.characters;
  if (characters.length > 1) {
    return findingOf(
      'review',
      'several-characters',
      `${characters.length} characters were found, expected one`,
    );
  }
  const only = characters[0]!;
  if (looksTouching(only)) {
    return findingOf('review', 'several-characters', 'the shape is too wide for one digit: digits may touch');
  }
  return readOne(ink, only, scale, deps);
};

const readOne = async (
  ink: FoundInk,
  box: PixelBox,
  scale: number,
  deps: InterpretDeps,
): Promise<Finding> => {
  const [scores] = await deps.readDigits([inkOf(ink.map, box)]);
  return judgeDigit(scores as DigitScores, inOriginal(box, scale), deps.promise);
};

const severalLines = (lines: readonly TextLine[], scale: number): Finding => ({
  ...findingOf('review', 'several-lines', `${lines.length} lines were found, expected one`),
  lines: lines.map(line => ({ value: null, confidence: null, digits: [], box: inOriginal(line.box, scale) })),
});

const inOriginal = (box: PixelBox, scale: number): Box => ({
  x: Math.round(box.left * scale),
  y: Math.round(box.top * scale),
  width: Math.round(boxWidth(box) * scale),
  height: Math.round(boxHeight(box) * scale),
});
