// What a caller may ask of a reading: one schema for HTTP fields, command-line flags and object metadata.
import { z } from 'zod';
import { DigitdropError } from '../errors.ts';
import { checkNames, parseRule } from './number/rule.ts';

/** A string of digits and the like that spells a number; queries, flags and metadata have no other form. */
const spelt = (expected: string, pattern: RegExp) =>
  z.string(expected).regex(pattern, expected).transform(Number);

const rateExpected = 'expected a number between 0 and 1';
const lengthExpected = 'expected a whole number from 1 to 64';

/** The options as a caller states them; a field that is not here is a fault. */
export const optionsSchema = z
  .strictObject({
    expect: z.enum(['digit', 'number']).optional().meta({
      description: 'What the image holds: one character, or one string of digits. Absent: the house decides.',
    }),
    maxError: z
      .union([z.number(), spelt(rateExpected, /^(?:\d+(?:\.\d+)?|\.\d+)(?:e-?\d+)?$/i)], rateExpected)
      .refine(rate => rate > 0 && rate < 1, rateExpected)
      .optional()
      .meta({
        description:
          'The error rate that `accepted` may have, counted over accepted readings. GET /v1/models tells the smallest.',
        examples: [0.005],
      }),
    length: z
      .union(
        [
          z.int(lengthExpected).min(1, lengthExpected).max(64, lengthExpected),
          spelt(lengthExpected, /^(?:[1-9]|[1-5]\d|6[0-4])$/),
        ],
        lengthExpected,
      )
      .optional()
      .meta({ description: 'How many digits the number has, 1 to 64.', examples: [5] }),
    pattern: z
      .string('expected a text')
      .min(1)
      .optional()
      .meta({
        description:
          'What the number looks like: 9 is any digit, what stands in brackets may be missing, other characters are themselves.',
        examples: ['99999[-9999]'],
      }),
    check: z
      .enum(checkNames)
      .optional()
      .meta({
        description: 'The check that the digits pass.',
        examples: ['luhn'],
      }),
  })
  .meta({ id: 'ReadOptions' });

type Stated = z.infer<typeof optionsSchema>;

/** Null: nothing is asked; of `maxError`, the model's own promise stands. */
export type ReadOptions = { readonly [Name in keyof Stated]-?: NonNullable<Stated[Name]> | null };

export const defaultOptions: ReadOptions = Object.freeze({
  expect: null,
  maxError: null,
  length: null,
  pattern: null,
  check: null,
});

export const optionNames = Object.keys(defaultOptions) as readonly (keyof ReadOptions)[];

export const isOptionName = (name: string): name is keyof ReadOptions =>
  optionNames.some(known => known === name);

/** Option names as `--max-error` and `x-amz-meta-max-error` spell them, by their camelCase names. */
export const kebabOptionNames: Readonly<Record<keyof ReadOptions, string>> = Object.freeze({
  expect: 'expect',
  maxError: 'max-error',
  length: 'length',
  pattern: 'pattern',
  check: 'check',
});

/**
 * What holds of one reading: what its caller asked, else the house's settings. Whoever says anything of the field (what
 * it holds, how long it is) says all of it: the settings may speak of another kind of field.
 */
export const withSettings = (asked: ReadOptions, settings: ReadOptions): ReadOptions => {
  const { maxError, ...field } = asked;
  const saysField = Object.values(field).some(value => value !== null);
  return { ...(saysField ? asked : settings), maxError: maxError ?? settings.maxError };
};

/**
 * Parses options stated by camelCase names; undefined values are left aside.
 * @throws DigitdropError `bad-option`, naming every fault.
 */
export const parseOptions = (stated: Readonly<Record<string, unknown>>): ReadOptions => {
  const parsed = optionsSchema.safeParse(stated);
  if (!parsed.success)
    throw new DigitdropError('bad-option', describeFaults(parsed.error, stated), { cause: parsed.error });
  const given = Object.entries(parsed.data).filter(([, value]) => value !== undefined);
  const options: ReadOptions = { ...defaultOptions, ...Object.fromEntries(given) };
  checkTogether(options);
  return options;
};

/** @throws DigitdropError `bad-option` where each option is well-formed, but nothing can obey all of them. */
const checkTogether = (options: ReadOptions): void => {
  const { expect, length, pattern, check } = options;
  parseRule(options);
  if (expect !== 'digit') return;
  const fault =
    length !== null && length !== 1
      ? `length: expected 1 with expect digit, got ${length}`
      : pattern !== null && pattern !== '9'
        ? `pattern: expected 9 with expect digit, got ${shorten(pattern)}`
        : check !== null
          ? `check: expected none with expect digit, got ${check}`
          : null;
  if (fault !== null) throw new DigitdropError('bad-option', fault);
};

const describeFaults = (error: z.ZodError, stated: Readonly<Record<string, unknown>>): string =>
  error.issues
    .map(issue => {
      if (issue.code === 'unrecognized_keys')
        return `unknown option ${issue.keys.map(shorten).join(', ')}; known are ${optionNames.join(', ')}`;
      const name = String(issue.path[0] ?? '');
      return `${name}: ${issue.message}, got ${shorten(stated[name])}`;
    })
    .join('; ');

/** What a caller sent, as JSON, no longer than a message should be. */
const shorten = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
};
