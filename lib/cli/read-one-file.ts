// One file on disk, one answer: a reading, or what keeps the file from being opened.
import { DigitdropError } from '../errors.ts';
import { limits } from '../reading/limits.ts';
import type { ReadOptions } from '../reading/options.ts';
import type { Reader } from '../reading/reader.ts';
import { noSource, type Reading } from '../reading/reading.ts';
import { describeFileFault, type Found } from './find-files.ts';
import { readBounded } from './read-bounded.ts';

export type Answer =
  | { readonly file: string; readonly reading: Reading }
  | { readonly file: string; readonly fault: string };

/** How many images are in work at once: enough that disk, decoder and model wait for none of the others. */
export const filesAtOnce = 4;

export const readOneFile = async (found: Found, reader: Reader, options: ReadOptions): Promise<Answer> => {
  const { file } = found;
  if (found.fault !== null) return { file, fault: found.fault };
  try {
    const { body, bytes } = await readBounded(found.path, limits.maxBytes);
    if (body !== null)
      return {
        file,
        reading: await reader.readImage({ bytes: body, options, source: noSource, optionFault: null }),
      };
    const message = `expected at most ${limits.maxBytes} bytes, got ${bytes}`;
    return { file, reading: reader.refuse(new DigitdropError('image-too-large', message), noSource) };
  } catch (error) {
    return { file, fault: describeFileFault(error) };
  }
};
