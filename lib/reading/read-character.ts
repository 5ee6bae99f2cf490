// Ink that is one character → what the digit model says of it.
import type { Promised } from '../model/accept.ts';
import { describeWriting } from './describe-writing.ts';
import { type DigitScores, inkOf, type ReadDigits } from './digit-reader.ts';
import type { PixelBox } from './grey-image.ts';
import type { FoundInk } from './ink.ts';
import { doubted, type Finding, judgeDigit } from './judge.ts';
import { inputOfDigit } from './model-input.ts';
import { toNormalForm } from './normal-form.ts';
import { inverted, type Sight } from './sight.ts';

export interface CharacterDeps {
  readonly readDigits: ReadDigits;
  readonly promise: Promised;
}

/** All ink within the box is taken for one character, however many pieces it has. */
export const readCharacter = async (
  ink: FoundInk,
  box: PixelBox,
  { upright, inkIsDark, toOriginal, scale }: Sight,
  { readDigits, promise }: CharacterDeps,
): Promise<Finding> => {
  const map = inkOf(ink.map, box);
  const form = toNormalForm(map);
  const [scores] = await readDigits([form]);
  const place = toOriginal(box);
  const judged = {
    ...judgeDigit(scores as DigitScores, place, promise),
    seen: [inputOfDigit(form, place)],
  };
  const seen = inkOf(upright, box);
  const writing = describeWriting(map, inkIsDark ? seen : inverted(seen), scale);
  const finding = judged.value === null ? judged : { ...judged, writing };
  return ink.doubtful
    ? doubted(
        finding,
        'low-confidence',
        'lines beside the writing were left out, strokes perhaps too, or its edges are soft',
      )
    : finding;
};
