// What an object's metadata asks of its reading: `x-amz-meta-expect`, `x-amz-meta-max-error`.
import { DigitdropError } from '../errors.ts';
import { defaultOptions, kebabOptionNames, parseOptions, type ReadOptions } from '../reading/options.ts';
import type { Reader } from '../reading/reader.ts';

export interface StatedOptions {
  readonly options: ReadOptions;
  /** Why what was stated cannot be had; the options are then the settings' own. */
  readonly optionFault: string | null;
}

/** Takes the options out of user metadata. Other names are ignored; a bad option is told, never thrown. */
export const readStatedOptions = (
  metadata: Readonly<Record<string, string>>,
  reader: Pick<Reader, 'checkOptions'>,
): StatedOptions => {
  try {
    const options = parseOptions(pickOptions(metadata));
    reader.checkOptions(options);
    return { options, optionFault: null };
  } catch (error) {
    if (error instanceof DigitdropError && error.code === 'bad-option')
      return { options: defaultOptions, optionFault: error.message };
    throw error;
  }
};

const pickOptions = (metadata: Readonly<Record<string, string>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(kebabOptionNames).map(([option, name]) => [option, metadata[name]]));
