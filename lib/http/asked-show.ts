// `show`: what a caller wants to see beside the readings. It changes nothing of them, so it is no option of a reading,
// and comes in the query alone.
import { z } from 'zod';
import { DigitdropError } from '../errors.ts';
import { shown } from './shown.ts';

/** Pictures of what the networks got make an answer large: so many images may ask for them at once. */
const mostShownImages = 8;

export const showSchema = z.enum(['model-input']).meta({
  description:
    `\`model-input\`: each reading has a field \`seen\`, pictures of what the networks got. ` +
    `For at most ${mostShownImages} images at once.`,
});

/** @throws DigitdropError `bad-option` */
export const asksForInput = (show: unknown, images: number): boolean => {
  if (show === undefined) return false;
  if (!showSchema.safeParse(show).success)
    throw new DigitdropError('bad-option', `show: expected model-input, got ${shown(show)}`);
  if (images > mostShownImages)
    throw new DigitdropError(
      'bad-option',
      `show: expected at most ${mostShownImages} images to show the input of, got ${images}`,
    );
  return true;
};
