// A bound on the bytes in memory at once: who finds no room waits in line.

export interface Room {
  /** Resolves once there is room for so many bytes more; at most all of it. */
  readonly take: (bytes: number) => Promise<void>;
  readonly free: (bytes: number) => void;
}

export const createRoom = (maxBytes: number): Room => {
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
      new Promise(enter => {
        line.push({ bytes, enter });
        admit();
      }),
    free: bytes => {
      left += bytes;
      admit();
    },
  };
};
