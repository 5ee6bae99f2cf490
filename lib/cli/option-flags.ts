// The options of a reading as flags: one table for every command that reads.
import { kebabOptionNames, optionNames, parseOptions, type ReadOptions } from '../reading/options.ts';

/** For parseArguments, beside a command's own flags. */
export const optionFlags: Readonly<Record<string, { readonly type: 'string' }>> = Object.fromEntries(
  Object.values(kebabOptionNames).map(flag => [flag, { type: 'string' }]),
);

/** What a command's usage says of them. */
export const optionUsage = `\
  --expect digit       the image holds one character, however many pieces its ink has
  --expect number      the image holds one string of digits
  --max-error RATE     the error rate that "accepted" may have, above 0 and below 1
  --length COUNT       how many digits the number has
  --pattern PATTERN    what it looks like: 9 is any digit, [ ] may be missing: 99999[-9999]
  --check NAME         the check that its digits pass: luhn, …`;

/**
 * The options among the values that parseArguments found.
 * @throws DigitdropError `bad-option`
 */
export const parseOptionFlags = (values: Readonly<Record<string, unknown>>): ReadOptions =>
  parseOptions(Object.fromEntries(optionNames.map(name => [name, values[kebabOptionNames[name]]])));
