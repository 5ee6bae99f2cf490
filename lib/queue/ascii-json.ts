// JSON that every queue takes: what is said, in ASCII alone.

/**
 * SQS takes only the characters of XML 1.0, and not every queue of its kind takes all of those (fauxqs, for one, none
 * beyond U+FFFD, where emoji are). Keys of objects may hold any.
 */
export const toAsciiJson = (value: unknown): string =>
  JSON.stringify(value).replace(/[^ -~]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
