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

/** Why a person should look, or nothing was read; '' where neither is so. */
export const describeReason = (reading: Reading): string => {
  const { reason, message } = reading;
  if (reason === null) return '';
  const { words } = reasonMeanings[reason];
  if (message === null) return words;
  return reason === 'bad-option' ? `${words} (${message})` : saysMore(reading) ? message : words;
};

/** Something was read, but what speaks against it, or against its being all, only the reading's own message says. */
const saysMore = ({ reason, value, confidence, promise }: Reading): boolean =>
  reason === 'several-characters' ||
  (reason === 'not-a-digit' && value !== null) ||
  (reason === 'low-confidence' && (confidence ?? 0) >= promise.threshold);

export const describeStatus = (reading: Reading): string => {
  const { status, promise } = reading;
  const why = describeReason(reading);
  if (status === 'accepted')
    return `Accepted: of readings like this, at most one in ${Math.round(1 / promise.maxError)} should be wrong.`;
  if (status === 'review') return `Please look: ${why}.`;
  return `Nothing to read: ${why}.`;
};
