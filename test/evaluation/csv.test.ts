// The CSV parser against what RFC 4180 says, and what files from elsewhere do.
import { describe, expect, it } from 'vitest';
import { parseCsv } from '../../lib/evaluation/csv.ts';

const fieldsOf = (text: string) => parseCsv(text).map(record => record.fields);

describe('parseCsv', () => {
  it.each([
    [
      'plain fields',
      'aaa,bbb\nzzz,yyy\n',
      [
        ['aaa', 'bbb'],
        ['zzz', 'yyy'],
      ],
    ],
    [
      'no end of the last line',
      'a,b\nc,d',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    [
      'CR LF and CR',
      'a,b\r\nc,d\re,f\r\n',
      [
        ['a', 'b'],
        ['c', 'd'],
        ['e', 'f'],
      ],
    ],
    ['a byte order mark', '\ufeffa,b\n', [['a', 'b']]],
    ['quotes', '"aaa","b ""x"" b",c\n', [['aaa', 'b "x" b', 'c']]],
    ['commas and line ends in quotes', '"a,1\r\n2",b\n', [['a,1\r\n2', 'b']]],
    [
      'empty fields',
      'a,\n,b\n"",""\n',
      [
        ['a', ''],
        ['', 'b'],
        ['', ''],
      ],
    ],
    [
      'empty lines',
      'a,b\n\n\r\nc,d\n\n',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    ['spaces, which belong to the field', ' a , b\n', [[' a ', ' b']]],
    ['nothing', '', []],
  ])('takes %s', (_, text, expected) => {
    expect(fieldsOf(text)).toEqual(expected);
  });

  it('knows where each record begins', () => {
    expect(parseCsv('a\n"b\nb"\r\n\nc\n').map(record => record.line)).toEqual([1, 2, 5]);
  });

  it.each([
    ['a\n"b', 'line 2: expected the quote to be closed'],
    ['"a"b,c', "line 1: expected a comma or the line's end after the closing quote"],
    ['a,b\nc,d"e', 'line 2: expected a field with a quote in it to stand in quotes'],
  ])('refuses %j', (text, message) => {
    expect(() => parseCsv(text)).toThrow(message);
  });
});
