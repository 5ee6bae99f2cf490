// A wrong reading's picture, to be looked at.
import { DigitdropError } from '../errors.ts';
import { decode, readHeader } from '../reading/decode.ts';
import type { GreyImage } from '../reading/grey-image.ts';

/** The picture as the reader sees it, grey; null where the bytes are no image. */
export const pictureOf = async (bytes: Uint8Array): Promise<GreyImage | null> => {
  try {
    return (await decode(bytes, await readHeader(bytes))).grey;
  } catch (error) {
    if (error instanceof DigitdropError) return null;
    throw error;
  }
};
