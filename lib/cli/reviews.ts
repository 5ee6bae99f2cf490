// `digitdrop reviews`: readings that were placed before there was a review queue, or with another audit share, into it.
import { listImageVersions, loadCurrentReading } from '../bucket/current-readings.ts';
import { openStore } from '../bucket/store.ts';
import { noteForReview } from '../review/review-entry.ts';
import { streamInOrder } from '../stream-in-order.ts';
import { parseBucketAddress } from './bucket-address.ts';
import { writeTo } from './output.ts';
import { parseArguments } from './parse-arguments.ts';
import { openProgress } from './progress.ts';
import { tellResume } from './resume.ts';
import { listenForStop } from './stop-signal.ts';
import { placeUsage, readPlace, storeFlags, storeUsage } from './store-flags.ts';
import type { Command } from './terminal.ts';

const usage = `Usage: digitdrop reviews [options] s3://bucket/prefix

Looks at the reading of every image under the prefix, in the order of keys, and puts those that say review, and the
share of accepted ones that AUDIT_SHARE names, into the review queue, unless somebody has corrected them. Readings go
there by themselves; this is for those from before. It may run at any time, and twice.

Options:
  --start-after KEY    go on behind this key, as the run before said when it was interrupted
${storeUsage}
  -h, --help           print this

${placeUsage}
Exit: 0 all done, 1 interrupted or the store failed, 2 wrong usage.
`;

/** Readings asked for at once: each is a round trip or two. */
const readingsAtOnce = 32;

export const reviewsCommand: Command = {
  usage,
  run: async (args, terminal) => {
    const { values, positionals } = parseArguments(args, {
      'start-after': { type: 'string' },
      ...storeFlags,
    });
    const { bucket, prefix } = parseBucketAddress(positionals);
    const { config } = readPlace(values, terminal);
    const store = openStore(config);
    const images = listImageVersions(store, bucket, { prefix, startAfter: values['start-after'] ?? null });
    const stopping = listenForStop(terminal);
    const progress = openProgress(terminal.stderr, { shown: terminal.stderr.isTTY === true, unit: 'images' });
    let [looked, noted, isWhole] = [0, 0, false];
    let doneThrough: string | null = null;
    try {
      const all = streamInOrder(images, readingsAtOnce, async image => {
        const { key, reading, correction } = await loadCurrentReading(store, bucket, image);
        const isOpen = reading !== null && correction === null;
        return { key, isNoted: isOpen && (await noteForReview(store, bucket, reading, config.auditShare)) };
      });
      for await (const { key, isNoted } of all) {
        progress.step();
        looked += 1;
        noted += isNoted ? 1 : 0;
        doneThrough = key;
        if (stopping.aborted) break;
      }
      isWhole = !stopping.aborted;
    } finally {
      progress.close();
      await writeTo(terminal.stdout, `${looked} images looked at, ${noted} to check\n`);
      if (!isWhole) await writeTo(terminal.stderr, `digitdrop: not finished; ${tellResume(doneThrough)}\n`);
    }
    return isWhole ? 0 : 1;
  },
};
