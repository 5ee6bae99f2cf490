// What the demo calls "as expected", and what it says where it is not.
import { describe, expect, it } from 'vitest';
import { differenceFrom, type Expected } from '../../samples/expected.ts';
import { sampleReading } from '../cli/fake-terminal.ts';

const seven: Expected = { file: 'a.png', value: '7', status: 'accepted', reason: null, shows: 'a seven' };

describe('a sample’s reading', () => {
  it('is as expected where value, status and reason agree', () => {
    expect(differenceFrom(seven, sampleReading)).toBeNull();
  });

  it.each([
    [{ value: '1' }, 'expected 7, accepted, got 1, accepted'],
    [{ status: 'review', reason: 'low-confidence' }, 'expected 7, accepted, got 7, review (low-confidence)'],
    [
      { value: null, status: 'rejected', reason: 'blank' },
      'expected 7, accepted, got no value, rejected (blank)',
    ],
  ] as const)('is not with %j', (change, sentence) => {
    expect(differenceFrom(seven, { ...sampleReading, ...change })).toBe(sentence);
  });

  it('is not where none came', () => {
    expect(differenceFrom(seven, null)).toBe('expected 7, accepted, got no reading in time');
  });
});
