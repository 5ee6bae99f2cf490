// A bound on the bytes in memory at once: who finds no room waits in line, and not for long.
import { DigitdropError } from '../errors.ts';

export interface Room {
  /**
   * Resolves once there is room for so many bytes more; at most all of it.
   * @throws DigitdropError `too-busy` where there is none in time; nothing is taken then.
   */
  readonly take: (bytes: number) => Promise<void>;
  readonly free: (bytes: number) => void;
}

/** Longer than one who sends nothing may hold room (gateway-body.ts): what many of them hold comes free before that. */
const longestWaitMs = 5_000;

export const createRoom = (maxBytes: number, mostWaitMs = longestWaitMs): Room => {
  const line: { readonly bytes: number; readonly enter: () => void }[] = [];
  let left = maxBytes;
  const admit = (): void => {
    // Only the first in line may enter, so that the large are not passed over for ever by the small.
    for (let [first] = line; first !== undefined && first.bytes <= left; [first] = line) {
      line.shift();
      left -= first.bytes;
      first.enter();
    }
  };
  return {
    take: bytes =>
      new Promise((resolve, reject) => {
        const leave = (): void => {
          line.splice(line.indexOf(waiting), 1);
          reject(new DigitdropError('too-busy', `expected room for ${bytes} bytes within ${mostWaitMs} ms`));
          admit();
        };
        const timer = setTimeout(leave, mostWaitMs);
        const enter = (): void => {
          clearTimeout(timer);
          resolve();
        };
        const waiting = { bytes, enter };
        line.push(waiting);
        admit();
      }),
    free: bytes => {
      left += bytes;
      admit();
    },
  };
};
