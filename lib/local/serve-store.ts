// The cloud's own functions without Lambda: over a store, and perhaps a queue, that others run.
import type { Announce } from '../after/reading-created.ts';
import type { Config } from '../config.ts';
import { DigitdropError } from '../errors.ts';
import { openHouse } from '../house.ts';
import type { TakeEvents } from '../http/take-events.ts';
import { createLog, type Log } from '../log.ts';
import { type Closers, createClosers } from './closers.ts';
import { createGateway } from './gateway.ts';
import { invoke, type LambdaHandler } from './lambda-context.ts';
import { closeServer, listenOn } from './listen.ts';
import { checkListenHost, httpUrlOf, isLoopbackHost } from './listen-host.ts';
import { type Poller, startPoller } from './poller.ts';
import { openStoreQueues, openStoreWebhook, type StoreQueues } from './queues-for-store.ts';
import { createStoreCheck } from './store-check.ts';
import { runSweepClock } from './sweep-clock.ts';
import { type SweepParts, sweepStore } from './sweep-store.ts';

export interface RunningStoreHouse {
  /** `http://0.0.0.0:3000` */
  readonly httpUrl: string;
  /** Takes nothing more, finishes what is in hand, then closes all that is open. Closing twice is closing once. */
  readonly close: () => Promise<void>;
}

/** Below the visibility timeout that the queue should have, so that a batch that hangs is let go of before. */
const uploadTimeoutMs = 60_000;
/** What API Gateway waits for a function at most. */
const apiTimeoutMs = 30_000;
/** Batches at once, as on a laptop; whoever has more processors starts more processes. */
const concurrency = 2;
/** What a close waits for requests in hand before it cuts them off. */
const graceMs = 30_000;

/**
 * Starts serving; it resolves once events are taken and the models are there. The store may still be away:
 * `/v1/health` tells when it answers, and what is told of it meanwhile waits in the queue.
 * @throws DigitdropError `port-taken`, `bad-config`, `store-unavailable` where the queue of the settings does not
 * answer, or what keeps the models from loading.
 */
export const serveStore = async (
  config: Config,
  { log = createLog(config.logLevel) }: { readonly log?: Log } = {},
): Promise<RunningStoreHouse> => {
  const closers = createClosers();
  const stopping = new AbortController();
  try {
    const httpUrl = await openAll(config, { log, closers, stopping: stopping.signal });
    const close = () => {
      stopping.abort();
      return closers.close();
    };
    return { httpUrl, close };
  } catch (error) {
    await closers.close().catch(fault => log.error('closing what was opened failed', { error: fault }));
    throw error;
  }
};

interface Opening {
  readonly log: Log;
  readonly closers: Closers;
  readonly stopping: AbortSignal;
}

const openAll = async (config: Config, opening: Opening): Promise<string> => {
  const { log, closers, stopping } = opening;
  const { bucket } = config;
  const host = checkListenHost(config.host);
  const queues = await openStoreQueues(config, closers);
  let call: ((event: unknown) => Promise<unknown>) | null = null;
  const gateway = createGateway({
    ...{ invoke: () => call, origins: () => config.corsOrigins, log },
    isPublic: !isLoopbackHost(host),
  });
  const port = await listenOn(gateway, { host, port: config.port, setting: 'PORT' });
  const closeGateway = () => closeServer(gateway, graceMs);
  closers.add(closeGateway);

  const house = await openHouse(config);
  const announce = joinAnnounce(house.announce, await openStoreWebhook(config, queues, opening));
  const [uploads, api] = await Promise.all([
    import('../../functions/on-upload.ts'),
    import('../../functions/api.ts'),
  ]);
  const poller = pollUploads(queues, uploads.createHandler({ ...house, announce }), opening);
  const storeAnswers = createStoreCheck({ ...house, bucket });
  const isReady = async () => !stopping.aborted && poller.isPolling() && (await storeAnswers());
  const takeEvents: TakeEvents = async messages => {
    if (stopping.aborted) throw new DigitdropError('not-ready', 'expected to be open, but it is closing');
    await queues.takeEvents(messages);
  };
  const handler = api.createHandler({ ...house, announce }, { isReady, takeEvents });
  call = event => invoke(handler, event, { functionName: 'digitdrop-api', timeoutMs: apiTimeoutMs });
  // Before the poller: what is answered 202 is in the queue, and nothing is answered so once that is no longer read.
  closers.add(closeGateway);
  // Somebody else's queue keeps what was told; of our own a stop leaves nothing.
  const swept = { ...house, bucket, queue: queues.uploads };
  if (queues.own !== null) startSweep(swept, opening);
  const clock = runSweepClock({ house: swept, minutes: config.sweepMinutes, signal: stopping });
  closers.add(() => clock);
  return httpUrlOf(host, port);
};

const joinAnnounce = (one: Announce | null, other: Announce | null): Announce | null => {
  if (one === null || other === null) return one ?? other;
  return async reading => {
    await one(reading);
    await other(reading);
  };
};

const pollUploads = (queues: StoreQueues, onUpload: LambdaHandler, { log, closers }: Opening): Poller => {
  const functionName = 'digitdrop-on-upload';
  const poller = startPoller({
    queue: queues.uploads,
    invoke: event => invoke(onUpload, event, { functionName, timeoutMs: uploadTimeoutMs }),
    ...{ concurrency, log, maxReceives: queues.maxReceives },
  });
  closers.add(async () => {
    await poller.stop();
    const left = queues.own === null ? 0 : await queues.own.uploads.count();
    if (left > 0) log.warn('events are left; the sweep at the next start finds their images', { left });
  });
  return poller;
};

const startSweep = (parts: Omit<SweepParts, 'signal'>, { closers, stopping, log }: Opening): void => {
  const swept = sweepStore({ ...parts, signal: stopping }).catch(error =>
    log.error('the sweep at start failed', { error }),
  );
  closers.add(() => swept.then(() => {}));
};
