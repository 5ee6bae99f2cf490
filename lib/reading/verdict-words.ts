// The statuses and reasons of a reading: what each means, and which go together. The schema, the OpenAPI document, the
// page and the types of what judges all come from here.

/** What a status tells whoever gets the reading. */
export const statusMeanings = {
  accepted:
    'The reading is sure enough to be used as it is; `promise` tells how rarely such readings are wrong.',
  review:
    'A person should look. The value is the best guess, or missing where any guess would mislead; `reason` says why.',
  rejected: 'There is nothing to read, and no value; `reason` says why.',
} as const;

export type Status = keyof typeof statusMeanings;

/** By reason: the statuses that it comes with, and what it says, as the end of a sentence. */
export const reasonMeanings = {
  'low-confidence': { of: ['review'], words: 'the reading is not sure enough' },
  'several-characters': { of: ['review'], words: 'there may be more than one character or number' },
  'several-lines': {
    of: ['review'],
    words: 'there are several lines; the most prominent one is shown first',
  },
  'several-pages': { of: ['review'], words: 'the file has several pages' },
  blank: { of: ['rejected'], words: 'the picture is blank' },
  'not-a-digit': { of: ['review', 'rejected'], words: 'this does not look like a number' },
  'breaks-rule': { of: ['review'], words: 'the number breaks a rule that was set for it' },
  'bad-option': { of: ['review'], words: 'an option of this picture could not be understood' },
  'not-an-image': { of: ['rejected'], words: 'the file is no picture that can be read' },
  'image-broken': { of: ['rejected'], words: 'the file is broken' },
  'image-too-large': { of: ['rejected'], words: 'the picture is too large' },
  'image-too-small': { of: ['rejected'], words: 'the picture is too small' },
} as const satisfies Readonly<
  Record<string, { readonly of: readonly ('review' | 'rejected')[]; readonly words: string }>
>;

export type Reason = keyof typeof reasonMeanings;

/** The reasons that may stand beside a status. */
export type ReasonOf<S extends 'review' | 'rejected'> = {
  [R in Reason]: S extends (typeof reasonMeanings)[R]['of'][number] ? R : never;
}[Reason];

const namesOf = <T extends object>(meanings: T): readonly [keyof T, ...(keyof T)[]] =>
  Object.keys(meanings) as [keyof T, ...(keyof T)[]];

export const statuses = namesOf(statusMeanings);
export const reasons = namesOf(reasonMeanings);

export const reasonsOf = (status: Status): readonly Reason[] =>
  reasons.filter(reason => reasonMeanings[reason].of.some(one => one === status));

/** `name`: meaning, one a line, as descriptions of OpenAPI are written (CommonMark). */
export const listStatuses = (): string =>
  statuses.map(status => `- \`${status}\`: ${statusMeanings[status]}`).join('\n');

export const listReasons = (): string =>
  reasons
    .map(reason => {
      const { of, words } = reasonMeanings[reason];
      return `- \`${reason}\` (${of.join(' or ')}): ${words}.`;
    })
    .join('\n');
