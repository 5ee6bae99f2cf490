// One at a time, in the order of asking.

/** Runs work once all that was asked for earlier has ended, well or badly. */
export const createTurns = (): (<T>(work: () => Promise<T>) => Promise<T>) => {
  let last: Promise<unknown> = Promise.resolve();
  return work => {
    const turn = last.then(work, work);
    last = turn.catch(() => {});
    return turn;
  };
};
