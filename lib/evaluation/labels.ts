// labels.csv: which pictures there are, what each truly holds, and what its reader is told beforehand.
import { posix } from 'node:path';
import { DigitdropError } from '../errors.ts';
import { kebabOptionNames, parseOptions, type ReadOptions } from '../reading/options.ts';
import { type CsvRecord, parseCsv } from './csv.ts';

export interface Label {
  /** As the file states it: relative to the folder of labels.csv. */
  readonly filename: string;
  /** The digits from left to right, those of several lines parted by `|`; empty where the picture holds no number. */
  readonly value: string;
  /** The number as it is written, where a column `text` tells it. */
  readonly text: string | null;
  readonly options: ReadOptions;
}

type Columns = ReadonlyMap<string, number>;

/**
 * Parses labels.csv. Columns are found by their names; `filename` and `value` must be there, `text`
 * may be. Columns named like options (`expect`, `length`, `pattern`, …) hold for their row and go
 * before `stated`; an empty field states nothing. Other columns are left aside.
 * @param stated options for all rows, by camelCase names
 * @throws DigitdropError `bad-option` naming the line
 */
export const parseLabels = (text: string, stated: Readonly<Record<string, unknown>>): readonly Label[] => {
  const [header, ...records] = parseRecords(text);
  const columns: Columns = new Map(header?.fields.map((name, i) => [name.trim().toLowerCase(), i]));
  for (const needed of ['filename', 'value']) {
    if (!columns.has(needed))
      throw new DigitdropError(
        'bad-option',
        `labels: expected a first line with the columns filename and value, got ${JSON.stringify(header?.fields.join(',').slice(0, 80) ?? '')}`,
      );
  }
  if (records.length === 0) throw new DigitdropError('bad-option', 'labels: expected a picture, got none');
  const labels = records.map(record => labelOf(record, columns, stated));
  checkNamedOnce(labels, records);
  return labels;
};

/** Of two values one is wrong; and twice the same picture would make every interval narrower than it is. */
const checkNamedOnce = (labels: readonly Label[], records: readonly CsvRecord[]): void => {
  const lines = new Map<string, number>();
  for (const [i, { filename }] of labels.entries()) {
    const line = records[i]?.line ?? 0;
    // `./a` is `a`; what a name with `..` leads to, folders and their links decide.
    const place = filename.split('/').includes('..') ? filename : posix.normalize(filename);
    const before = lines.get(place);
    if (before !== undefined)
      throw new DigitdropError(
        'bad-option',
        `labels, line ${line}: expected each picture once, got ${JSON.stringify(filename)}, as in line ${before}`,
      );
    lines.set(place, line);
  }
};

const parseRecords = (text: string): readonly CsvRecord[] => {
  try {
    return parseCsv(text);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new DigitdropError('bad-option', `labels: ${cause.message}`, { cause });
  }
};

const labelOf = (
  { line, fields }: CsvRecord,
  columns: Columns,
  stated: Readonly<Record<string, unknown>>,
): Label => {
  const fieldOf = (name: string): string | null => {
    const column = columns.get(name);
    return column === undefined ? null : (fields[column] ?? '').trim();
  };
  const digitsOf = (value: string): string => {
    if (/^([0-9]+(\|[0-9]+)*)?$/.test(value)) return value;
    throw new DigitdropError(
      'bad-option',
      `labels, line ${line}: expected digits, got ${JSON.stringify(value)}`,
    );
  };
  if (fields.length !== columns.size)
    throw new DigitdropError(
      'bad-option',
      `labels, line ${line}: expected ${columns.size} fields as in the first line, got ${fields.length}`,
    );
  const filename = fields[columns.get('filename') ?? 0] ?? '';
  if (filename === '')
    throw new DigitdropError('bad-option', `labels, line ${line}: expected a filename, got none`);
  return {
    filename,
    value: digitsOf(fieldOf('value') ?? ''),
    text: fieldOf('text') || null,
    options: optionsOf(line, fieldOf, stated),
  };
};

const optionsOf = (
  line: number,
  fieldOf: (name: string) => string | null,
  stated: Readonly<Record<string, unknown>>,
): ReadOptions => {
  const own = Object.entries(kebabOptionNames).map(([name, kebab]) => [name, fieldOf(kebab) || undefined]);
  const told = Object.fromEntries(own.filter(([, value]) => value !== undefined));
  try {
    return parseOptions({ ...stated, ...told });
  } catch (cause) {
    if (!(cause instanceof DigitdropError)) throw cause;
    throw new DigitdropError(cause.code, `labels, line ${line}: ${cause.message}`, { cause });
  }
};
