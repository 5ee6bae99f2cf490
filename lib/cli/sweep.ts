// `digitdrop sweep`: images without a reading of their own, back on their way.
import { examineInOrder } from '../bucket/find-unread.ts';
import { openStore } from '../bucket/store.ts';
import { parseBucketAddress } from './bucket-address.ts';
import { handOnAll } from './hand-on.ts';
import { openHandOn } from './open-hand-on.ts';
import { parseArguments } from './parse-arguments.ts';
import { placeUsage, queueFlags, queueUsage, readPlace, storeFlags, storeUsage } from './store-flags.ts';
import type { Command } from './terminal.ts';

const usage = `Usage: digitdrop sweep [options] s3://bucket/prefix

Looks at every image under the prefix, in the order of keys, and queues those whose .json is missing or is not
of the image as it stands. What is in order is left alone: it may run at any time, and twice. Without a queue
(an S3-compatible store of which only the endpoint is set) the images are read here.

Options:
  --start-after KEY    go on behind this key, as the run before said when it was interrupted
  --here               read the images here, whatever queue there is (WEBHOOK_URL is not told of these)
${storeUsage}
${queueUsage}
  -h, --help           print this

${placeUsage}
Exit: 0 all done, 1 interrupted or not all done, 2 wrong usage.
`;

export const sweepCommand: Command = {
  usage,
  run: async (args, terminal) => {
    const { values, positionals } = parseArguments(args, {
      'start-after': { type: 'string' },
      here: { type: 'boolean' },
      ...storeFlags,
      ...queueFlags,
    });
    const { bucket, prefix } = parseBucketAddress(positionals);
    const place = readPlace(values, terminal);
    const { close, ...sink } = await openHandOn(place, { announcer: 'SWEEP', here: values.here ?? false });
    try {
      const startAfter = values['start-after'] ?? null;
      const examined = examineInOrder(openStore(place.config), bucket, { prefix, startAfter });
      return await handOnAll({ examined, ...sink }, terminal);
    } finally {
      close();
    }
  },
};
