// Asking while something still changes: not with every change, and no answer that a later one has overtaken.

export interface LatestOptions<Q, A> {
  readonly ask: (question: Q) => Promise<A>;
  /** `isCurrent`: nothing has changed since it was asked. */
  readonly show: (answer: A, question: Q, isCurrent: boolean) => void;
  /** Asks so long after the last change, … */
  readonly quietMs: number;
  /** … and after so long in any case, while the changes go on. */
  readonly longestMs: number;
}

export interface Latest<Q> {
  /** Something has changed. `make` gives the question once it is time to ask; null asks nothing. */
  readonly change: (make: () => Promise<Q | null>) => void;
  /** The changes have come to a rest: what has not been asked is asked now, whatever else is on its way. */
  readonly settle: () => void;
  /** Whatever is asked or about to be is of no interest any more. */
  readonly forget: () => void;
}

export const createLatest = <Q, A>({ ask, show, quietMs, longestMs }: LatestOptions<Q, A>): Latest<Q> => {
  let [era, changes, shownChange, asking] = [0, 0, 0, 0];
  let timer: ReturnType<typeof setTimeout> | null = null;
  let firstChangeAt: number | null = null;
  let pending: (() => Promise<Q | null>) | null = null;

  const stopWaiting = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    firstChangeAt = null;
  };

  const run = async (mostAsking: number): Promise<void> => {
    stopWaiting();
    if (asking >= mostAsking || pending === null) return;
    const [make, ofEra, ofChange] = [pending, era, changes];
    pending = null;
    asking += 1;
    try {
      const question = await make();
      if (question !== null && ofEra === era) {
        const answer = await ask(question);
        if (ofEra === era && ofChange > shownChange) {
          shownChange = ofChange;
          show(answer, question, ofChange === changes);
        }
      }
    } finally {
      asking -= 1;
      // What changed meanwhile has waited long enough.
      if (pending !== null && timer === null) void run(1);
    }
  };

  return {
    change: make => {
      const now = performance.now();
      pending = make;
      changes += 1;
      const first = firstChangeAt ?? now;
      stopWaiting();
      firstChangeAt = first;
      timer = setTimeout(() => run(1), Math.max(0, Math.min(quietMs, first + longestMs - now)));
    },
    // Beside one that was asked while the changes went on, and is outdated.
    settle: () => void run(2),
    forget: () => {
      era += 1;
      pending = null;
      stopWaiting();
    },
  };
};
