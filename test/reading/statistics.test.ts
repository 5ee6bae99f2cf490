import { describe, expect, it } from 'vitest';
import { otsu } from '../../lib/reading/statistics.ts';
import { noise } from './drawing.ts';

describe('otsu', () => {
  it('parts two classes between them, and knows one from two', () => {
    const two = Float32Array.from({ length: 400 }, (_, i) => (i % 4 === 0 ? 0.8 : 0.2));
    expect(otsu(two).threshold).toBeGreaterThan(0.2);
    expect(otsu(two).threshold).toBeLessThan(0.8);
    expect(otsu(two).separability).toBeCloseTo(1, 5);
    const grain = noise(0.1);
    const bell = Float32Array.from({ length: 4000 }, () => 0.5 + grain());
    // 2/pi for a normal distribution.
    expect(otsu(bell).separability).toBeCloseTo(0.64, 1);
  });
});
