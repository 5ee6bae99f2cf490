// How long a reading took: decoding, reading, both.
import type { Reading } from './reading.ts';

export const noTime: Reading['durationMs'] = Object.freeze({ decode: 0, read: 0, total: 0 });

/** Milliseconds with one decimal. */
export const startClock = () => {
  const start = performance.now();
  let decodedAt: number | null = null;
  const tenths = (ms: number) => Math.round(ms * 10) / 10;
  return {
    decoded: () => {
      decodedAt = performance.now();
    },
    durations: (): Reading['durationMs'] => {
      const end = performance.now();
      return {
        decode: tenths((decodedAt ?? end) - start),
        read: tenths(decodedAt === null ? 0 : end - decodedAt),
        total: tenths(end - start),
      };
    },
  };
};
