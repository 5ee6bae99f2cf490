// `digitdrop export`: the readings beside the images of a bucket, on stdout, in the order of keys.
import { listImageVersions, loadCurrentReading } from '../bucket/current-readings.ts';
import { openStore } from '../bucket/store.ts';
import { DigitdropError } from '../errors.ts';
import { streamInOrder } from '../stream-in-order.ts';
import { addressOf, parseBucketAddress } from './bucket-address.ts';
import { correctedLine, formats } from './formats.ts';
import { writeTo } from './output.ts';
import { parseArguments } from './parse-arguments.ts';
import { openProgress } from './progress.ts';
import { tellResume } from './resume.ts';
import { listenForStop } from './stop-signal.ts';
import { placeUsage, readPlace, storeFlags, storeUsage } from './store-flags.ts';
import type { Command, Terminal } from './terminal.ts';

const usage = `Usage: digitdrop export [options] s3://bucket/prefix

Prints the reading of each image under the prefix, in the order of the images' keys. An image that has no
reading, or one of an object that stood there before, is left out and counted: digitdrop sweep finds it.

Options:
  --ndjson             the whole reading as one JSON object a line, "file" first (the default); one that a
                       person has checked has "correction", with what the model had said
  --csv                file,value,status,confidence,reason
  --start-after KEY    only images behind this key
${storeUsage}
  -h, --help           print this

"file" is the image's address, s3://bucket/key. Where a person has said what stands in the image as it is now,
their value is printed, and the status is corrected. ${placeUsage}
Exit: 0 all printed, 1 interrupted or the store failed, 2 wrong usage.
`;

/** Readings asked for at once: each is a round trip, and at most some kilobytes. */
const readingsAtOnce = 32;

export const exportCommand: Command = {
  usage,
  run: (args, terminal) => {
    const { values, positionals } = parseArguments(args, {
      ndjson: { type: 'boolean' },
      csv: { type: 'boolean' },
      'start-after': { type: 'string' },
      ...storeFlags,
    });
    if (values.ndjson && values.csv)
      throw new DigitdropError('bad-option', 'expected one of --ndjson and --csv, got both');
    const { bucket, prefix } = parseBucketAddress(positionals);
    const startAfter = values['start-after'] ?? null;
    const store = openStore(readPlace(values, terminal).config);
    const images = listImageVersions(store, bucket, { prefix, startAfter });
    const readings = streamInOrder(images, readingsAtOnce, image => loadCurrentReading(store, bucket, image));
    const format = formats[values.csv ? 'csv' : 'ndjson'];
    // A header in the middle of what is appended would be a row of its own.
    const { header } = startAfter === null ? format : { header: '' };
    const lines = async function* () {
      for await (const { key, reading, correction } of readings) {
        const file = addressOf(bucket, key);
        if (reading === null) yield { key, line: null };
        else if (correction === null) yield { key, line: format.line(file, reading) };
        else yield { key, line: correctedLine(values.csv ? 'csv' : 'ndjson', file, { reading, correction }) };
      }
    };
    return printAll(header, lines(), terminal);
  },
};

interface Line {
  readonly key: string;
  /** Null where the image has no reading. */
  readonly line: string | null;
}

const printAll = async (header: string, lines: AsyncIterable<Line>, terminal: Terminal): Promise<number> => {
  const stopping = listenForStop(terminal);
  const shown = terminal.stderr.isTTY === true && terminal.stdout.isTTY !== true;
  const progress = openProgress(terminal.stderr, { shown, unit: 'images' });
  let unread = 0;
  let doneThrough: string | null = null;
  let isWhole = false;
  try {
    if (!(await writeTo(terminal.stdout, header))) return 0;
    for await (const { key, line } of lines) {
      if (line === null) unread += 1;
      else if (!(await writeTo(terminal.stdout, line))) return 0;
      progress.step();
      doneThrough = key;
      if (stopping.aborted) return 1;
    }
    isWhole = true;
    return 0;
  } finally {
    progress.close();
    if (unread > 0)
      await writeTo(
        terminal.stderr,
        `digitdrop: ${unread === 1 ? '1 image without a reading of its own' : `${unread} images without a reading of their own`} left out\n`,
      );
    if (!isWhole) await writeTo(terminal.stderr, `digitdrop: not finished; ${tellResume(doneThrough)}\n`);
  }
};
