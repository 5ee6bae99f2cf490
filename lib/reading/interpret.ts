// A picture → what is written on it: finds the ink, counts the characters, chooses a reader, judges its answer.
import { boxAround, findLines } from './characters.ts';
import { type DigitScores, inkOf, type ReadDigits } from './digit-reader.ts';
import { boxHeight, boxWidth, crop, type GreyImage, type PixelBox } from './grey-image.ts';
import { type FoundInk, findInk, likelyPolarities } from './ink.ts';
import { doubted, type Finding, findingOf, judgeDigit, type PromisedError } from './judge.ts';
import { isCutOff, whySeveral } from './only-character.ts';
import type { ReadOptions } from './options.ts';
import { withoutPageEdges } from './page-edges.ts';
import type { Box } from './reading.ts';
import { pairConfidence } from './touching.ts';

export interface InterpretDeps {
  readonly readDigits: ReadDigits;
  readonly promise: PromisedError;
}

/** A texture may fall into thousands of pieces; grouping them takes time by their square and tells nothing. */
const mostPieces = 400;

/** Places a box of the working picture in the original's pixels. */
type ToOriginal = (box: PixelBox) => Box;

/**
 * @param whole grey, at most the working size.
 * @param scale original pixels a pixel of `whole`: boxes are told in the original's pixels.
 */
export const interpret = async (
  whole: GreyImage,
  scale: number,
  options: ReadOptions,
  deps: InterpretDeps,
): Promise<Finding> => {
  const page = withoutPageEdges(whole);
  const picture = crop(whole, page);
  const toOriginal: ToOriginal = box => ({
    x: Math.round((page.left + box.left) * scale),
    y: Math.round((page.top + box.top) * scale),
    width: Math.round(boxWidth(box) * scale),
    height: Math.round(boxHeight(box) * scale),
  });
  const [likely, ...unlikely] = likelyPolarities(picture).map(dark => findInk(picture, dark));
  const inks = [likely, ...unlikely].filter(ink => typeof ink === 'object');
  if (inks.length === 0) {
    return likely === 'unclear'
      ? findingOf('review', 'not-a-digit', 'there are blots or shadows but no strokes of a pen in the image')
      : findingOf('rejected', 'blank', 'there is no ink in the image');
  }
  const [first, second] = await Promise.all(inks.map(ink => interpretInk(ink, toOriginal, options, deps)));
  // Where the polarity is unsure and both ways a digit is read, the surer reading tells which way it was.
  return second !== undefined && first!.confidence !== null && (second.confidence ?? 0) > first!.confidence
    ? second
    : first!;
};

/** The seam for other readers: what is expected decides who reads. */
const interpretInk = async (
  ink: FoundInk,
  toOriginal: ToOriginal,
  options: ReadOptions,
  deps: InterpretDeps,
): Promise<Finding> =>
  options.expect === 'digit'
    ? readCharacter(ink, boxAround(ink.components), toOriginal, deps)
    : readOnlyCharacter(ink, toOriginal, deps);

/** Reads the character if there is but one; several are left to a person. */
const readOnlyCharacter = async (
  ink: FoundInk,
  toOriginal: ToOriginal,
  deps: InterpretDeps,
): Promise<Finding> => {
  const pieces = ink.components.length;
  if (pieces > mostPieces)
    return severalCharacters(`${pieces} pieces of ink were found, expected one character`);
  const lines = findLines(ink.components);
  if (lines.length > 1) {
    const found = findingOf('review', 'several-lines', `${lines.length} lines were found, expected one`);
    const boxes = lines.map(({ box }) => ({
      value: null,
      confidence: null,
      digits: [],
      box: toOriginal(box),
    }));
    return { ...found, lines: boxes };
  }
  const several = whySeveral(lines[0]!, ink.components);
  if (several !== null) return severalCharacters(several);
  const only = lines[0]!.characters[0]!;
  const finding = await readCharacter(ink, only, toOriginal, deps);
  const pair = await pairConfidence(inkOf(ink.map, only), deps.readDigits);
  if (pair >= finding.confidence!) return severalCharacters('the shape reads as two digits that touch');
  return isCutOff(only, ink.map)
    ? doubted(finding, 'low-confidence', "the character may be cut off by the picture's edge")
    : finding;
};

const severalCharacters = (message: string): Finding => findingOf('review', 'several-characters', message);

const readCharacter = async (
  ink: FoundInk,
  box: PixelBox,
  toOriginal: ToOriginal,
  deps: InterpretDeps,
): Promise<Finding> => {
  const [scores] = await deps.readDigits([inkOf(ink.map, box)]);
  const finding = judgeDigit(scores as DigitScores, toOriginal(box), deps.promise);
  return ink.doubtful
    ? doubted(
        finding,
        'low-confidence',
        'lines beside the writing were left out, strokes perhaps too, or its edges are soft',
      )
    : finding;
};
