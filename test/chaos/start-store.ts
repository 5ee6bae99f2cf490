// The store of a run, in a process or a folder of its own. It must honour conditional writes, also under a race.
// Why versitygw: moto (5.2.5) takes 3.3 ms of processor a call, so that a run would take an hour, and let two of 20
// racing `If-None-Match: *` win; versitygw takes 0.3 ms, and of 20 one won, in 100 races of 100. The laptop's own
// bucket honours conditions as well, and needs nothing fetched, but it is ours.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../lib/config.ts';
import { createClosers } from '../../lib/local/closers.ts';
import { startBucket } from '../../lib/local/running-bucket.ts';
import { createLog } from '../../lib/log.ts';
import { bucketName } from '../integration/bucket-client.ts';
import { fetchVersitygw } from './fetch-versitygw.ts';
import type { StoreName } from './run-settings.ts';
import { startVersitygw } from './start-versitygw.ts';

export interface RunningStore {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** Starts a store with an empty bucket. */
export const startStore = async (name: StoreName): Promise<RunningStore> => {
  const folder = await mkdtemp(join(tmpdir(), 'digitdrop-chaos-store-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  const started = await (name === 'laptop'
    ? startLaptop(folder)
    : startVersitygw({ program: await fetchVersitygw(), folder: join(folder, 'data') }));
  return { url: started.url, close: () => started.close().finally(remove) };
};

const startLaptop = async (folder: string): Promise<RunningStore> => {
  const closers = createClosers();
  const config = readConfig({ DATA_DIR: folder, S3_PORT: '0', BUCKET: bucketName });
  const { url } = await startBucket(config, { log: createLog('error'), closers, origins: () => [] });
  return { url, close: closers.close };
};
