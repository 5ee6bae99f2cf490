// A bound on how much is done at once: who comes when all slots are taken waits in line.

export type RunInSlot = <T>(work: () => Promise<T>) => Promise<T>;

export const createSlots = (count: number): RunInSlot => {
  const line: (() => void)[] = [];
  let free = count;
  return async work => {
    if (free > 0) free -= 1;
    else await new Promise<void>(resolve => line.push(resolve));
    try {
      return await work();
    } finally {
      const next = line.shift();
      // The slot goes straight to the next in line, so that nobody can slip in between.
      if (next === undefined) free += 1;
      else next();
    }
  };
};
