// What a reading says, in words.
import type { Reading, Reason } from '../lib/reading/reading.ts';
import type { ItemStatus } from './items.ts';

export const statusNames: Readonly<Record<ItemStatus, string>> = {
  open: 'Waiting',
  accepted: 'Accepted',
  review: 'Please look',
  rejected: 'Nothing to read',
  failed: 'Failed',
};

export const reasonWords: Readonly<Record<Reason, string>> = {
  'low-confidence': 'the reading is not sure enough',
  'several-characters': 'there are several characters, and one was expected',
  'several-lines': 'there are several lines; the most prominent one is shown first',
  'several-pages': 'the file has several pages',
  blank: 'the picture is blank',
  'not-a-digit': 'this does not look like a number',
  'breaks-rule': 'the number breaks a rule that was set for it',
  'bad-option': 'an option of this picture could not be understood',
  'not-an-image': 'the file is no picture that can be read',
  'image-broken': 'the file is broken',
  'image-too-large': 'the picture is too large',
  'image-too-small': 'the picture is too small',
};

/** Never rounded up to certainty, nor down to none. */
export const percent = (probability: number): string => {
  if (probability >= 1) return '100 %';
  if (probability > 0.999) return '> 99.9 %';
  if (probability > 0 && probability < 0.001) return '< 0.1 %';
  return `${(Math.floor(probability * 1000) / 10).toFixed(1)} %`;
};

export const describeStatus = ({ status, reason, promise }: Reading): string => {
  const why = reason === null ? '' : reasonWords[reason];
  if (status === 'accepted')
    return `Accepted: of readings like this, at most one in ${Math.round(1 / promise.maxError)} is wrong.`;
  if (status === 'review') return `Please look: ${why}.`;
  return `Nothing to read: ${why}.`;
};
