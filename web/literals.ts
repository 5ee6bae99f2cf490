// JSON values as literals of a language: short ones on one line, so that rows of pixels stay rows.

export interface LiteralWords {
  readonly true: string;
  readonly false: string;
  readonly null: string;
  /** After the last of several lines. */
  readonly lastComma: ',' | '';
  /** Quotes a name of an object. */
  readonly name: (name: string) => string;
}

const longestLine = 90;

export const literal = (value: unknown, words: LiteralWords, indent = ''): string => {
  if (value === null || typeof value === 'boolean') return words[`${value}`];
  if (typeof value !== 'object') return JSON.stringify(value);
  const deeper = `${indent}  `;
  const isList = Array.isArray(value);
  const inner = isList
    ? value.map(item => literal(item, words, deeper))
    : Object.entries(value).map(([name, item]) => `${words.name(name)}: ${literal(item, words, deeper)}`);
  const [open, close] = isList ? '[]' : '{}';
  const line = `${open}${inner.join(', ')}${close}`;
  if (inner.length <= 1 ? !line.includes('\n') : line.length + indent.length <= longestLine) return line;
  const lines = inner.map(item => deeper + item).join(',\n');
  return `${open}\n${lines}${words.lastComma}\n${indent}${close}`;
};
