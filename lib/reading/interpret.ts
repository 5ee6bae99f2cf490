// A picture → what is written on it: finds the ink, counts the characters, chooses a reader, judges its answer.
import { boxAround, findLines, looksTouching, underlines } from './characters.ts';
import { type DigitScores, inkOf, type ReadDigits } from './digit-reader.ts';
import { boxHeight, boxWidth, crop, type GreyImage, type PixelBox } from './grey-image.ts';
import { type FoundInk, findInk, likelyPolarities } from './ink.ts';
import { doubted, type Finding, findingOf, judgeDigit, type PromisedError } from './judge.ts';
import type { ReadOptions } from './options.ts';
import { withoutPageEdges } from './page-edges.ts';
import type { Box } from './reading.ts';

export interface InterpretDeps {
  readonly readDigits: ReadDigits;
  readonly promise: PromisedError;
}

/** Places a box of the working picture in the original's pixels. */
type ToOriginal = (box: PixelBox) => Box;

/** Kept ink outside the character that is read may be at most this share of it: more is another character. */
const mostUnread = 0.2;

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
  const inks = likelyPolarities(picture)
    .map(dark => findInk(picture, dark))
    .filter(ink => ink !== null);
  if (inks.length === 0) return findingOf('rejected', 'blank', 'there is no ink in the image');
  const [likely, other] = await Promise.all(inks.map(ink => interpretInk(ink, toOriginal, options, deps)));
  // Where the polarity is unsure and both ways a digit is read, the surer reading tells which way it was.
  return other !== undefined && likely!.confidence !== null && (other.confidence ?? 0) > likely!.confidence
    ? other
    : likely!;
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
  const [only, ...others] = lines[0]!.characters;
  if (others.length > 0) {
    return severalCharacters(`${others.length + 1} characters were found, expected one`);
  }
  if (looksTouching(only!)) {
    return severalCharacters('the shape is too wide for one digit: digits may touch');
  }
  if (unreadShare(ink, only!) > mostUnread) {
    return severalCharacters('beside one character there is other ink');
  }
  return readCharacter(ink, only!, toOriginal, deps);
};

const severalCharacters = (message: string): Finding => findingOf('review', 'several-characters', message);

/** Ink of the pieces outside the character, an underline left aside, as a share of the ink inside. */
const unreadShare = ({ components }: FoundInk, character: PixelBox): number => {
  const isInside = (c: PixelBox) => {
    const x = (c.left + c.right) / 2;
    const y = (c.top + c.bottom) / 2;
    return x >= character.left && x <= character.right && y >= character.top && y <= character.bottom;
  };
  const areaOf = (list: typeof components) => list.reduce((sum, { area }) => sum + area, 0);
  const inside = components.filter(isInside);
  const outside = components.filter(c => !isInside(c) && !underlines(c, character));
  return areaOf(outside) / Math.max(1, areaOf(inside));
};

const readCharacter = async (
  ink: FoundInk,
  box: PixelBox,
  toOriginal: ToOriginal,
  deps: InterpretDeps,
): Promise<Finding> => {
  const [scores] = await deps.readDigits([inkOf(ink.map, box)]);
  const finding = judgeDigit(scores as DigitScores, toOriginal(box), deps.promise);
  return ink.framed
    ? doubted(
        finding,
        'low-confidence',
        'a frame or a rule beside the writing was left out, strokes perhaps with it',
      )
    : finding;
};
