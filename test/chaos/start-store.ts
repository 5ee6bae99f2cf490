// The store of a run, in a process or a folder of its own. It must honour conditional writes, also under a race.
// Why versitygw: moto (5.2.5) takes 3.3 ms of processor a call, so that a run would take an hour, and let two of 20
// racing `If-None-Match: *` win; versitygw takes 0.3 ms, and of 20 one won, in 100 races of 100. The laptop's own
// bucket honours conditions as well, and needs nothing fetched, but it is ours.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { readConfig } from '../../lib/config.ts';
import { createClosers } from '../../lib/local/closers.ts';
import { closeServer, listenOnLoopback } from '../../lib/local/listen.ts';
import { startBucket } from '../../lib/local/running-bucket.ts';
import { createLog } from '../../lib/log.ts';
import { bucketName, openClient } from '../integration/bucket-client.ts';
import { fetchVersitygw } from './fetch-versitygw.ts';
import type { StoreName } from './run-settings.ts';

export interface RunningStore {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** Any will do, in every process that speaks to the store. */
export const credentials = { accessKeyId: 'chaos', secretAccessKey: 'chaos-secret' } as const;

/** Starts a store with an empty bucket. */
export const startStore = async (name: StoreName): Promise<RunningStore> => {
  const folder = await mkdtemp(join(tmpdir(), 'digitdrop-chaos-store-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  const started = await (name === 'laptop' ? startLaptop(folder) : startVersitygw(folder));
  return { url: started.url, close: () => started.close().finally(remove) };
};

const startLaptop = async (folder: string): Promise<RunningStore> => {
  const closers = createClosers();
  const config = readConfig({ DATA_DIR: folder, S3_PORT: '0', BUCKET: bucketName });
  const { url } = await startBucket(config, { log: createLog('error'), closers, origins: () => [] });
  return { url, close: closers.close };
};

const startVersitygw = async (folder: string): Promise<RunningStore> => {
  const program = await fetchVersitygw();
  await mkdir(join(folder, 'data'));
  const port = await findFreePort();
  const child = spawn(program, ['--quiet', '--port', `127.0.0.1:${port}`, 'posix', join(folder, 'data')], {
    env: { ROOT_ACCESS_KEY: credentials.accessKeyId, ROOT_SECRET_KEY: credentials.secretAccessKey },
    stdio: 'ignore',
  });
  const url = `http://127.0.0.1:${port}`;
  const client = openClient(url, credentials);
  for (let attempt = 0; ; attempt++) {
    if (child.exitCode !== null) throw new Error(`versitygw ended with ${child.exitCode}`);
    try {
      await client.send(new CreateBucketCommand({ Bucket: bucketName }));
      break;
    } catch (error) {
      if (attempt === 100) throw error;
      await wait(100);
    }
  }
  client.destroy();
  return {
    url,
    close: async () => {
      const ended = once(child, 'exit');
      if (child.exitCode === null && child.kill()) await ended;
    },
  };
};

const findFreePort = async (): Promise<number> => {
  const server = createServer();
  const port = await listenOnLoopback(server, 0, 'a free port');
  await closeServer(server, 0);
  return port;
};
