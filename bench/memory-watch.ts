// The memory of this process over time: is it flat?

const everyMs = 250;

export interface WatchedMemory {
  /** Means of the resident set, in bytes, in each tenth of the time. */
  readonly tenths: readonly number[];
  /** By how much of itself the last third is above the second, in which all is warm: about 0 where memory is flat. */
  readonly growth: number;
}

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

const parts = (values: readonly number[], count: number): readonly (readonly number[])[] =>
  Array.from({ length: count }, (_, i) =>
    values.slice(Math.floor((i * values.length) / count), Math.floor(((i + 1) * values.length) / count)),
  );

export const startMemoryWatch = (): { readonly stop: () => WatchedMemory } => {
  const samples = [process.memoryUsage.rss()];
  const timer = setInterval(() => samples.push(process.memoryUsage.rss()), everyMs);
  return {
    stop: () => {
      clearInterval(timer);
      samples.push(process.memoryUsage.rss());
      const [, second = [], last = []] = parts(samples, 3).map(part => (part.length > 0 ? part : samples));
      const filled = parts(samples, 10).filter(part => part.length > 0);
      return { tenths: filled.map(meanOf), growth: meanOf(last) / meanOf(second) - 1 };
    },
  };
};
