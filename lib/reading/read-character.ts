// Ink that is one character → what the digit model says of it.
import type { Promised } from '../model/accept.ts';
import { type DigitScores, inkOf, type ReadDigits } from './digit-reader.ts';
import type { PixelBox } from './grey-image.ts';
import type { FoundInk } from './ink.ts';
import { doubted, type Finding, judgeDigit } from './judge.ts';
import type { ToOriginal } from './placing.ts';

export interface CharacterDeps {
  readonly readDigits: ReadDigits;
  readonly promise: Promised;
}

/** All ink within the box is taken for one character, however many pieces it has. */
export const readCharacter = async (
  ink: FoundInk,
  box: PixelBox,
  toOriginal: ToOriginal,
  { readDigits, promise }: CharacterDeps,
): Promise<Finding> => {
  const [scores] = await readDigits([inkOf(ink.map, box)]);
  const finding = judgeDigit(scores as DigitScores, toOriginal(box), promise);
  return ink.doubtful
    ? doubted(
        finding,
        'low-confidence',
        'lines beside the writing were left out, strokes perhaps too, or its edges are soft',
      )
    : finding;
};
