// One line that was found in two pieces, or a number that stands on end: no piece of it is accepted for the whole.
import { describe, expect, it } from 'vitest';
import type { GreyImage } from '../../lib/reading/grey-image.ts';
import type { NumberRead, ReadNumbers } from '../../lib/reading/number/number-reader.ts';
import { readString } from '../../lib/reading/read-string.ts';
import { lookAt } from '../../lib/reading/sight.ts';
import { above, beside, drawn, onPaper, seven } from './drawing.ts';

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

const findIn = async (picture: GreyImage, readNumbers: ReadNumbers) => {
  const whole = { left: 0, top: 0, right: picture.width, bottom: picture.height };
  const deps = { readNumbers, rule: null, promise };
  return (await readString(lookAt(picture, true, whole, 1), deps)).finding;
};

const read = async (joined: NumberRead) => {
  const { status, value } = await findIn(page, readerOf(joined));
  return [status, value];
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

describe('a row in much paper', () => {
  const row = onPaper(digits(4), 120);
  /** Squeezed, the whole says a digit or more; the row says its four. */
  const readWith = async (whole: string, confidence: number) => {
    const { status, value } = await findIn(row, async crops =>
      crops.map(({ width }) => (width === row.width ? readAs(whole, confidence) : readAs('2500', 0.99))),
    );
    return [status, value];
  };

  it('is taken before what the squeezed picture reads as, which holds fewer digits', async () => {
    expect(await readWith('0', 0.85)).toEqual(['accepted', '2500']);
    expect(await readWith('25001', 0.85)).toEqual(['review', '25001']);
  });
});

describe('characters one above the other', () => {
  /** Three of them, and the paper beside them. */
  const column = (margin: number): GreyImage => {
    const piece = onPaper(drawn(seven, { zoom: 4 }), 14);
    const [width, height] = [piece.width + 2 * margin, 3 * piece.height];
    const data = new Float32Array(width * height).fill(1);
    for (let y = 0; y < height; y++) {
      const from = (y % piece.height) * piece.width;
      data.set(piece.data.subarray(from, from + piece.width), y * width + margin);
    }
    return { width, height, data };
  };
  /** The whole says nothing, and the uppermost character that is looked at what is given; the others are none. */
  const readIn = async (picture: GreyImage, first: string) => {
    let looked = 0;
    const { status, reason, value } = await findIn(picture, async crops =>
      crops.map(({ height }) =>
        height === picture.height ? readAs('', 0.9) : readAs(looked++ === 0 ? first : '?', 0.99),
      ),
    );
    return [status, reason, value];
  };

  it('may be a turned number: a person should look', async () => {
    expect(await readIn(column(0), '?')).toEqual(['review', 'not-a-digit', null]);
    expect(await readIn(column(0), '0')).toEqual(['review', 'several-characters', '0']);
  });

  it('are writing around a digit where the picture does not stand on end', async () => {
    expect(await readIn(column(60), '?')).toEqual(['rejected', 'blank', null]);
    expect(await readIn(column(60), '0')).toEqual(['accepted', null, '0']);
  });
});

describe('a lone digit above far more writing', () => {
  const picture = onPaper(above(drawn(seven, { zoom: 3 }), digits(5), 60), 60);
  const readWith = async (lower: string) => {
    const { status, reason, value } = await findIn(picture, async crops =>
      crops.map(({ height, width }) =>
        height === picture.height ? readAs('??', 0.9) : readAs(width < 120 ? '7' : lower, 0.99),
      ),
    );
    return [status, reason, value];
  };

  it('may be a speck of it, where that is no number', async () => {
    expect(await readWith('?????')).toEqual(['review', 'several-characters', '7']);
    expect(await readWith('')).toEqual(['accepted', null, '7']);
  });
});

describe('a number above other writing', () => {
  const row = onPaper(digits(4), 60);
  const two: GreyImage = {
    width: row.width,
    height: 2 * row.height,
    data: Float32Array.from([...row.data, ...row.data]),
  };
  const readWith = async (lower: string) => {
    let looked = 0;
    const { status, reason, value } = await findIn(two, async crops =>
      crops.map(({ height }) => {
        if (height === two.height) return readAs('????', 0.5);
        return looked++ === 0 ? readAs('4397', 0.99) : readAs(lower, 0.3);
      }),
    );
    return [status, reason, value];
  };

  it('is accepted where that holds no digits, or hardly any', async () => {
    expect(await readWith('?????')).toEqual(['accepted', null, '4397']);
    expect(await readWith('??1???')).toEqual(['accepted', null, '4397']);
    expect(await readWith('??1????0')).toEqual(['accepted', null, '4397']);
  });

  it('goes to a person where two rows may have run together in it', async () => {
    expect(await readWith('4567??????')).toEqual(['review', 'several-lines', '4397']);
  });
});
