// What was opened is closed in the reverse order, once, whatever fails on the way.
import { expect, test } from 'vitest';
import { createClosers } from '../../lib/local/closers.ts';

test('closes in the reverse order, once, and past a failure', async () => {
  const closed: string[] = [];
  const closers = createClosers();
  closers.add(() => void closed.push('first'));
  closers.add(async () => {
    closed.push('second');
    throw new Error('stuck');
  });
  closers.add(() => void closed.push('third'));
  await expect(closers.close()).rejects.toThrow('stuck');
  await expect(closers.close()).rejects.toThrow('stuck');
  expect(closed).toEqual(['third', 'second', 'first']);
});
