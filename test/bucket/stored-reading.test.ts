// Which stored results are readings of ours, those of before numbers were read among them.
import { describe, expect, it } from 'vitest';
import { formatReading, parseReading } from '../../lib/bucket/stored-reading.ts';
import { sampleReading } from '../cli/fake-terminal.ts';

const box = { x: 1, y: 2, width: 3, height: 4 };

describe('parseReading', () => {
  it('reads what was stored', () => {
    const line = { value: '7', text: '7.', confidence: 0.5, digits: [], box };
    const reading = { ...sampleReading, text: '7', lines: [line] };
    expect(parseReading(formatReading(reading))).toEqual(reading);
  });

  it('takes a reading without the fields of numbers for ours, and knows nothing of them', () => {
    const { text: _text, writing: _writing, ...older } = sampleReading;
    const line = { value: null, confidence: null, digits: [], box };
    expect(parseReading(JSON.stringify({ ...older, lines: [line] }))).toEqual({
      ...sampleReading,
      text: null,
      writing: null,
      lines: [{ ...line, text: null }],
    });
  });

  it.each([
    ['no JSON', '{'],
    ['no object', '[1]'],
    ['nothing', 'null'],
    ['another schema', JSON.stringify({ ...sampleReading, schema: 'other/1' })],
    ['lines that are none', JSON.stringify({ ...sampleReading, lines: [7] })],
    ['no value', JSON.stringify({ ...sampleReading, value: undefined })],
  ])('takes %s for none of ours', (_name, stored) => {
    expect(parseReading(stored)).toBeNull();
  });
});
