import { describe, expect, it } from 'vitest';
import { parseOptions } from '../../lib/reading/options.ts';

describe('parseOptions', () => {
  it.each([
    ['0.005', 0.005],
    ['.01', 0.01],
    ['5e-3', 0.005],
    [0.02, 0.02],
  ])('reads maxError %s', (stated, rate) => {
    expect(parseOptions({ maxError: stated }).maxError).toBe(rate);
  });

  it.each(['', '0', '1', 'x', '0.', '1.2.3', 'NaN', null, true])('refuses maxError %s', stated => {
    expect(() => parseOptions({ maxError: stated })).toThrow('maxError');
  });

  it('refuses a rate made to be slow as fast as any other', () => {
    const started = performance.now();
    expect(() => parseOptions({ maxError: `${'1'.repeat(200_000)}x` })).toThrow('maxError');
    expect(performance.now() - started).toBeLessThan(1000);
    const told = (() => {
      try {
        return parseOptions({ maxError: '1'.repeat(100_000) });
      } catch (error) {
        return (error as Error).message;
      }
    })();
    expect(String(told).length).toBeLessThan(300);
  });
});
