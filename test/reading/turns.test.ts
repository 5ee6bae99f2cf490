import { expect, it } from 'vitest';
import { createTurns } from '../../lib/reading/turns.ts';

it('runs one at a time, in order, and goes on after a failure', async () => {
  const takeTurn = createTurns();
  const events: string[] = [];
  const work =
    (name: string, fails = false) =>
    async () => {
      events.push(`${name} begins`);
      await new Promise(resolve => setTimeout(resolve, 2));
      events.push(`${name} ends`);
      if (fails) throw new Error(name);
      return name;
    };
  const outcomes = await Promise.allSettled([
    takeTurn(work('a', true)),
    takeTurn(work('b')),
    takeTurn(work('c')),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
  expect(events).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
});
