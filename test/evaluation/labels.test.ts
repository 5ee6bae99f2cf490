// labels.csv: columns by name, options of a row, and what is told where it cannot be understood.
import { describe, expect, it } from 'vitest';
import { DigitdropError } from '../../lib/errors.ts';
import { parseLabels } from '../../lib/evaluation/labels.ts';

describe('parseLabels', () => {
  it('finds columns by their names, in any order, and leaves others aside', () => {
    const labels = parseLabels('Value,note,filename\n007,"x,y",a b.png\n,,blank.png\n', {});
    expect(labels.map(({ filename, value, text }) => ({ filename, value, text }))).toEqual([
      { filename: 'a b.png', value: '007', text: null },
      { filename: 'blank.png', value: '', text: null },
    ]);
  });

  it('reads texts where the file has them, and several lines', () => {
    const [label, other] = parseLabels('filename,value,text\na.png,1234,"1.2,34-"\nb.png,5|06,\n', {});
    expect(label).toMatchObject({ value: '1234', text: '1.2,34-' });
    expect(other).toMatchObject({ value: '5|06', text: null });
  });

  it("takes a row's own options before those of all rows, and none from an empty field", () => {
    const labels = parseLabels('filename,value,expect,max-error\na.png,1,digit,\nb.png,2,,0.02\n', {
      expect: 'number',
      maxError: '0.01',
    });
    expect(labels.map(label => [label.options.expect, label.options.maxError])).toEqual([
      ['digit', 0.01],
      ['number', 0.02],
    ]);
  });

  it('takes pictures of one name in several folders for several', () => {
    const rows = 'a.png,1\nsub/a.png,2\nA.png,3\nsub/../a.png,4\n';
    expect(parseLabels(`filename,value\n${rows}`, {})).toHaveLength(4);
  });

  it.each([
    ['', 'expected a first line with the columns filename and value, got ""'],
    ['file,label\na.png,1\n', 'expected a first line with the columns filename and value, got "file,label"'],
    ['filename,value\n', 'expected a picture, got none'],
    ['filename,value\na.png\n', 'line 2: expected 2 fields as in the first line, got 1'],
    ['filename,value\na.png,1,234\n', 'line 2: expected 2 fields as in the first line, got 3'],
    ['filename,value\na.png,"1,234"\n', 'line 2: expected digits, got "1,234"'],
    ['filename,value\na.png,12|\n', 'line 2: expected digits, got "12|"'],
    ['filename,value\n,1\n', 'line 2: expected a filename, got none'],
    ['filename,value\na.png,"1\n', 'line 2: expected the quote to be closed'],
    ['filename,value,expect\na.png,1,\nb.png,2,letter\n', 'line 3: expect: '],
    [
      'filename,value\na.png,1\nb.png,2\na.png,3\n',
      'line 4: expected each picture once, got "a.png", as in line 2',
    ],
    // Counted twice, it would make the intervals narrower than they are.
    ['filename,value\na.png,1\na.png,1\n', 'line 3: expected each picture once'],
    ['filename,value\nsub/a.png,1\n./sub//a.png,2\n', 'line 3: expected each picture once'],
  ])('refuses %j', (text, message) => {
    const parse = () => parseLabels(text, {});
    expect(parse).toThrow(DigitdropError);
    expect(parse).toThrow(message);
  });
});
