// The scheduled sweep without a scheduler: what no event told of is found by the clock.
import { setTimeout as wait } from 'node:timers/promises';
import { type SweepHouse, sweepBucket } from '../bucket/sweep-bucket.ts';

export interface SweepClockParts {
  readonly house: SweepHouse;
  /** Between the end of one turn and the next; 0: never. */
  readonly minutes: number;
  readonly signal: AbortSignal;
  readonly sweep?: typeof sweepBucket;
}

/** Goes on until it is aborted; what fails is told, and done again with the next turn. Resolves once it has ended. */
export const runSweepClock = async (parts: SweepClockParts): Promise<void> => {
  const { house, minutes, signal, sweep = sweepBucket } = parts;
  if (minutes === 0) return;
  // A listing, and no more: a turn over millions of images must not open each of their readings.
  const order = { prefixes: [''], looks: 'lost', hasTime: () => !signal.aborted } as const;
  while (!signal.aborted) {
    await wait(minutes * 60_000, undefined, { signal }).catch(() => {});
    if (signal.aborted) return;
    await sweep(house, order).catch(error =>
      house.log.warn('the sweep failed; the next is to come', { error }),
    );
  }
};
