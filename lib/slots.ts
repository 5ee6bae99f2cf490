// A bound on how much is done at once: who comes when all slots are taken waits in line.
import { DigitdropError } from './errors.ts';

interface Waiting {
  /** Begins to work where true; else it has waited for nothing. */
  readonly enter: (mayWork: boolean) => void;
  readonly isGone: () => boolean;
}

/**
 * @param isGone nobody waits for the work any more: it is not begun.
 * @throws DigitdropError `too-busy` where the line is full, or nobody waits any more
 */
export type RunInSlot = <T>(work: () => Promise<T>, isGone?: () => boolean) => Promise<T>;

/** @param mostWaiting length of the line. */
export const createSlots = (count: number, mostWaiting = Number.POSITIVE_INFINITY): RunInSlot => {
  const line: Waiting[] = [];
  let free = count;

  const waitInLine = async (isGone: () => boolean): Promise<void> => {
    if (line.length >= mostWaiting)
      throw new DigitdropError('too-busy', `expected at most ${mostWaiting} to wait, got more`);
    const mayWork = await new Promise<boolean>(enter => line.push({ enter, isGone }));
    if (!mayWork) throw new DigitdropError('too-busy', 'waited in line until nobody asked any more');
  };

  /** The slot goes straight to the next in line, so that nobody can slip in between. */
  const handOn = (): void => {
    for (let next = line.shift(); next !== undefined; next = line.shift()) {
      const isGone = next.isGone();
      next.enter(!isGone);
      if (!isGone) return;
    }
    free += 1;
  };

  return async (work, isGone = () => false) => {
    if (free > 0) free -= 1;
    else await waitInLine(isGone);
    try {
      return await work();
    } finally {
      handOn();
    }
  };
};
