// The laptop's bucket and queue in the test's own process, without the functions behind them.
import type { S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeEach } from 'vitest';
import { readConfig } from '../../lib/config.ts';
import { createClosers } from '../../lib/local/closers.ts';
import { type RunningBucket, startBucket } from '../../lib/local/running-bucket.ts';
import { createLog } from '../../lib/log.ts';
import { openClient } from './bucket-client.ts';
import { makeFolder } from './start-house.ts';

export interface BucketUnderTest {
  readonly client: S3Client;
  readonly running: RunningBucket;
  readonly path: string;
  readonly stop: () => Promise<void>;
  readonly start: () => Promise<void>;
}

/** The page that may call. */
export const pageOrigin = 'http://page.example';

/** A bucket for each test of a file, over a folder of its own; what it gives is read anew after a restart. */
export const useBucket = (): (() => BucketUnderTest) => {
  let current: BucketUnderTest | null = null;
  let folder: Awaited<ReturnType<typeof makeFolder>> | null = null;
  const start = async (path: string): Promise<void> => {
    const closers = createClosers();
    const config = readConfig({ DATA_DIR: path, S3_PORT: '0' });
    const running = await startBucket(config, {
      ...{ log: createLog('silent'), closers, origins: () => [pageOrigin] },
    });
    const client = openClient(running.url);
    const stop = async () => {
      client.destroy();
      await closers.close();
    };
    current = { client, running, path, stop, start: () => start(path) };
  };
  beforeEach(async () => {
    folder = await makeFolder();
    await start(folder.path);
  });
  afterEach(async () => {
    await current?.stop();
    await folder?.remove();
  });
  return () => {
    if (current === null) throw new Error('no test is running');
    return current;
  };
};
