// What `digitdrop eval` is asked for.
import { DigitdropError } from '../errors.ts';
import { kebabOptionNames } from '../reading/options.ts';
import { optionFlags } from './option-flags.ts';
import { parseArguments } from './parse-arguments.ts';

export interface EvalArguments {
  /** A folder with labels.csv, or such a file; as given. */
  readonly path: string;
  readonly byFolder: boolean;
  readonly json: boolean;
  /** Where the sheet of errors goes. */
  readonly errors: string | null;
  /** Where the readings go. */
  readonly readings: string | null;
  /** Options of reading, as stated, by camelCase names. */
  readonly stated: Readonly<Record<string, unknown>>;
}

/** @throws DigitdropError `bad-option` */
export const parseEvalArguments = (args: readonly string[]): EvalArguments => {
  const { values, positionals } = parseArguments(args, {
    ...optionFlags,
    by: { type: 'string' },
    json: { type: 'boolean' },
    errors: { type: 'string' },
    readings: { type: 'string' },
  });
  const [path, ...others] = positionals;
  if (path === undefined || others.length > 0)
    throw new DigitdropError('bad-option', `expected one folder or labels file, got ${positionals.length}`);
  if (values.by !== undefined && values.by !== 'folder')
    throw new DigitdropError('bad-option', `expected --by folder, got --by ${values.by}`);
  const flags: Readonly<Record<string, unknown>> = values;
  const stated = Object.entries(kebabOptionNames).map(([name, kebab]) => [name, flags[kebab]]);
  return {
    path,
    byFolder: values.by === 'folder',
    json: values.json === true,
    errors: values.errors ?? null,
    readings: values.readings ?? null,
    stated: Object.fromEntries(stated),
  };
};
