// Does the store answer? Asked once for many who ask, told within seconds, and logged when it changes.
import { expect, test } from 'vitest';
import { DigitdropError } from '../../lib/errors.ts';
import { createStoreCheck } from '../../lib/local/store-check.ts';
import { createLog } from '../../lib/log.ts';

const start = (answer: () => Promise<null>, freshMs = { good: 10_000, bad: 10_000 }) => {
  let asked = 0;
  const lines: string[] = [];
  const log = createLog('debug', line => void lines.push(line));
  const get = async () => {
    asked += 1;
    return answer();
  };
  const check = createStoreCheck({ store: { get }, bucket: 'b', log, freshMs, patienceMs: 50 });
  return { check, asked: () => asked, told: () => lines.map(line => JSON.parse(line).message) };
};

test('an object that is not there is an answer, and holds for a while', async () => {
  const { check, asked } = start(async () => null);
  expect(await Promise.all([check(), check(), check()])).toEqual([true, true, true]);
  expect(await check()).toBe(true);
  expect(asked()).toBe(1);
});

test('a bucket that is refused, or not there, is none; each change is told once', async () => {
  let isThere = false;
  const { check, told } = start(
    async () => {
      if (!isThere) throw new DigitdropError('store-refused', 'NoSuchBucket');
      return null;
    },
    { good: 0, bad: 0 },
  );
  expect([await check(), await check()]).toEqual([false, false]);
  isThere = true;
  expect([await check(), await check()]).toEqual([true, true]);
  expect(told()).toEqual(['the store does not answer', 'the store answers again']);
});

test('a store that hangs is told within the patience of whoever asks', async () => {
  const { check } = start(() => new Promise(() => {}));
  const begun = performance.now();
  expect(await check()).toBe(false);
  expect(performance.now() - begun).toBeLessThan(2_000);
});
