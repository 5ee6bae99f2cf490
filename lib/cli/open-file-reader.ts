// The reader behind `digitdrop read`. No bucket is opened unless the settings fetch the model from one.
import type { ObjectStore } from '../bucket/object-store.ts';
import { type Config, readConfig } from '../config.ts';
import { createLog } from '../log.ts';
import type { Reader } from '../reading/reader.ts';
import type { Terminal } from './terminal.ts';

/** @throws DigitdropError `bad-config`, `model-unusable` */
export const openFileReader = async ({ env, stderr }: Terminal): Promise<Reader> => {
  const config = readConfig(env);
  // A person reads what stands on stderr here, so only what matters, unless they ask for more.
  const log = createLog(env.LOG_LEVEL ? config.logLevel : 'warn', line => void stderr.write(line));
  const { openReader } = await import('../reading/open-reader.ts');
  return openReader({
    log,
    modelUri: config.modelUri,
    store: openStoreLate(config),
    settings: config.settings,
  });
};

/** The AWS SDK takes longer to load than a digit to read. */
const openStoreLate = (config: Config): Pick<ObjectStore, 'get'> => ({
  get: async (...asked) => (await import('../bucket/store.ts')).openStore(config).get(...asked),
});
