import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createLatest } from '../../web/latest.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** Each question takes 50 ms to answer. */
const start = () => {
  const [asked, shown]: [string[], string[]] = [[], []];
  const current: boolean[] = [];
  const latest = createLatest<string, string>({
    ask: async question => {
      asked.push(question);
      await new Promise(resolve => setTimeout(resolve, 50));
      return question.toUpperCase();
    },
    show: (answer, _, isCurrent) => {
      shown.push(answer);
      current.push(isCurrent);
    },
    quietMs: 20,
    longestMs: 100,
  });
  return {
    asked,
    shown,
    current,
    forget: latest.forget,
    settle: latest.settle,
    change: (to: string) => latest.change(async () => to),
  };
};

it('asks once the changes pause, about the last of them', async () => {
  const { asked, shown, change } = start();
  for (const letter of ['a', 'b', 'c']) {
    change(letter);
    await vi.advanceTimersByTimeAsync(10);
  }
  expect(asked).toEqual([]);
  await vi.advanceTimersByTimeAsync(10);
  expect(asked).toEqual(['c']);
  await vi.advanceTimersByTimeAsync(50);
  expect(shown).toEqual(['C']);
});

it('asks while the changes go on, one question at a time', async () => {
  const { asked, shown, change } = start();
  for (let at = 0; at < 300; at += 10) {
    change(String(at));
    await vi.advanceTimersByTimeAsync(10);
  }
  expect(asked.length).toBeGreaterThanOrEqual(2);
  expect(asked.length).toBeLessThanOrEqual(5);
  await vi.advanceTimersByTimeAsync(200);
  expect(shown).toEqual(asked);
  expect(shown.at(-1)).toBe('290');
});

it('shows no answer to what has been forgotten, and answers what comes after', async () => {
  const { asked, shown, change, forget } = start();
  change('old');
  await vi.advanceTimersByTimeAsync(30);
  expect(asked).toEqual(['old']);
  forget();
  change('new');
  await vi.advanceTimersByTimeAsync(200);
  expect(asked).toEqual(['old', 'new']);
  expect(shown).toEqual(['NEW']);
  change('never');
  forget();
  await vi.advanceTimersByTimeAsync(200);
  expect(asked).toEqual(['old', 'new']);
});

it('asks at once where the changes have come to a rest, beside what is on its way', async () => {
  const { asked, shown, current, change, settle } = start();
  change('a');
  await vi.advanceTimersByTimeAsync(30);
  change('b');
  settle();
  await vi.advanceTimersByTimeAsync(1);
  expect(asked).toEqual(['a', 'b']);
  await vi.advanceTimersByTimeAsync(100);
  expect([shown, current]).toEqual([
    ['A', 'B'],
    [false, true],
  ]);
});

it('shows no answer after that of a later question', async () => {
  const shown: string[] = [];
  const waits: Readonly<Record<string, number>> = { slow: 200, quick: 20 };
  const latest = createLatest<string, string>({
    ask: async question => {
      await new Promise(resolve => setTimeout(resolve, waits[question]));
      return question;
    },
    show: answer => shown.push(answer),
    quietMs: 10,
    longestMs: 10,
  });
  latest.change(async () => 'slow');
  latest.settle();
  await vi.advanceTimersByTimeAsync(20);
  latest.change(async () => 'quick');
  latest.settle();
  await vi.advanceTimersByTimeAsync(400);
  expect(shown).toEqual(['quick']);
});
