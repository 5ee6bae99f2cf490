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

  it('is compared by text and lines only where these are expected', () => {
    const line = { value: '12', text: '12', confidence: 0.9, digits: [] };
    const box = { x: 0, y: 0, width: 1, height: 1 };
    const reading = { ...sampleReading, text: '7-', lines: [{ ...line, box }] };
    expect(differenceFrom(seven, reading)).toBeNull();
    expect(differenceFrom({ ...seven, text: '7-', lines: '12' }, reading)).toBeNull();
    expect(differenceFrom({ ...seven, text: '7' }, reading)).toBe(
      'expected 7 written 7, accepted, got 7 written 7-, accepted',
    );
    expect(differenceFrom({ ...seven, lines: '12|3' }, reading)).toBe(
      'expected 7, accepted, lines 12|3, got 7, accepted, lines 12',
    );
  });

  it('may be anything but accepted where that is all that is asked', () => {
    const unsure: Expected = { ...seven, value: null, status: 'not accepted' };
    const doubtful = { status: 'review', reason: 'low-confidence' } as const;
    expect(differenceFrom(unsure, { ...sampleReading, ...doubtful })).toBeNull();
    expect(differenceFrom(unsure, sampleReading)).toBe('expected not accepted, got 7, accepted');
    expect(differenceFrom(unsure, null)).toBe('expected not accepted, got no reading in time');
  });

  it('is not where none came', () => {
    expect(differenceFrom(seven, null)).toBe('expected 7, accepted, got no reading in time');
  });
});
