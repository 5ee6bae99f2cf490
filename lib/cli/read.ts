// `digitdrop read`: one reading for each file, in the order given.
import { DigitdropError } from '../errors.ts';
import type { ReadOptions } from '../reading/options.ts';
import type { Reader } from '../reading/reader.ts';
import { streamInOrder } from '../stream-in-order.ts';
import { expandDashes, type Found, findFiles } from './find-files.ts';
import { folderOfUser } from './folder-of-user.ts';
import { type FormatName, formats } from './formats.ts';
import { openFileReader } from './open-file-reader.ts';
import { optionFlags, optionUsage, parseOptionFlags } from './option-flags.ts';
import { writeTo } from './output.ts';
import { parseArguments } from './parse-arguments.ts';
import { openProgress, type Progress } from './progress.ts';
import { pipeSilenceMs } from './read-bounded.ts';
import { filesAtOnce, readOneFile } from './read-one-file.ts';
import type { Command, Terminal } from './terminal.ts';

const usage = `Usage: digitdrop read [options] FILES…

Prints one reading a file, in the order given. FILES are image files, folders (read recursively, in name
order; names that begin with a dot, .json files and links to folders are left out) or - for a list on
stdin, one path a line. Relative paths start where you stand.

A named pipe may say nothing for ${pipeSilenceMs / 1000} s before it counts as a file that cannot be opened; /dev/stdin and
<(…) are followed to their end. Names that are not UTF-8 are read in folders and from a list on stdin,
and printed with U+FFFD in place of what is no text.

Options:
  --ndjson             the whole reading as one JSON object a line, "file" first (the default in a pipe)
  --csv                file,value,status,confidence,reason (paths as they are: mind names that begin with "=")
${optionUsage}
  -h, --help           print this

Without a flag: a table on a terminal, NDJSON in a pipe.
Exit: 0 every file was processed (a file that is no image is a rejected reading), 1 a file is missing or
cannot be opened (the others are read), 2 wrong usage.
`;

interface ReadArguments {
  readonly files: readonly string[];
  readonly format: FormatName;
  readonly options: ReadOptions;
}

/** The command over any reader; tests bring their own. */
export const createReadCommand = (openReader: (terminal: Terminal) => Promise<Reader>): Command => ({
  usage,
  run: async (args, terminal) => {
    const { files, format, options } = parseReadArguments(args, terminal.stdout.isTTY === true);
    const reader = await openReader(terminal);
    reader.checkOptions(options);
    const folder = folderOfUser(terminal);
    const { header, line } = formats[format];
    const progress = openProgress(terminal.stderr, {
      // A table on the same terminal shows by itself how far things are.
      shown: terminal.stderr.isTTY === true && terminal.stdout.isTTY !== true,
    });
    if (!files.includes('-')) void tellTotal(findFiles(files, folder), progress, terminal);
    const found = findFiles(expandDashes(files, terminal.stdin), folder);
    const answers = streamInOrder(found, filesAtOnce, item => readOneFile(item, reader, options));
    let [exitCode, count] = [0, 0];
    try {
      if (!(await writeTo(terminal.stdout, header))) return exitCode;
      for await (const given of answers) {
        progress.step();
        count += 1;
        if ('fault' in given) {
          progress.say(`digitdrop: ${JSON.stringify(given.file)}: ${given.fault}`);
          exitCode = 1;
        } else if (!(await writeTo(terminal.stdout, line(given.file, given.reading)))) return exitCode;
      }
      if (count === 0) progress.say('digitdrop: there are no files to read');
      return exitCode;
    } finally {
      progress.close();
      // An open stdin would keep the process alive after an early end.
      if (files.includes('-')) terminal.stdin.destroy();
    }
  },
});

export const readCommand = createReadCommand(openFileReader);

/** @throws DigitdropError `bad-option` */
const parseReadArguments = (args: readonly string[], isTerminal: boolean): ReadArguments => {
  const { values, positionals } = parseArguments(args, {
    ndjson: { type: 'boolean' },
    csv: { type: 'boolean' },
    ...optionFlags,
  });
  if (values.ndjson && values.csv)
    throw new DigitdropError('bad-option', 'expected one of --ndjson and --csv, got both');
  if (positionals.length === 0)
    throw new DigitdropError('bad-option', 'expected files, folders or - to read, got none');
  return {
    files: positionals,
    format: values.ndjson ? 'ndjson' : values.csv ? 'csv' : isTerminal ? 'table' : 'ndjson',
    options: parseOptionFlags(values),
  };
};

/** Counts beside the work, for the time that is left; only where somebody watches. */
const tellTotal = async (found: AsyncIterable<Found>, progress: Progress, terminal: Terminal) => {
  if (terminal.stderr.isTTY !== true) return;
  let total = 0;
  for await (const _ of found) total += 1;
  progress.tellTotal(total);
};
