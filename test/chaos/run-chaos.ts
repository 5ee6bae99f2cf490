// One run: store, queue, faults and workers up, the plan fed in while workers are killed, then everything is counted.
import { closeSync, openSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { openStore } from '../../lib/bucket/store.ts';
import { readConfig } from '../../lib/config.ts';
import { createClosers } from '../../lib/local/closers.ts';
import type { Queue } from '../../lib/queue/queue.ts';
import { createRandom } from '../../lib/random.ts';
import { bucketName } from '../integration/bucket-client.ts';
import { createBucketUser } from './bucket-user.ts';
import { checkResults } from './check-results.ts';
import { startFaultProxy } from './fault-proxy.ts';
import { feed } from './feed.ts';
import { createLedger } from './ledger.ts';
import { createOutbox } from './outbox.ts';
import { drawPictures } from './pictures.ts';
import { planRun } from './plan.ts';
import { createPoison, refusedPrefix } from './poison.ts';
import { countRun, type RunCounts } from './run-counts.ts';
import type { RunSettings } from './run-settings.ts';
import { startQueue } from './start-queue.ts';
import { startStore } from './start-store.ts';
import { credentials } from './start-versitygw.ts';
import { patienceMs } from './store-trouble.ts';
import { startWorkers } from './worker-pool.ts';

export interface RunOutcome {
  readonly counts: RunCounts;
  /** What is off, a sentence each; empty where nothing is. */
  readonly faults: readonly string[];
}

/** An invocation is let go of before its messages come again, as on Lambda. */
const invocationShare = 0.8;

/** `say` hears how far the run is; what the workers log goes into `logFile`. */
export const runChaos = async (
  settings: RunSettings,
  { say, logFile }: { readonly say: (line: string) => void; readonly logFile: string },
): Promise<RunOutcome> => {
  const closers = createClosers();
  const random = createRandom(settings.seed);
  const mishaps: string[] = [];
  try {
    const store = await startStore(settings.store);
    closers.add(store.close);
    const environment = environmentFor(store.url);
    Object.assign(process.env, environment);
    const pictures = await drawPictures();
    const queue = await startQueue(settings.visibilitySeconds);
    closers.add(queue.close);
    const proxy = await startFaultProxy({
      ...{ storeUrl: store.url, bucket: bucketName, random: createRandom(settings.seed + 1) },
      isRefused: key => key.startsWith(refusedPrefix),
    });
    closers.add(proxy.close);
    const log = openSync(logFile, 'a');
    closers.add(() => closeSync(log));
    const workers = await startWorkers({
      ...{
        count: settings.workers,
        meanKillMs: settings.meanKillMs,
        random: createRandom(settings.seed + 2),
      },
      args: [
        queue.url,
        queue.name,
        String(settings.visibilitySeconds * 1000 * invocationShare),
        settings.plant,
      ],
      env: {
        PATH: process.env.PATH ?? '',
        ...environment,
        S3_ENDPOINT: proxy.url,
        S3_TIMEOUT_MS: String(patienceMs),
      },
      ...{ log, onDeath: why => mishaps.push(why) },
    });
    closers.add(workers.close);

    const deadline = AbortSignal.timeout(settings.maxMs);
    const ledger = createLedger();
    const user = createBucketUser(store.url);
    const sizes = { whole: pictures.whole.length, broken: pictures.broken.length };
    const plan = planRun({ ...settings, pictures: sizes }, random);
    say(`planned ${plan.steps.length} steps: ${plan.reversals} reversals, ${plan.duplicates} duplicates`);
    const poison = createPoison({ ledger, pictures, user, proxy, random });
    const send = (bodies: readonly string[]) => queue.queue.send(bodies.map(body => ({ body })));
    const outbox = createOutbox(send, poison, random);
    const begun = performance.now();
    const since = () => `${((performance.now() - begun) / 1000).toFixed(0)} s`;
    await feed({ plan, pictures, ledger, user, proxy, queue: queue.queue, outbox, signal: deadline });
    say(`after ${since()}: all is told, in ${await outbox.close()} batches; ${ledger.inFlight} in flight`);
    await workers.endKilling();
    await drain(queue.queue, deadline);
    await proxy.settled();
    say(`after ${since()}: the queue is empty; calls to the store: ${JSON.stringify(proxy.counts())}`);
    await workers.close();
    if (deadline.aborted) mishaps.push(`after ${settings.maxMs} ms the queue was not empty yet`);

    const direct = openStore(readConfig(environment));
    const findings = await checkResults(direct, ledger);
    const deadLetters = await queue.showDeadLetters();
    const counted = countRun({ settings, ledger, findings, deadLetters, kills: workers.kills() });
    say(`after ${since()}: every key is looked at`);
    return { counts: counted.counts, faults: [...mishaps, ...counted.faults] };
  } finally {
    await closers.close();
  }
};

const environmentFor = (storeUrl: string): Readonly<Record<string, string>> => ({
  S3_ENDPOINT: storeUrl,
  BUCKET: bucketName,
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  LOG_LEVEL: 'warn',
});

/** Until nothing waits, is hidden or is in anybody's hands. */
const drain = async (queue: Pick<Queue, 'count'>, deadline: AbortSignal): Promise<void> => {
  while ((await queue.count()) > 0 && !deadline.aborted) await wait(250);
};
