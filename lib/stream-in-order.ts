// Works on several items at a time and hands the results out in the order of the items.

/**
 * Runs `work` on at most `limit` items at once. A result is handed out as soon as all before it were, even
 * while the next item is still awaited, so a slow source (a list typed by hand) delays nobody.
 * Memory: `limit` items and results. Ends with the first error of the source or of `work`.
 */
export async function* streamInOrder<T, R>(
  items: AsyncIterable<T>,
  limit: number,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const source = items[Symbol.asyncIterator]();
  const pending: Promise<R>[] = [];
  let asked: Promise<IteratorResult<T>> | null = null;
  let ended = false;
  try {
    while (!ended || pending.length > 0) {
      if (!ended && pending.length < limit) asked ??= quietly(source.next());
      const event = await firstOf(asked, pending[0]);
      if ('result' in event) {
        pending.shift();
        yield event.result;
      } else {
        asked = null;
        if (event.next.done) ended = true;
        else pending.push(quietly(work(event.next.value)));
      }
    }
  } finally {
    // Not awaited: a source that waits for input would keep us here for ever.
    void quietly(Promise.resolve(source.return?.()));
  }
}

const firstOf = <T, R>(asked: Promise<IteratorResult<T>> | null, head: Promise<R> | undefined) =>
  Promise.race([
    ...(head === undefined ? [] : [head.then(result => ({ result }))]),
    ...(asked === null ? [] : [asked.then(next => ({ next }))]),
  ]);

/** Keeps a failure for whoever awaits it later from being reported as awaited by nobody. */
const quietly = <T>(promise: Promise<T>): Promise<T> => {
  promise.catch(() => {});
  return promise;
};
