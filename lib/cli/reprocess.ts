// `digitdrop reprocess`: a backlog, or everything that another model has read.
import { listImages } from '../bucket/all-images.ts';
import { type Examined, examineInOrder } from '../bucket/find-unread.ts';
import type { ObjectStore } from '../bucket/object-store.ts';
import { openStore } from '../bucket/store.ts';
import type { Config } from '../config.ts';
import { createLog } from '../log.ts';
import { type BucketAddress, parseBucketAddress } from './bucket-address.ts';
import { handOnAll } from './hand-on.ts';
import { openHandOn } from './open-hand-on.ts';
import { parseArguments } from './parse-arguments.ts';
import { placeUsage, queueFlags, queueUsage, readPlace, storeFlags, storeUsage } from './store-flags.ts';
import type { Command } from './terminal.ts';

const usage = `Usage: digitdrop reprocess [options] s3://bucket/prefix

Queues every image under the prefix, in the order of keys. Whoever takes it from the queue reads it anew where
its reading is missing, is not of the image as it stands, or was made by another model than serves there; else
nothing changes. So it takes in a backlog, and after a new model it brings all readings up to it; it may run twice.

Options:
  --other-models       queue only what the models here (packaged, or MODEL_URI) have not read: looks into
                       each reading first, which is slower here and spares the queue the rest
  --start-after KEY    go on behind this key, as the run before said when it was interrupted
  --here               read the images here, whatever queue there is (WEBHOOK_URL is not told of these)
${storeUsage}
${queueUsage}
  -h, --help           print this

${placeUsage}
Exit: 0 all done, 1 interrupted or not all done, 2 wrong usage.
`;

export const reprocessCommand: Command = {
  usage,
  run: async (args, terminal) => {
    const { values, positionals } = parseArguments(args, {
      'other-models': { type: 'boolean' },
      'start-after': { type: 'string' },
      here: { type: 'boolean' },
      ...storeFlags,
      ...queueFlags,
    });
    const address = parseBucketAddress(positionals);
    const place = readPlace(values, terminal);
    const { close, ...sink } = await openHandOn(place, {
      announcer: 'REPROCESS',
      here: values.here ?? false,
    });
    try {
      const store = openStore(place.config);
      const startAfter = values['start-after'] ?? null;
      const options = { prefix: address.prefix, startAfter };
      const examined = values['other-models']
        ? await findOfOtherModels(store, address, options, place.config)
        : listImages(store, address.bucket, options);
      return await handOnAll({ examined, ...sink }, terminal);
    } finally {
      close();
    }
  },
};

const findOfOtherModels = async (
  store: ObjectStore,
  { bucket }: BucketAddress,
  options: { readonly prefix: string; readonly startAfter: string | null },
  { modelUri }: Config,
): Promise<AsyncIterable<Examined>> => {
  const { openReader } = await import('../reading/open-reader.ts');
  const { models } = await openReader({ log: createLog('warn'), modelUri, store });
  return examineInOrder(store, bucket, { ...options, models });
};
