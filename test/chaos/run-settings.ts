// What a run is: how much, against which store, with which fault planted. From the command line.
import { parseArgs } from 'node:util';
import { isPlant, type Plant, plantNames } from './plants.ts';

export type StoreName = 'versitygw' | 'laptop';

export interface RunSettings {
  /** At least so many events are told, of at least so many keys. */
  readonly events: number;
  readonly keys: number;
  readonly seed: number;
  readonly workers: number;
  /** One worker is killed after so long, as a mean. */
  readonly meanKillMs: number;
  /** SQS's visibility timeout, above what an invocation may take. */
  readonly visibilitySeconds: number;
  /** After this the run is over, and what is not read is lost. */
  readonly maxMs: number;
  readonly store: StoreName;
  readonly plant: Plant;
}

/** What is asked of a run, and ten minutes at most with its beginning and the check at its end. */
const fullRun: RunSettings = {
  events: 20_000,
  keys: 5_000,
  seed: 1,
  workers: 3,
  meanKillMs: 4_000,
  visibilitySeconds: 30,
  maxMs: 540_000,
  store: 'versitygw',
  plant: 'none',
};

const usage = `usage: npm run test:chaos -- [--events N] [--keys N] [--seed N] [--workers N] [--kill-every MS]
  [--visibility S] [--store versitygw|laptop] [--plant ${plantNames.join('|')}]`;

/** @throws with the usage. */
export const readRunSettings = (args: readonly string[]): RunSettings => {
  const number = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...{ events: number, keys: number, seed: number, workers: number },
      ...{ 'kill-every': number, visibility: number, store: number, plant: number },
    },
  });
  const count = (name: keyof typeof values, fallback: number): number => {
    const value = values[name] === undefined ? fallback : Number(values[name]);
    if (!Number.isInteger(value) || value < 1) throw new Error(`--${name}: expected a count\n${usage}`);
    return value;
  };
  const { store = fullRun.store, plant = fullRun.plant } = values;
  if (store !== 'versitygw' && store !== 'laptop') throw new Error(`--store: no ${store}\n${usage}`);
  if (!isPlant(plant)) throw new Error(`--plant: no ${plant}\n${usage}`);
  return {
    events: count('events', fullRun.events),
    keys: count('keys', fullRun.keys),
    seed: count('seed', fullRun.seed),
    workers: count('workers', fullRun.workers),
    meanKillMs: count('kill-every', fullRun.meanKillMs),
    visibilitySeconds: count('visibility', fullRun.visibilitySeconds),
    maxMs: fullRun.maxMs,
    store,
    plant,
  };
};
