// A handler is called as Lambda calls it, and not waited for longer than Lambda would.
import { expect, test } from 'vitest';
import { invoke } from '../../lib/local/lambda-context.ts';

const options = { functionName: 'digitdrop-api', timeoutMs: 30 };

test('hands over the event and a context that counts down', async () => {
  const [event, name, left] = (await invoke(
    async (given, context) => [given, context.functionName, context.getRemainingTimeInMillis()],
    { a: 1 },
    options,
  )) as [unknown, string, number];
  expect([event, name]).toEqual([{ a: 1 }, 'digitdrop-api']);
  expect(left).toBeGreaterThan(0);
  expect(left).toBeLessThanOrEqual(30);
});

test('lets go of a handler that never ends, and passes on what is thrown', async () => {
  await expect(invoke(() => new Promise(() => {}), {}, options)).rejects.toThrow('timed out after 30 ms');
  await expect(invoke(() => Promise.reject(new Error('mine')), {}, options)).rejects.toThrow('mine');
});
