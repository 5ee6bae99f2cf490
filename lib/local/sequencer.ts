// The order of objects' versions: hexadecimal numbers that only ever grow, over restarts too.

export type NextSequencer = () => string;

/** Milliseconds in the upper 44 bits, a counter in the lower 20: a million versions a millisecond. */
const counterBits = 20n;

const digits = 16;

/**
 * Gives 16 upper-case hex digits, each greater than the one before and than `last`, the greatest ever given
 * (null where there is none): a clock that was set back stops nothing. AWS promises only that the longer of
 * two is compared after the shorter is padded, so equal lengths compare as strings.
 */
export const createSequencer = (last: string | null, now: () => number = Date.now): NextSequencer => {
  let greatest = last === null ? 0n : BigInt(`0x${last}`);
  return () => {
    const byClock = BigInt(now()) << counterBits;
    greatest = byClock > greatest ? byClock : greatest + 1n;
    return greatest.toString(16).toUpperCase().padStart(digits, '0');
  };
};
