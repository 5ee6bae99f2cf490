// What the number model read → accepted, review or rejected.
import { describe, expect, it } from 'vitest';
import { holdsNumber, judgeNumber, worthOf } from '../../lib/reading/judge-number.ts';
import type { NumberRead } from '../../lib/reading/number/number-reader.ts';

const promise = { maxError: 0.01, threshold: 0.9 };
const box = { x: 0, y: 0, width: 1, height: 1 };

const read = (text: string, confidence: number, more: Partial<NumberRead> = {}): NumberRead => ({
  best: { text, value: text.replace(/\D/g, ''), confidence },
  others: [],
  obeys: true,
  digits: [],
  forms: [],
  ...more,
});

const judge = (given: NumberRead) => judgeNumber(given, () => box, promise);

describe('judgeNumber', () => {
  it.each([
    ['97.924,69-', 0.95, 'accepted', null, '9792469'],
    ['007', 0.9, 'accepted', null, '007'],
    ['007', 0.8999, 'review', 'low-confidence', '007'],
    ['?12', 0.99, 'review', 'not-a-digit', '12'],
    ['?1', 0.99, 'rejected', 'not-a-digit', null],
    ['8??', 0.99, 'review', 'not-a-digit', '8'],
    ['8???', 0.99, 'rejected', 'not-a-digit', null],
    ['?8?', 0.99, 'rejected', 'not-a-digit', null],
    ['85??', 0.99, 'review', 'not-a-digit', '85'],
    ['85???', 0.99, 'rejected', 'not-a-digit', null],
    ['???', 0.99, 'rejected', 'not-a-digit', null],
    ['', 0.99, 'rejected', 'blank', null],
    ['-.', 0.99, 'rejected', 'blank', null],
  ])('takes %s, %s sure, for %s, %s', (text, confidence, status, reason, value) => {
    const finding = judge(read(text, confidence));
    expect(finding).toMatchObject({ status, reason, value, by: 'number' });
    expect(finding.text).toBe(value === null ? null : text);
    expect(finding.confidence === null).toBe(value === null);
  });

  it('leaves writing to a person that may be several digits', () => {
    const others = (confidence: number) => [
      { value: '45', confidence },
      { value: '', confidence: 0.05 },
    ];
    expect(judge(read('?5', 0.7, { others: others(0.1) }))).toMatchObject({
      status: 'review',
      reason: 'not-a-digit',
      value: null,
      text: null,
      confidence: null,
      alternatives: [{ value: '45', confidence: 0.1 }],
    });
    expect(judge(read('?5', 0.7, { others: others(0.09) })).status).toBe('rejected');
    expect(judge(read('??', 0.7, { others: [{ value: '4', confidence: 0.3 }] })).status).toBe('rejected');
  });

  it('tells what breaks the rule, however sure it is', () => {
    expect(judge(read('12', 0.999, { obeys: false }))).toMatchObject({
      status: 'review',
      reason: 'breaks-rule',
      value: '12',
    });
    expect(judge(read('', 0.999, { obeys: false })).status).toBe('rejected');
  });

  it('tells other values that say anything, and places digits in the original', () => {
    const others = [
      { value: '17', confidence: 0.02 },
      { value: '', confidence: 0.01 },
      { value: '77', confidence: 0.0001 },
    ];
    const digit = { value: '1', confidence: 0.9, alternatives: [] };
    const digits = [{ ...digit, box: { left: 3, top: 4, right: 5, bottom: 6 } }];
    const finding = judge(read('11', 0.95, { others, digits }));
    expect(finding.alternatives).toEqual([{ value: '17', confidence: 0.02 }]);
    expect(finding.digits).toEqual([{ ...digit, box }]);
  });
});

describe('worthOf', () => {
  it('is the confidence, less for what is no part of a number, nothing without digits', () => {
    expect(worthOf(read('12', 0.8))).toBe(0.8);
    expect(worthOf(read('12?', 0.9))).toBeCloseTo(0.9 * (2 / 3) ** 2);
    expect(worthOf(read('?', 0.9))).toBe(0);
    expect(worthOf(read('', 0.9))).toBe(0);
  });

  it('takes a word for no number', () => {
    expect(holdsNumber(read('?1', 0.9))).toBe(false);
    expect(holdsNumber(read('?12', 0.9))).toBe(true);
  });
});
