// How a caller's own values are shown back: short and flat, however large or deep they came.

const maxShown = 60;
const maxNames = 5;

/** One value in a few words; the length never depends on the value's. */
export const shown = (value: unknown): string => {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  if (typeof value !== 'string') return String(value);
  return value.length <= maxShown
    ? JSON.stringify(value)
    : `${JSON.stringify(value.slice(0, maxShown))}… (${value.length} characters)`;
};

/** Names in quotes, the first few of them. */
export const shownNames = (names: readonly string[]): string => {
  const first = names.slice(0, maxNames).map(shown).join(', ');
  return names.length <= maxNames ? first : `${first} and ${names.length - maxNames} more`;
};
