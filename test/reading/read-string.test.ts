// One line that was found in two pieces: no piece of a number is accepted for the whole.
import { describe, expect, it } from 'vitest';
import type { NumberRead, ReadNumbers } from '../../lib/reading/number/number-reader.ts';
import { readString } from '../../lib/reading/read-string.ts';
import { lookAt } from '../../lib/reading/sight.ts';
import { beside, drawn, onPaper, seven } from './drawing.ts';

const digits = (count: number) =>
  Array.from({ length: count }, () => drawn(seven, { zoom: 5 })).reduce((l, r) => beside(l, r, 18));
/** Two digits, a wide gap, four digits; far more paper around them than a field has. */
const page = onPaper(beside(digits(2), digits(4), 160), 90);

const readAs = (text: string, confidence: number): NumberRead => ({
  best: { value: text.replaceAll('?', ''), text, confidence },
  others: [],
  obeys: true,
  digits: [],
  forms: [],
});

/** Sees nothing in all of the page, and of the line's pieces what is said. */
const readerOf =
  (joined: NumberRead): ReadNumbers =>
  async crops =>
    crops.map(({ width }) => {
      if (width === page.width) return readAs('???', 0.2);
      if (width > 450) return joined;
      return width > 200 ? readAs('3347', 0.999) : readAs('41', 0.97);
    });

const promise = { maxError: 0.005, threshold: 0.95 };

const read = async (joined: NumberRead) => {
  const picture = { left: 0, top: 0, right: page.width, bottom: page.height };
  const deps = { readNumbers: readerOf(joined), rule: null, promise };
  const { finding } = await readString(lookAt(page, true, picture, 1), deps);
  return [finding.status, finding.value];
};

describe('a line in two pieces', () => {
  it('is read as a whole', async () => {
    expect(await read(readAs('413347', 0.98))).toEqual(['accepted', '413347']);
    expect(await read(readAs('413347', 0.6))).toEqual(['review', '413347']);
  });

  it('goes to a person where it reads as nothing as a whole', async () => {
    expect(await read(readAs('??', 0.6))).toEqual(['review', '3347']);
    expect(await read(readAs('413347', 0.1))).toEqual(['review', '3347']);
  });
});
