// Tells when something that ought to go on has stopped.
import { DigitdropError } from '../errors.ts';

interface StallClock {
  /** Rejects once there was a move, and for so long no other. */
  readonly stalled: Promise<never>;
  readonly moved: () => void;
  readonly stop: () => void;
}

/** @throws DigitdropError `body-too-slow`, by `stalled`. */
export const startStallClock = (stallMs: number): StallClock => {
  const { promise, reject } = Promise.withResolvers<never>();
  let timer: NodeJS.Timeout | undefined;
  let check: NodeJS.Immediate | undefined;
  const stall = (): void =>
    reject(
      new DigitdropError('body-too-slow', `expected more of the body within ${stallMs} ms, got nothing`),
    );
  const stop = (): void => {
    clearTimeout(timer);
    clearImmediate(check);
  };
  const moved = (): void => {
    stop();
    // Timers come before what has arrived: after a long piece of work of our own, that is looked at first.
    timer = setTimeout(() => {
      check = setImmediate(stall);
    }, stallMs);
  };
  return { stalled: promise, moved, stop };
};
