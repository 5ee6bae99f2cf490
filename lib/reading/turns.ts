// A few at a time, by weight, in the order of asking.

/**
 * Runs work as soon as its weight fits beside what is running, and not before what was asked for earlier. Work heavier
 * than `capacity` runs alone.
 */
export const createTurns = (
  capacity: number,
): (<T>(weight: number, work: () => Promise<T>) => Promise<T>) => {
  const waiting: { readonly weight: number; readonly begin: () => void }[] = [];
  let running = 0;

  const beginWaiting = (): void => {
    for (let next = waiting[0]; next !== undefined && running + next.weight <= capacity; next = waiting[0]) {
      waiting.shift();
      running += next.weight;
      next.begin();
    }
  };

  return async (stated, work) => {
    const weight = Math.min(stated, capacity);
    const turn = Promise.withResolvers<void>();
    waiting.push({ weight, begin: turn.resolve });
    beginWaiting();
    await turn.promise;
    try {
      return await work();
    } finally {
      running -= weight;
      beginWaiting();
    }
  };
};
