// Node's own argument parser, its faults turned into ours.
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { DigitdropError } from '../errors.ts';

type ArgumentOptions = NonNullable<ParseArgsConfig['options']>;

/**
 * Splits a command's arguments into options and positionals.
 * @throws DigitdropError `bad-option` on an unknown option, a missing or a surplus value.
 */
export const parseArguments = <const O extends ArgumentOptions>(args: readonly string[], options: O) => {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new DigitdropError('bad-option', message, { cause: error });
  }
};
