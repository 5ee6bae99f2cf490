// Nothing is said of what a picture holds: which reader answers, and when neither may be accepted. The readers are
// stand-ins; what they are given is found on drawn pictures.
import { describe, expect, it } from 'vitest';
import type { DigitScores } from '../../lib/reading/digit-reader.ts';
import type { GreyImage } from '../../lib/reading/grey-image.ts';
import { findInk } from '../../lib/reading/ink.ts';
import { interpret } from '../../lib/reading/interpret.ts';
import type { NumberRead } from '../../lib/reading/number/number-reader.ts';
import { defaultOptions, type ReadOptions } from '../../lib/reading/options.ts';
import { beside, drawn, mapped, one, onPaper, seven } from './drawing.ts';

const page = onPaper(drawn(seven, { zoom: 4 }), 24);
const pair = onPaper(beside(drawn(one, { zoom: 4 }), drawn(seven, { zoom: 4 }), 12), 24);
const paper = mapped(page, () => 0.9);

const promises = {
  digit: { maxError: 0.005, threshold: 0.95 },
  number: { maxError: 0.01, threshold: 0.9 },
};

const scores = (value: string, confidence: number): DigitScores => [
  { value, confidence },
  { value: value === '2' ? '3' : '2', confidence: 1 - confidence },
];

const numberRead = (text: string, confidence: number): NumberRead => ({
  best: { text, value: text.replace(/\D/g, ''), confidence },
  others: [],
  obeys: true,
  digits: [],
  forms: [],
});

/** What comes of a picture that the digit model and the number model take for these. */
const interpreted = async (
  picture: GreyImage,
  digit: readonly [string, number],
  text: readonly [string, number],
  options: Partial<ReadOptions> = {},
) => {
  let asked = 0;
  const finding = await interpret(
    picture,
    1,
    { ...defaultOptions, ...options },
    {
      readDigits: async characters => characters.map(() => scores(...digit)),
      readNumbers: async crops => {
        asked += crops.length;
        return crops.map(() => numberRead(...text));
      },
      promises,
    },
  );
  const { status, reason, value, by } = finding;
  return { verdict: [status, reason, value, by], asked };
};

describe('one character', () => {
  it.each([
    ['agree', ['7', 0.99], ['7', 0.99], ['accepted', null, '7', 'digit']],
    ['agree, the number model hardly', ['7', 0.99], ['7', 0.2], ['accepted', null, '7', 'digit']],
    ['differ, the number model not surely', ['7', 0.99], ['1', 0.8], ['accepted', null, '7', 'digit']],
    ['differ, both surely', ['7', 0.99], ['1', 0.95], ['review', 'low-confidence', '7', 'digit']],
    ['digit or mark', ['7', 0.99], ['/', 0.95], ['review', 'low-confidence', '7', 'digit']],
    ['digit or letter', ['7', 0.99], ['?', 0.6], ['review', 'not-a-digit', '7', 'digit']],
    ['digit or perhaps a letter', ['7', 0.99], ['?', 0.4], ['accepted', null, '7', 'digit']],
    ['one or two, one surer', ['7', 0.99], ['17', 0.6], ['review', 'several-characters', '7', 'digit']],
    ['one or two, both sure', ['7', 0.96], ['17', 0.98], ['review', 'several-characters', '17', 'number']],
    ['one hardly, two surely', ['7', 0.6], ['17', 0.98], ['accepted', null, '17', 'number']],
    ['no digit', ['?', 0.99], ['7', 0.6], ['rejected', 'not-a-digit', null, 'digit']],
    ['likely no digit', ['?', 0.95], ['7', 0.6], ['review', 'not-a-digit', '2', 'digit']],
    ['hardly a digit', ['?', 0.7], ['7', 0.6], ['review', 'not-a-digit', '2', 'digit']],
  ] as const)('both look: %s', async (_name, digit, text, verdict) => {
    expect((await interpreted(page, digit, text)).verdict).toEqual(verdict);
  });

  it('is the digit model’s alone where a digit is expected', async () => {
    const { verdict, asked } = await interpreted(page, ['7', 0.99], ['?', 0.99], { expect: 'digit' });
    expect(verdict).toEqual(['accepted', null, '7', 'digit']);
    expect(asked).toBe(0);
  });
});

it('a point that was taken for the one character gives way to the number around it, however unsure', async () => {
  const digit = (x: number, height: number) => ({
    value: '2',
    confidence: 0.5,
    box: { left: x, top: 0, right: x + 20, bottom: height },
    alternatives: [],
  });
  const readWith = (height: number) =>
    interpret(page, 1, defaultOptions, {
      readDigits: async characters => characters.map(() => scores('7', 0.99)),
      readNumbers: async crops =>
        crops.map(() => ({ ...numberRead('22', 0.3), digits: [digit(0, height), digit(30, height)] })),
      promises,
    });
  expect(await readWith(120)).toMatchObject({ status: 'review', value: '22', by: 'number' });
  expect(await readWith(50)).toMatchObject({ status: 'accepted', value: '7', by: 'digit' });
});

describe('several characters', () => {
  it.each([
    ['a number', ['7', 0.99], ['17', 0.95], ['accepted', null, '17', 'number']],
    ['letters', ['7', 0.99], ['??', 0.95], ['rejected', 'not-a-digit', null, 'number']],
    ['one letter or scribble', ['7', 0.99], ['?', 0.3], ['review', 'not-a-digit', '7', 'digit']],
    ['one digit in pieces, for both', ['7', 0.99], ['7', 0.6], ['accepted', null, '7', 'digit']],
    ['one digit, but not the same', ['7', 0.99], ['1', 0.6], ['review', 'several-characters', '7', 'digit']],
  ] as const)('are %s', async (_name, digit, text, verdict) => {
    expect((await interpreted(pair, digit, text)).verdict).toEqual(verdict);
  });

  it('are no single digit where one that may be a 1 was left out', async () => {
    const seventh = { value: '7', confidence: 0.99, alternatives: [] };
    const readWith = (left: number) =>
      interpret(pair, 1, defaultOptions, {
        readDigits: async characters => characters.map(() => scores('7', 0.99)),
        readNumbers: async crops =>
          crops.map(() => ({
            ...numberRead('7', 0.99),
            digits: [{ ...seventh, box: { left, top: 24, right: 88, bottom: 72 } }],
          })),
        promises,
      });
    expect(await readWith(24)).toMatchObject({ status: 'review', reason: 'several-characters', value: '7' });
    expect(await readWith(52)).toMatchObject({ status: 'review', reason: 'several-characters', value: '7' });
  });

  it('are a string where a rule says so, though the ink be one character', async () => {
    const { verdict } = await interpreted(page, ['7', 0.99], ['17', 0.95], { length: 2 });
    expect(verdict).toEqual(['accepted', null, '17', 'number']);
  });
});

describe('a page whose rules and margin make one shape of all its ink', () => {
  /** Three rows of two digits, each on its rule; a margin line joins the rules. */
  const ruled = ((): GreyImage => {
    const row = beside(drawn(one, { zoom: 3 }), drawn(seven, { zoom: 3 }), 8);
    const [width, height] = [140, 240];
    const data = new Float32Array(width * height).fill(1);
    for (const base of [76, 146, 216]) {
      for (let y = 0; y < row.height; y++)
        data.set(row.data.subarray(y * row.width, (y + 1) * row.width), (base - row.height + y) * width + 40);
      for (let x = 12; x < width; x++) data[base * width + x] = 0;
    }
    for (let y = 20; y <= 216; y++) data[y * width + 12] = 0;
    return { width, height, data };
  })();

  it('is lines of numbers, however unsure, and no character', async () => {
    expect(findInk(ruled, true)).toMatchObject({ components: { length: 1 } });
    const digits = [0, 1].map(at => ({
      value: '17'[at]!,
      confidence: 0.4,
      box: { left: 20 * at, top: 0, right: 20 * at + 15, bottom: 36 },
      alternatives: [],
    }));
    const finding = await interpret(ruled, 1, defaultOptions, {
      readDigits: async characters => characters.map(() => scores('7', 0.99)),
      readNumbers: async crops =>
        crops.map(({ height }) =>
          height === ruled.height ? numberRead('', 0.1) : { ...numberRead('17', 0.4), digits },
        ),
      promises,
    });
    expect([finding.reason, finding.lines.map(({ value }) => value)]).toEqual([
      'several-lines',
      ['17', '17', '17'],
    ]);
  });
});

describe('no ink', () => {
  /** What is read on a picture where the number model sees these digits, and is sure. */
  const readAs = (picture: GreyImage, text: string) => {
    const digits = [...text].map((value, i) => ({
      value,
      confidence: 0.99,
      box: { left: 30 * i, top: 20, right: 30 * i + 20, bottom: 60 },
      alternatives: [],
    }));
    return interpret(picture, 1, defaultOptions, {
      readDigits: async characters => characters.map(() => scores('7', 0.99)),
      readNumbers: async crops => crops.map(() => ({ ...numberRead(text, 0.99), digits })),
      promises,
    });
  };

  it('that stands out of a pattern may yet be a number for the number model, of two digits and more', async () => {
    const pattern = mapped(onPaper(page, 60), (_v, x, y) => 0.5 + 0.45 * Math.sin(x / 3) * Math.sin(y / 3));
    expect(findInk(pattern, true)).toBe('unclear');
    expect(await readAs(pattern, '17')).toMatchObject({ status: 'accepted', value: '17' });
    expect((await readAs(pattern, '7')).status).not.toBe('accepted');
    expect((await readAs(paper, '17')).status).toBe('review');
  });

  it('is blank, though the number model dream of something', async () => {
    expect((await interpreted(paper, ['7', 0.99], ['', 0.99])).verdict).toEqual([
      'rejected',
      'blank',
      null,
      'digit',
    ]);
    expect((await interpreted(paper, ['7', 0.99], ['17', 0.3])).verdict[1]).toBe('blank');
    const sure = await interpreted(paper, ['7', 0.99], ['17', 0.99]);
    expect(sure.verdict).toEqual(['review', 'low-confidence', '17', 'number']);
  });
});

describe('a number that is hardly sure', () => {
  /** What the whole picture says, which is looked at first, and what any piece of it does. */
  const readIn = (picture: GreyImage, whole: readonly [string, number], piece: readonly [string, number]) => {
    let looked = 0;
    return interpret(
      picture,
      1,
      { ...defaultOptions, expect: 'number' },
      {
        readDigits: async characters => characters.map(() => scores('7', 0.99)),
        readNumbers: async crops => crops.map(() => numberRead(...(looked++ === 0 ? whole : piece))),
        promises,
      },
    );
  };

  it('is not given up for a piece of the field that was cut around it', async () => {
    const field = onPaper(beside(drawn(one, { zoom: 4 }), drawn(seven, { zoom: 4 }), 40), 8);
    expect((await readIn(field, ['17', 0.02], ['1', 0.95])).value).toBe('17');
    expect((await readIn(field, ['1', 0.02], ['17', 0.95])).value).toBe('17');
  });

  /** Upright stripes, as dark as light: which of both is the ink cannot be told. */
  const stripes: GreyImage = {
    width: 96,
    height: 40,
    data: Float32Array.from({ length: 96 * 40 }, (_, i) => ((i % 96) % 12 < 5 ? 0.1 : 0.9)),
  };
  const inBoth = (dark: readonly [string, number], light: readonly [string, number]) =>
    interpret(
      stripes,
      1,
      { ...defaultOptions, expect: 'number' },
      {
        readDigits: async characters => characters.map(() => scores('7', 0.99)),
        readNumbers: async crops => crops.map(crop => numberRead(...(crop.data[0]! < 0.5 ? dark : light))),
        promises,
      },
    );

  it('is not given up for a digit seen between its strokes, where polarity is unsure', async () => {
    expect((await inBoth(['12345', 0.3], ['1', 0.9])).value).toBe('12345');
    expect((await inBoth(['12345', 0.03], ['1', 0.9])).value).toBe('1');
    expect((await inBoth(['1', 0.3], ['12345', 0.9])).value).toBe('12345');
  });
});

describe('a stroke beside other ink', () => {
  /** The stroke reads as a 1 in its row; the two characters below it, and all of the page, as none. */
  const readWith = async (height: number) => {
    const pair = onPaper(beside(drawn(seven), drawn(seven), 10), 50);
    const picture = mapped(pair, (v, x, y) => (x >= 62 && x < 65 && y >= 12 && y < 12 + height ? 0 : v));
    const { status, message } = await interpret(picture, 1, defaultOptions, {
      readDigits: async characters => characters.map(() => scores('1', 0.99)),
      readNumbers: async crops =>
        crops.map(({ width, height }) => {
          if (width > 30) return numberRead('??', 0.9);
          const box = { left: 0, top: 0, right: width, bottom: height };
          const digits = [{ value: '1', confidence: 0.99, alternatives: [], box }];
          return { ...numberRead('1', 0.99), digits };
        }),
      promises,
    });
    return [status, message];
  };

  it('may be a speck where it is very short', async () => {
    expect(await readWith(8)).toEqual(['review', 'there is other ink, and the stroke may be a speck']);
    expect(await readWith(20)).toEqual(['review', 'above or below the number there is other writing']);
  });
});
