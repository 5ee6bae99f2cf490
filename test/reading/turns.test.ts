import { expect, it } from 'vitest';
import { createTurns } from '../../lib/reading/turns.ts';

/** Work that says when it begins and ends, and the most weight that ran at once. */
const watched = () => {
  const events: string[] = [];
  const watch = { running: 0, most: 0 };
  const work =
    (name: string, weight = 1, fails = false) =>
    async () => {
      watch.running += weight;
      watch.most = Math.max(watch.most, watch.running);
      events.push(`${name} begins`);
      await new Promise(resolve => setTimeout(resolve, 2));
      events.push(`${name} ends`);
      watch.running -= weight;
      if (fails) throw new Error(name);
      return name;
    };
  return { events, watch, work };
};

it('runs what is too heavy for company alone, in order, and goes on after a failure', async () => {
  const takeTurn = createTurns(10);
  const { events, work } = watched();
  const outcomes = await Promise.allSettled([
    takeTurn(50, work('a', 50, true)),
    takeTurn(10, work('b')),
    takeTurn(50, work('c')),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
  expect(events).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
});

it('runs light work side by side, never above its capacity', async () => {
  const takeTurn = createTurns(10);
  const { watch, work } = watched();
  await Promise.all(Array.from({ length: 12 }, (_, i) => takeTurn(4, work(String(i), 4))));
  expect(watch.most).toBe(8);
});

it('does not begin what nobody waits for any more, and goes on with the next', async () => {
  const takeTurn = createTurns(10);
  const { events, work } = watched();
  let isGone = false;
  const outcomes = Promise.allSettled([
    takeTurn(10, work('a')),
    takeTurn(10, work('b'), () => isGone),
    takeTurn(10, work('c')),
  ]);
  isGone = true;
  const [, gone] = await outcomes;
  expect(gone).toMatchObject({ status: 'rejected', reason: { code: 'too-busy' } });
  expect(events).toEqual(['a begins', 'a ends', 'c begins', 'c ends']);
});
