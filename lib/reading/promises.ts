// What may be promised of a reading: by the model that will answer it, or by both where either may.
import { type Accept, cannotPromise, type Promised, promiseOf, smallestRate } from '../model/accept.ts';
import type { ReaderName } from './judge.ts';
import type { ReadOptions } from './options.ts';

/** Models as far as what they promise; whether they are loaded does not matter. */
type Promising = Readonly<Record<ReaderName, { readonly entry: { readonly accept: Accept } }>>;

export type Promises = Readonly<Record<ReaderName, Promised>>;

/**
 * What both models promise. Where one alone may answer, the other need not be able to: its default then stands unused.
 * @throws DigitdropError `bad-option` where a model that may answer cannot promise the rate.
 */
export const promisesFor = ({ digit, number }: Promising, { expect, maxError }: ReadOptions): Promises => {
  const accepts = { digit: digit.entry.accept, number: number.entry.accept };
  const asked = expect === null ? Object.values(accepts) : [accepts[expect]];
  const smallest = smallestRate(asked);
  if (maxError !== null && maxError < smallest) throw cannotPromise(smallest, maxError);
  return {
    digit: promiseOf(accepts.digit, expect === 'number' ? null : maxError),
    number: promiseOf(accepts.number, expect === 'digit' ? null : maxError),
  };
};
