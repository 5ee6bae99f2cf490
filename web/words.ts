// What a reading says, in words.
import type { Reading } from '../lib/reading/reading.ts';
import { reasonMeanings } from '../lib/reading/verdict-words.ts';
import type { ItemStatus } from './items.ts';

export const statusNames: Readonly<Record<ItemStatus, string>> = {
  open: 'Waiting',
  accepted: 'Accepted',
  review: 'Please look',
  rejected: 'Nothing to read',
  failed: 'Failed',
};

/** Never rounded up to certainty, nor down to none. */
export const percent = (probability: number): string => {
  if (probability >= 1) return '100 %';
  if (probability > 0.999) return '> 99.9 %';
  if (probability > 0 && probability < 0.001) return '< 0.1 %';
  return `${(Math.floor(probability * 1000) / 10).toFixed(1)} %`;
};

export const describeStatus = ({ status, reason, promise }: Reading): string => {
  const why = reason === null ? '' : reasonMeanings[reason].words;
  if (status === 'accepted')
    return `Accepted: of readings like this, at most one in ${Math.round(1 / promise.maxError)} is wrong.`;
  if (status === 'review') return `Please look: ${why}.`;
  return `Nothing to read: ${why}.`;
};
