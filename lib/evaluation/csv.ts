// Comma-separated values as RFC 4180 has them: fields in quotes may hold commas, line ends and doubled quotes.

export interface CsvRecord {
  /** Where the record begins in the file, from 1. */
  readonly line: number;
  readonly fields: readonly string[];
}

const delimiters = /[,\r\n]/g;

/**
 * Splits a text into records. Lines may end in LF, CR LF or CR; a byte order mark and empty lines are left out.
 * @throws SyntaxError naming the line of a quote that is never closed, or that stands where none may
 */
export const parseCsv = (text: string): readonly CsvRecord[] => {
  const records: CsvRecord[] = [];
  let at = text.startsWith('\ufeff') ? 1 : 0;
  let line = 1;
  while (at < text.length) {
    const begun = { at, line };
    const fields: string[] = [];
    for (let more = true; more; ) {
      const field = text[at] === '"' ? quotedField(text, at, line) : plainField(text, at, line);
      fields.push(field.value);
      line += lineEndsIn(text, at, field.end);
      at = field.end;
      more = text[at] === ',';
      if (more) at += 1;
    }
    if (at > begun.at) records.push({ line: begun.line, fields });
    if (text[at] === '\r' && text[at + 1] === '\n') at += 1;
    at += 1;
    line += 1;
  }
  return records;
};

interface Field {
  readonly value: string;
  /** The delimiter after it, or the end of the text. */
  readonly end: number;
}

const plainField = (text: string, start: number, line: number): Field => {
  delimiters.lastIndex = start;
  const end = delimiters.exec(text)?.index ?? text.length;
  const value = text.slice(start, end);
  if (value.includes('"'))
    throw new SyntaxError(`line ${line}: expected a field with a quote in it to stand in quotes`);
  return { value, end };
};

const quotedField = (text: string, start: number, line: number): Field => {
  let value = '';
  for (let at = start + 1; ; ) {
    const quote = text.indexOf('"', at);
    if (quote < 0) throw new SyntaxError(`line ${line}: expected the quote to be closed`);
    value += text.slice(at, quote);
    at = quote + 1;
    if (text[at] !== '"') {
      if (at < text.length && !/[,\r\n]/.test(text[at] ?? ''))
        throw new SyntaxError(`line ${line}: expected a comma or the line's end after the closing quote`);
      return { value, end: at };
    }
    value += '"';
    at += 1;
  }
};

const lineEndsIn = (text: string, start: number, end: number): number =>
  text.slice(start, end).match(/\r\n|\r|\n/g)?.length ?? 0;
