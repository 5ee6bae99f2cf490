// What a caller may ask of a reading: one schema for HTTP fields, command-line flags and object metadata.
import { z } from 'zod';
import { DigitdropError } from '../errors.ts';

/** The options as a caller states them; a field that is not here is a fault. */
export const optionsSchema = z
  .strictObject({
    expect: z.enum(['digit', 'number']).optional().meta({
      description: 'What the image holds: one character, or one string of digits. Absent: the house decides.',
    }),
    maxError: z
      .union(
        [
          z.number(),
          z
            .string()
            .regex(/^(?:\d+(?:\.\d+)?|\.\d+)(?:e-?\d+)?$/i)
            .transform(Number),
        ],
        'expected a number between 0 and 1',
      )
      .refine(rate => rate > 0 && rate < 1, 'expected a number between 0 and 1')
      .optional()
      .meta({
        description: 'The error rate that `accepted` may have, counted over accepted readings.',
        examples: [0.005],
      }),
  })
  .meta({ id: 'ReadOptions' });

export interface ReadOptions {
  readonly expect: 'digit' | 'number' | null;
  /** Null: the model's own promise. */
  readonly maxError: number | null;
}

export const defaultOptions: ReadOptions = Object.freeze({ expect: null, maxError: null });

/**
 * Parses options stated by camelCase names; undefined values are left aside.
 * @throws DigitdropError `bad-option`, naming every fault.
 */
export const parseOptions = (stated: Readonly<Record<string, unknown>>): ReadOptions => {
  const parsed = optionsSchema.safeParse(stated);
  if (!parsed.success)
    throw new DigitdropError('bad-option', describeFaults(parsed.error, stated), { cause: parsed.error });
  return { expect: parsed.data.expect ?? null, maxError: parsed.data.maxError ?? null };
};

/** Option names as `--max-error` and `x-amz-meta-max-error` spell them, by their camelCase names. */
export const kebabOptionNames: Readonly<Record<keyof ReadOptions, string>> = Object.freeze({
  expect: 'expect',
  maxError: 'max-error',
});

const describeFaults = (error: z.ZodError, stated: Readonly<Record<string, unknown>>): string =>
  error.issues
    .map(issue => {
      if (issue.code === 'unrecognized_keys')
        return `unknown option ${issue.keys.map(shorten).join(', ')}; known are expect, maxError`;
      const name = String(issue.path[0] ?? '');
      return `${name}: ${issue.message}, got ${shorten(stated[name])}`;
    })
    .join('; ');

/** What a caller sent, as JSON, no longer than a message should be. */
const shorten = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
};
