import { expect, it } from 'vitest';
import { createQueue } from '../../web/queue.ts';

it('works on so many at a time, in their order, and on all of them', async () => {
  const begun: number[] = [];
  const ends: (() => void)[] = [];
  const queue = createQueue<number>(n => {
    begun.push(n);
    return new Promise(resolve => ends.push(resolve));
  }, 2);
  const settle = () => new Promise(resolve => setTimeout(resolve));
  queue.add([1, 2, 3]);
  queue.add([4]);
  expect(begun).toEqual([1, 2]);
  ends[1]?.();
  await settle();
  expect(begun).toEqual([1, 2, 3]);
  ends[0]?.();
  ends[2]?.();
  await settle();
  expect(begun).toEqual([1, 2, 3, 4]);
  queue.add([5, 6]);
  expect(begun).toEqual([1, 2, 3, 4, 5]);
  queue.clear();
  for (const end of ends) end();
  await settle();
  expect(begun).toEqual([1, 2, 3, 4, 5]);
});
