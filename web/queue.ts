// Many pictures, a few at a time, in the order in which they came.

/** Runs `work` of everything that is added, at most `atOnce` at the same time. `work` must not reject. */
export const createQueue = <T>(work: (thing: T) => Promise<void>, atOnce: number) => {
  let waiting: T[] = [];
  let next = 0;
  let running = 0;
  const advance = (): void => {
    while (running < atOnce && next < waiting.length) {
      const thing = waiting[next] as T;
      next += 1;
      running += 1;
      void work(thing).finally(() => {
        running -= 1;
        advance();
      });
    }
    if (next === waiting.length) {
      waiting = [];
      next = 0;
    }
  };
  return {
    add: (things: readonly T[]): void => {
      for (const thing of things) waiting.push(thing);
      advance();
    },
    clear: (): void => {
      waiting = [];
      next = 0;
    },
  };
};
