// What the table shows, and what it saves.
import { describe, expect, it } from 'vitest';
import { exportItems } from '../../web/export-items.ts';
import type { Item, Progress } from '../../web/items.ts';
import { countByStatus, filterItems, nextOrder, orderItems } from '../../web/table-order.ts';
import { describeStatus, percent } from '../../web/words.ts';
import { readingOf } from '../http/fake-house.ts';

let lastId = 0;
const item = (name: string, progress: Progress): Item => ({
  id: ++lastId,
  name,
  file: new Blob([]),
  expect: '',
  progress,
});
const read = (
  name: string,
  value: string | null,
  status: 'accepted' | 'review' | 'rejected',
  confidence: number | null,
) => item(name, { state: 'read', reading: { ...readingOf('7'), value, text: value, status, confidence } });

const items = [
  read('scan10.png', '12', 'accepted', 0.99),
  read('scan9.png', '7', 'review', 0.5),
  item('scan1.png', { state: 'failed', message: 'gone', canRetry: true }),
  read('a,"b".png', null, 'rejected', null),
  item('late.png', { state: 'waiting' }),
];
const namesBy = (column: Parameters<typeof nextOrder>[1], isDescending = false) =>
  orderItems(items, { column, isDescending }).map(({ name }) => name);

describe('the table', () => {
  it('sorts names and values as numbers are counted', () => {
    expect(namesBy('name')).toEqual(['a,"b".png', 'late.png', 'scan1.png', 'scan9.png', 'scan10.png']);
    expect(namesBy('value').slice(0, 2)).toEqual(['scan9.png', 'scan10.png']);
  });

  it('keeps rows without a value last either way', () => {
    expect(namesBy('confidence').slice(0, 2)).toEqual(['scan9.png', 'scan10.png']);
    expect(namesBy('confidence', true)).toEqual([
      'scan10.png',
      'scan9.png',
      'scan1.png',
      'a,"b".png',
      'late.png',
    ]);
  });

  it('puts first what needs a person', () => {
    expect(namesBy('status')).toEqual(['scan1.png', 'scan9.png', 'a,"b".png', 'late.png', 'scan10.png']);
  });

  it('sorts up, down, and as it was', () => {
    const up = nextOrder({ column: null, isDescending: false }, 'name');
    const down = nextOrder(up, 'name');
    expect([up, down, nextOrder(down, 'name')]).toEqual([
      { column: 'name', isDescending: false },
      { column: 'name', isDescending: true },
      { column: null, isDescending: false },
    ]);
    expect(nextOrder(down, 'value')).toEqual({ column: 'value', isDescending: false });
  });

  it('counts and filters by status', () => {
    expect(countByStatus(items)).toEqual({ open: 1, accepted: 1, review: 1, rejected: 1, failed: 1 });
    expect(filterItems(items, 'review').map(({ name }) => name)).toEqual(['scan9.png']);
    expect(filterItems(items, 'all')).toEqual(items);
  });
});

describe('saving', () => {
  it('writes CSV as spreadsheets read it, of all but what still waits', () => {
    expect(exportItems(items, 'csv')).toBe(
      'file,value,status,confidence,reason\n' +
        'scan10.png,12,accepted,0.99,\nscan9.png,7,review,0.5,\nscan1.png,,failed,,gone\n"a,""b"".png",,rejected,,\n',
    );
  });

  it('writes each whole reading as a line of NDJSON, the file first', () => {
    const lines = exportItems(items, 'ndjson').trimEnd().split('\n');
    expect(lines).toHaveLength(4);
    expect(JSON.parse(lines[2] ?? '')).toEqual({ file: 'scan1.png', status: 'failed', message: 'gone' });
    expect(Object.keys(JSON.parse(lines[0] ?? ''))[0]).toBe('file');
    expect(JSON.parse(lines[1] ?? '')).toMatchObject({
      file: 'scan9.png',
      value: '7',
      schema: 'digitdrop.reading/1',
    });
  });
});

describe('words', () => {
  it('never round a probability to certainty', () => {
    expect([1, 0.99999, 0.999, 0.5, 0.0001, 0].map(percent)).toEqual([
      '100 %',
      '> 99.9 %',
      '99.9 %',
      '50.0 %',
      '< 0.1 %',
      '0.0 %',
    ]);
  });

  it('say the error rate that is promised, and the reason', () => {
    const reading = { ...readingOf('7'), promise: { maxError: 0.005, threshold: 0.9 } };
    expect(describeStatus({ ...reading, status: 'accepted', reason: null })).toContain('one in 200 ');
    expect(describeStatus({ ...reading, status: 'rejected', reason: 'blank' })).toContain('blank');
    // Sure of the digit, not of its being whole: to say that it is not sure enough would be untrue.
    const cut = {
      ...reading,
      status: 'review',
      reason: 'low-confidence',
      message: 'it may be cut off',
    } as const;
    expect(describeStatus({ ...cut, confidence: 0.9999 })).toBe('Please look: it may be cut off.');
    expect(describeStatus({ ...cut, confidence: 0.2 })).toContain('not sure enough');
    const beside = { ...cut, reason: 'several-characters', message: 'there may be two numbers' } as const;
    expect(describeStatus(beside)).toBe('Please look: there may be two numbers.');
    const struck = { ...cut, reason: 'not-a-digit', message: 'it may be struck out' } as const;
    expect(describeStatus(struck)).toBe('Please look: it may be struck out.');
    expect(describeStatus({ ...struck, value: null })).toContain('does not look like a number');
    const option = { ...cut, reason: 'bad-option', message: 'length: expected 1 to 64' } as const;
    expect(describeStatus(option)).toMatch(/could not be understood \(length: expected 1 to 64\)\.$/);
  });
});
