// What a model promises: for each error rate that its calibration material can certify, the confidence it takes.
import { z } from 'zod';
import { DigitdropError } from '../errors.ts';

const rate = z.number().min(0).max(1);

const certified = z.looseObject({ maxError: rate, threshold: rate });

/** The default rate with its threshold, and all that can be had, strictest first. */
export const acceptSchema = z
  .looseObject({ maxError: rate, threshold: rate, curve: z.array(certified).min(1).optional() })
  .transform(({ maxError, threshold, curve = [{ maxError, threshold }] }) => ({ maxError, threshold, curve }))
  .refine(({ curve }) => curve.every((row, i) => i === 0 || row.maxError > curve[i - 1]!.maxError), {
    path: ['curve'],
    error: 'expected rates in ascending order',
  })
  .refine(
    ({ curve, maxError, threshold }) =>
      curve.some(row => row.maxError === maxError && row.threshold === threshold),
    { path: ['curve'], error: 'expected the default rate and its threshold among the rows' },
  );

export interface Accept {
  readonly maxError: number;
  readonly threshold: number;
  readonly curve: readonly { readonly maxError: number; readonly threshold: number }[];
}

/** The error rate that `accepted` stands for, and the confidence it takes. */
export interface Promised {
  readonly maxError: number;
  readonly threshold: number;
}

/**
 * The threshold for a caller's rate: that of the largest certified rate which is not above it. Null is the default.
 * @throws DigitdropError `bad-option` naming the smallest rate that can be had.
 */
export const promiseOf = (accept: Accept, maxError: number | null): Promised => {
  if (maxError === null) return { maxError: accept.maxError, threshold: accept.threshold };
  const row = accept.curve.findLast(certified => certified.maxError <= maxError);
  if (row === undefined) throw cannotPromise(accept.curve[0]!.maxError, maxError);
  return { maxError, threshold: row.threshold };
};

/** The smallest rate that all of these models can promise. */
export const smallestRate = (accepts: readonly Accept[]): number =>
  Math.max(...accepts.map(({ curve }) => curve[0]!.maxError));

export const cannotPromise = (smallest: number, asked: number): DigitdropError =>
  new DigitdropError(
    'bad-option',
    `maxError: expected at least ${smallest}, the smallest rate that can be promised, got ${asked}`,
  );
