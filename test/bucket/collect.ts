// All that an async iterable gives. (`Array.fromAsync` is not in ES2024's library.)

export const collect = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
};
