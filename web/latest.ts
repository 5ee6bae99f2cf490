// Asking while something still changes: not with every change, one question at a time, and no answer that is outdated.

export interface LatestOptions<Q, A> {
  readonly ask: (question: Q) => Promise<A>;
  readonly show: (answer: A, question: Q) => void;
  /** Asks so long after the last change, … */
  readonly quietMs: number;
  /** … and after so long in any case, while the changes go on. */
  readonly longestMs: number;
}

export interface Latest<Q> {
  /** Something has changed. `make` gives the question once it is time to ask; null asks nothing. */
  readonly change: (make: () => Promise<Q | null>) => void;
  /** Whatever is asked or about to be is of no interest any more. */
  readonly forget: () => void;
}

export const createLatest = <Q, A>({ ask, show, quietMs, longestMs }: LatestOptions<Q, A>): Latest<Q> => {
  let era = 0;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let firstChangeAt: number | null = null;
  let pending: (() => Promise<Q | null>) | null = null;
  let isAsking = false;

  const run = async (): Promise<void> => {
    timer = null;
    if (isAsking || pending === null) return;
    const [make, ofEra] = [pending, era];
    pending = null;
    firstChangeAt = null;
    isAsking = true;
    try {
      const question = await make();
      if (question !== null && ofEra === era) {
        const answer = await ask(question);
        if (ofEra === era) show(answer, question);
      }
    } finally {
      isAsking = false;
      // What changed meanwhile has waited long enough.
      if (pending !== null && timer === null) void run();
    }
  };

  return {
    change: make => {
      const now = performance.now();
      pending = make;
      firstChangeAt ??= now;
      if (timer !== null) clearTimeout(timer);
      timer = setTimeout(run, Math.max(0, Math.min(quietMs, firstChangeAt + longestMs - now)));
    },
    forget: () => {
      era += 1;
      if (timer !== null) clearTimeout(timer);
      timer = null;
      pending = null;
      firstChangeAt = null;
    },
  };
};
