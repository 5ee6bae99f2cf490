// Faults of an image's content: each is a finding, never a throw at a door.
import { DigitdropError, type FaultCode } from '../errors.ts';
import { type Finding, findingOf } from './judge.ts';
import type { ReadOptions } from './options.ts';
import type { Reason } from './verdict-words.ts';

const contentFaults = [
  'not-an-image',
  'image-broken',
  'image-too-large',
  'image-too-small',
  'several-pages',
] as const satisfies readonly (FaultCode & Reason)[];

type ContentFault = DigitdropError & { readonly code: (typeof contentFaults)[number] };

export const isFaultOfContent = (error: unknown): error is ContentFault =>
  error instanceof DigitdropError && contentFaults.some(code => code === error.code);

/** @throws the fault itself where it is none of content. */
export const findingOfFault = (fault: DigitdropError, { expect }: ReadOptions): Finding => {
  if (!isFaultOfContent(fault)) throw fault;
  const { code, message } = fault;
  return code === 'several-pages'
    ? findingOf('review', code, message, expect ?? 'digit')
    : findingOf('rejected', code, message, expect ?? 'digit');
};
