// How readings are printed: NDJSON for programs, CSV for spreadsheets, a table for people.
import type { Reading } from '../reading/reading.ts';
import type { Correction } from '../review/correction.ts';

export interface Format {
  /** Printed first; empty where there is none. */
  readonly header: string;
  readonly line: (file: string, reading: Reading) => string;
}

export type FormatName = 'ndjson' | 'csv' | 'table';

const csvColumns = ['file', 'value', 'status', 'confidence', 'reason'] as const;

/**
 * A field as RFC 4180 wants it. Paths are not changed to hinder formulas: they are the key that rows are
 * joined by, and only a name given bare on the command line could begin with "=".
 */
const csvField = (value: string | number | null): string => {
  const text = value === null ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/** @param fields of `file`, `value`, `status`, `confidence`, `reason`. */
export const csvLine = (fields: readonly (string | number | null)[]): string =>
  `${fields.map(csvField).join(',')}\n`;

/** A name may hold anything but "/" and NUL: what would steer the terminal is shown as its code. */
const printable = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  text.replace(/[\u0000-\u001f\u007f-\u009f]/g, c => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`);

/** The file comes last, so that columns line up although nobody knows how long the names to come are. */
const tableRow = (cells: readonly [string, string, string, string, string]): string =>
  `${cells[0].padEnd(10)}  ${cells[1].padEnd(8)}  ${cells[2].padStart(10)}  ${cells[3].padEnd(18)}  ${cells[4]}\n`;

/** What a person said wins over what the model did: value and status are theirs, and the reading's own stand beside. */
export const correctedLine = (
  format: 'csv' | 'ndjson',
  file: string,
  { reading, correction }: { readonly reading: Reading; readonly correction: Correction },
): string => {
  const { value } = correction;
  // Who leaves the digits as they were read has nothing against the comma and the sign between them.
  const text = value !== null && value === reading.value ? reading.text : value;
  const told = { status: 'corrected', reason: null, message: null, value, text, confidence: null };
  return format === 'csv'
    ? csvLine([file, value, told.status, null, null])
    : `${JSON.stringify({ file, ...reading, ...told, correction })}\n`;
};

export const formats: Readonly<Record<FormatName, Format>> = {
  ndjson: {
    header: '',
    line: (file, reading) => `${JSON.stringify({ file, ...reading })}\n`,
  },
  csv: {
    header: `${csvColumns.join(',')}\n`,
    line: (file, reading) => csvLine(csvColumns.map(c => (c === 'file' ? file : reading[c]))),
  },
  table: {
    header: tableRow(['value', 'status', 'confidence', 'reason', 'file']),
    line: (file, { value, status, confidence, reason }) =>
      tableRow([value ?? '-', status, confidence?.toFixed(4) ?? '-', reason ?? '', printable(file)]),
  },
};
