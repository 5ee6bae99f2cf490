// Node's own argument parser, its faults turned into ours.
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { DigitdropError } from '../errors.ts';

type ArgumentOptions = NonNullable<ParseArgsConfig['options']>;

/**
 * Splits a command's arguments into options and positionals.
 * @throws DigitdropError `bad-option` on an unknown option, one that comes twice, a missing or a surplus value.
 */
export const parseArguments = <const O extends ArgumentOptions>(args: readonly string[], options: O) => {
  const { tokens, ...parsed } = parseTokens(args, options);
  const named = tokens.flatMap(token => (token.kind === 'option' ? [token.name] : []));
  const twice = named.find((name, i) => named.indexOf(name) !== i && options[name]?.multiple !== true);
  // Of two values either could be meant.
  if (twice !== undefined)
    throw new DigitdropError('bad-option', `--${twice}: expected once, got several times`);
  return parsed;
};

const parseTokens = <const O extends ArgumentOptions>(args: readonly string[], options: O) => {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true, tokens: true });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new DigitdropError('bad-option', message, { cause: error });
  }
};
