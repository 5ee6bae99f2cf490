// The whole house on a laptop: bucket, queue, poller, gateway, and the cloud's own functions behind them.
import type { Config } from '../config.ts';
import { takeEventsInto } from '../http/take-events.ts';
import { createLog, type Log } from '../log.ts';
import { ownOrigins } from './callers.ts';
import { type Closers, createClosers } from './closers.ts';
import { type Doors, type OpenDoors, openDoors } from './doors.ts';
import { createGateway } from './gateway.ts';
import { invoke } from './lambda-context.ts';
import { closeServer, listenOnLoopback } from './listen.ts';
import { type Poller, startPoller } from './poller.ts';
import { type RunningBucket, startBucket } from './running-bucket.ts';
import { sweepAtStart } from './sweep-at-start.ts';
import { startWebhooks } from './webhooks.ts';

export interface RunningHouse {
  /** `http://127.0.0.1:4566` */
  readonly s3Url: string;
  /** `http://127.0.0.1:3000` */
  readonly httpUrl: string;
  /** Finishes what is in hand, then closes all that is open. Closing twice is closing once. */
  readonly close: () => Promise<void>;
}

export interface ServeOptions {
  readonly log?: Log;
  /** Other functions than the cloud's own, for tests of the house around them. */
  readonly openDoors?: OpenDoors;
}

/** Below the queue's visibility timeout, so that a batch that hangs is let go of before it comes again. */
const uploadTimeoutMs = 60_000;

/** What API Gateway waits for a function at most. */
const apiTimeoutMs = 30_000;

/** Batches at once: decoding and reading take the processor, more would only hold more pictures in memory. */
const concurrency = 2;

/** What a close waits for requests in hand before it cuts them off. */
const graceMs = 5_000;

/**
 * Starts a house; it resolves once `/v1/health` answers 200.
 * @throws DigitdropError `port-taken`, `bad-config` (DATA_DIR in use), or what keeps the models from loading.
 */
export const serve = async (config: Config, options: ServeOptions = {}): Promise<RunningHouse> => {
  const log = options.log ?? createLog(config.logLevel);
  const closers = createClosers();
  try {
    const addresses = await openAll(config, { log, closers, openDoors: options.openDoors ?? openDoors });
    return { ...addresses, close: closers.close };
  } catch (error) {
    await closers.close().catch(fault => log.error('closing what was opened failed', { error: fault }));
    throw error;
  }
};

interface Opening {
  readonly log: Log;
  readonly closers: Closers;
  readonly openDoors: OpenDoors;
}

const openAll = async (config: Config, opening: Opening) => {
  const { log, closers } = opening;
  const ports: number[] = [];
  const origins = () => [...ownOrigins(ports), ...config.corsOrigins];
  const running = await startBucket(config, { log, closers, origins });
  ports.push(running.port);

  let doors: Doors | null = null;
  const callApi = (api: Doors['api']) => (event: unknown) =>
    invoke(api, event, { functionName: 'digitdrop-api', timeoutMs: apiTimeoutMs });
  const gateway = createGateway({ invoke: () => (doors === null ? null : callApi(doors.api)), origins, log });
  const port = await listenOnLoopback(gateway, config.port, 'PORT');
  ports.push(port);
  closers.add(() => closeServer(gateway, graceMs));

  let poller: Poller | null = null;
  const isReady = () => poller?.isPolling() ?? false;
  const announce = await startWebhooks(config, { url: running.url, log, closers });
  const takeEvents = takeEventsInto(running.queues.uploads);
  doors = await opening.openDoors(config, { s3Url: running.url, isReady, announce, takeEvents });
  poller = pollUploads(running, doors, opening);
  startSweep(running, doors, opening);
  return { s3Url: running.url, httpUrl: `http://127.0.0.1:${port}` };
};

const pollUploads = ({ queues }: RunningBucket, { onUpload }: Doors, { log, closers }: Opening): Poller => {
  const functionName = 'digitdrop-on-upload';
  const poller = startPoller({
    queue: queues.uploads,
    invoke: event => invoke(onUpload, event, { functionName, timeoutMs: uploadTimeoutMs }),
    ...{ concurrency, log },
  });
  closers.add(poller.stop);
  return poller;
};

/** Nobody waits for the sweep: new uploads are read while it goes on. */
const startSweep = (
  { bucket, announcer }: RunningBucket,
  { house }: Doors,
  { log, closers }: Opening,
): void => {
  const stopping = new AbortController();
  const swept = sweepAtStart({ store: house.store, bucket, announcer, log, signal: stopping.signal }).catch(
    error => log.error('the sweep at start failed', { error }),
  );
  closers.add(async () => {
    stopping.abort();
    await swept;
  });
};
