// What was opened, to be closed in the reverse order.

type Close = () => void | Promise<void>;

export interface Closers {
  readonly add: (close: Close) => void;
  /** Closes everything, whatever fails on the way; throws the first failure. Closing twice is closing once. */
  readonly close: () => Promise<void>;
}

export const createClosers = (): Closers => {
  const opened: Close[] = [];
  let closing: Promise<void> | null = null;
  const closeAll = async (): Promise<void> => {
    const failures: unknown[] = [];
    for (const close of opened.reverse()) {
      try {
        await close();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  };
  return {
    add: close => void opened.push(close),
    close: () => {
      closing ??= closeAll();
      return closing;
    },
  };
};
