// Options as a request states them: in the query with any body, in fields of JSON, in fields of a form.
import { DigitdropError } from '../errors.ts';
import { isOptionName, optionNames, parseOptions, type ReadOptions } from '../reading/options.ts';
import { shown, shownNames } from './shown.ts';

export type StatedOptions = Readonly<Record<string, unknown>>;

/** Longer than any option's value; what is longer is not echoed. */
const maxValueLength = 100;

const badOption = (message: string) => new DigitdropError('bad-option', message);

/** Pairs of names and values to an object; a name that comes twice is a fault, for either could be meant. */
export const gatherOptions = (pairs: Iterable<readonly [string, string]>): StatedOptions => {
  const stated = new Map<string, string>();
  for (const [name, value] of pairs) {
    if (stated.has(name)) throw badOption(`${shown(name)}: expected once, got several times`);
    stated.set(name, value);
  }
  return Object.fromEntries(stated);
};

const checkStated = (stated: StatedOptions): ReadOptions => {
  const unknown = Object.keys(stated).filter(name => !isOptionName(name));
  if (unknown.length > 0)
    throw badOption(`unknown option ${shownNames(unknown)}; known are ${optionNames.join(', ')}`);
  for (const [name, value] of Object.entries(stated)) {
    const isFlat = typeof value === 'number' || (typeof value === 'string' && value.length <= maxValueLength);
    if (!isFlat) throw badOption(`${name}: expected a short text or a number, got ${shown(value)}`);
  }
  return parseOptions(stated);
};

/**
 * The options of a request that may state them in its query and in its body.
 * @throws DigitdropError `bad-option`, also where the two disagree.
 */
export const mergeOptions = (inQuery: StatedOptions, inBody: StatedOptions): ReadOptions => {
  const query = checkStated(inQuery);
  const body = checkStated(inBody);
  for (const name of optionNames) {
    if (query[name] !== null && body[name] !== null && query[name] !== body[name])
      throw badOption(
        `${name}: expected one value, got ${query[name]} in the query and ${body[name]} in the body`,
      );
  }
  return parseOptions({ ...inBody, ...inQuery });
};
