// The table as a file: the same lines as the command line prints.
import { formats } from '../lib/cli/formats.ts';
import { type Item, readingOf } from './items.ts';

/** Items without a reading are left out. */
export const exportItems = (items: readonly Item[], format: 'csv' | 'ndjson'): string => {
  const { header, line } = formats[format];
  const lines = items.flatMap(item => {
    const reading = readingOf(item);
    return reading === null ? [] : [line(item.name, reading)];
  });
  return header + lines.join('');
};
