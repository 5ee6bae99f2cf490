// The table as a file: the same lines as the command line prints.
import { csvLine, formats } from '../lib/cli/formats.ts';
import { type Item, readingOf } from './items.ts';

/** A picture that could not be read: its reason is what the page says of it. */
const failed = {
  csv: (file: string, reason: string) => csvLine([file, '', 'failed', '', reason]),
  ndjson: (file: string, message: string) => `${JSON.stringify({ file, status: 'failed', message })}\n`,
} as const;

/** What failed has a line that says so, so that no picture is missing unseen; what still waits has none. */
export const exportItems = (items: readonly Item[], format: 'csv' | 'ndjson'): string => {
  const { header, line } = formats[format];
  const lines = items.flatMap(item => {
    const reading = readingOf(item);
    if (reading !== null) return [line(item.name, reading)];
    return item.progress.state === 'failed' ? [failed[format](item.name, item.progress.message)] : [];
  });
  return header + lines.join('');
};
