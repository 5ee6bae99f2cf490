// Opens what the sweep's door needs by the environment: the bucket and the queue, no models. Once a process.
import { type Config, readConfig } from '../config.ts';
import { DigitdropError } from '../errors.ts';
import { openQueueClientAt } from '../queue/queue.ts';
import { openTelemetry } from '../telemetry/open-telemetry.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { openStore } from './store.ts';
import type { SweepHouse } from './sweep-bucket.ts';

export interface SweepDoorHouse extends SweepHouse {
  readonly telemetry?: Telemetry;
}

/** @throws DigitdropError `bad-config` where no queue is named, or what asking it throws. */
const openSweepHouse = async (config: Config): Promise<SweepDoorHouse> => {
  const { bucket, queueUrl } = config;
  if (queueUrl === null)
    throw new DigitdropError('bad-config', 'QUEUE_URL: expected the queue of uploads, got nothing');
  const { queue } = await openQueueClientAt(queueUrl, config).at(queueUrl);
  return { store: openStore(config), bucket, queue, ...(await openTelemetry(config)) };
};

let opened: Promise<SweepDoorHouse> | null = null;

/** By the process's environment. Forgotten when it fails, so the next call tries again. */
export const sweepOfEnvironment = (): Promise<SweepDoorHouse> => {
  opened ??= openSweepHouse(readConfig(process.env)).catch(error => {
    opened = null;
    throw error;
  });
  return opened;
};
