// A few at a time, by weight, in the order of asking.
import { DigitdropError } from '../errors.ts';

interface Waiting {
  readonly weight: number;
  readonly begin: () => void;
}

/**
 * @param isGone nobody waits for the work any more: when its turn comes it is not begun.
 * @throws DigitdropError `too-busy` where it was not
 */
export type TakeTurn = <T>(weight: number, work: () => Promise<T>, isGone?: () => boolean) => Promise<T>;

/**
 * Runs work as soon as its weight fits beside what is running, and not before what was asked for earlier. Work heavier
 * than `capacity` runs alone.
 */
export const createTurns = (capacity: number): TakeTurn => {
  const waiting: Waiting[] = [];
  let running = 0;

  const beginWaiting = (): void => {
    for (let next = waiting[0]; next !== undefined && running + next.weight <= capacity; next = waiting[0]) {
      waiting.shift();
      running += next.weight;
      next.begin();
    }
  };

  return async (stated, work, isGone = () => false) => {
    const weight = Math.min(stated, capacity);
    const turn = Promise.withResolvers<void>();
    waiting.push({ weight, begin: turn.resolve });
    beginWaiting();
    await turn.promise;
    try {
      if (isGone()) throw new DigitdropError('too-busy', 'waited for its turn until nobody asked any more');
      return await work();
    } finally {
      running -= weight;
      beginWaiting();
    }
  };
};
