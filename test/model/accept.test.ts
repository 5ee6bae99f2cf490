// Which threshold stands for a caller's error rate, and which rates cannot be had.
import { describe, expect, it } from 'vitest';
import { acceptSchema, cannotPromise, promiseOf, smallestRate } from '../../lib/model/accept.ts';

const accept = acceptSchema.parse({
  maxError: 0.005,
  threshold: 0.97,
  curve: [
    { maxError: 0.002, threshold: 0.99 },
    { maxError: 0.005, threshold: 0.97 },
    { maxError: 0.02, threshold: 0.8 },
  ],
});

describe('promiseOf', () => {
  it.each([
    [null, 0.005, 0.97],
    [0.002, 0.002, 0.99],
    [0.004, 0.004, 0.99],
    [0.005, 0.005, 0.97],
    [0.019, 0.019, 0.97],
    [0.02, 0.02, 0.8],
    [0.5, 0.5, 0.8],
  ])('takes for %s the strictest threshold that it needs', (asked, maxError, threshold) => {
    expect(promiseOf(accept, asked)).toEqual({ maxError, threshold });
  });

  it('refuses what cannot be certified, naming the smallest rate', () => {
    expect(() => promiseOf(accept, 0.0019)).toThrow(/at least 0.002, .* got 0.0019/);
    expect(cannotPromise(0.01, 0.001).code).toBe('bad-option');
  });
});

it('finds the smallest rate that all models promise', () => {
  const other = acceptSchema.parse({ maxError: 0.01, threshold: 0.9 });
  expect(smallestRate([accept])).toBe(0.002);
  expect(smallestRate([accept, other])).toBe(0.01);
});

describe('acceptSchema', () => {
  it.each([
    ['rates out of order', [...accept.curve].reverse()],
    ['a default that is not among them', accept.curve.slice(0, 1)],
    ['no row', []],
  ])('refuses %s', (_fault, curve) => {
    expect(acceptSchema.safeParse({ ...accept, curve }).success).toBe(false);
    expect(acceptSchema.safeParse(accept).success).toBe(true);
  });
});
