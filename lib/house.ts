// Opens what the doors share: settings, log, the reader with its models, the bucket. Once a process.

import type { Announce } from './after/reading-created.ts';
import type { ObjectStore } from './bucket/object-store.ts';
import { openNow, openStoreAtNeed } from './bucket/store-at-need.ts';
import { type Config, readConfig } from './config.ts';
import type { Log } from './log.ts';
import { openReader } from './reading/open-reader.ts';
import type { Reader } from './reading/reader.ts';
import { openTelemetry } from './telemetry/open-telemetry.ts';
import type { Telemetry } from './telemetry/telemetry.ts';

export interface House {
  readonly config: Config;
  readonly log: Log;
  readonly reader: Reader;
  readonly store: ObjectStore;
  readonly telemetry: Telemetry;
  /** Told of each reading that lies beside its image; null: nobody. */
  readonly announce: Announce | null;
  /** Does a reading go with its image? */
  readonly removesReadings: boolean;
  /** The share of accepted readings that a person is to look at as well. */
  readonly auditShare: number;
}

export interface HouseOptions {
  /** Is the store opened by its first call? It is at once, where every event needs it. */
  readonly storeAtNeed?: boolean;
}

/** Opens a house: models are loaded and checked here, nothing else touches the network. */
export const openHouse = async (
  config: Config,
  { storeAtNeed = false }: HouseOptions = {},
): Promise<House> => {
  const { log, telemetry } = await openTelemetry(config);
  const store = storeAtNeed ? openStoreAtNeed(config) : await openNow(config);
  const { modelUri, settings, removesReadings, auditShare } = config;
  const { noteFallback } = telemetry;
  const reader = await openReader({ log, modelUri, store, settings, noteFallback });
  const announce = await openAnnounce(config);
  return { config, log, reader, store, telemetry, announce, removesReadings, auditShare };
};

/** The SDK's client is loaded only where there is a bus. */
const openAnnounce = async ({ eventBus, region }: Config): Promise<Announce | null> => {
  if (eventBus === null) return null;
  const { openEventBus } = await import('./after/event-bus.ts');
  return openEventBus({ bus: eventBus, region });
};

let opened: Promise<House> | null = null;

/** The process's one house, by its environment. Forgotten when it fails, so the next call tries again. */
export const houseOfEnvironment = (options: HouseOptions = {}): Promise<House> => {
  opened ??= openHouse(readConfig(process.env), options).catch(error => {
    opened = null;
    throw error;
  });
  return opened;
};
