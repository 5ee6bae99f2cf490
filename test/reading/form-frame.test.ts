// A field in a frame with the form's print beside it: the number is in the frame.
import { beforeAll, describe, expect, it } from 'vitest';
import { createLog } from '../../lib/log.ts';
import { withoutFormLines } from '../../lib/reading/form-field.ts';
import type { GreyImage } from '../../lib/reading/grey-image.ts';
import { openReader } from '../../lib/reading/open-reader.ts';
import { defaultOptions } from '../../lib/reading/options.ts';
import type { Reader } from '../../lib/reading/reader.ts';
import { asPixels, beside, drawn, mapped, one, onPaper, seven } from './drawing.ts';

const wideOne = one.map(row => `..${row}...`);
const digitsOf = (...rows: readonly (readonly string[])[]): GreyImage =>
  rows.map(digit => drawn(digit, { zoom: 3 })).reduce((l, r) => beside(l, r, 10));
/** A number with paper around it, in a frame unless it is left out. */
const field = onPaper(digitsOf(seven, seven, wideOne, seven), 40);
const other = onPaper(digitsOf(seven, wideOne), 40);

interface Frame {
  readonly thick?: number;
  /** Pixels down for each pixel to the right. */
  readonly tilt?: number;
  /** Without the right side the frame is open. */
  readonly isOpen?: boolean;
}

const framed = (picture: GreyImage, { thick = 2, tilt = 0, isOpen = false }: Frame = {}): GreyImage =>
  mapped(picture, (v, x, y) => {
    const [u, w] = [x + tilt * (y - picture.height / 2), y - tilt * (x - picture.width / 2)];
    const isInside = u >= 20 && u < picture.width - 20 && w >= 22 && w < picture.height - 22;
    const right = picture.width - 20 - thick;
    const isPast =
      u >= 20 + thick && (isOpen || u < right) && w >= 22 + thick && w < picture.height - 22 - thick;
    return isInside && !isPast ? 0 : v;
  });

const isDark = (v: number): boolean => v < 0.5;
const darkCount = ({ data }: GreyImage): number => data.filter(isDark).length;

describe('withoutFormLines', () => {
  it.each([{}, { thick: 4 }, { tilt: 0.03 }])(
    'tells the place of the one frame %o and takes its lines away',
    frame => {
      const { picture, frame: place } = withoutFormLines(beside(other, framed(field, frame), 0));
      expect(place!.left).toBeGreaterThan(other.width);
      expect(place!.left).toBeLessThan(other.width + 36);
      expect(place!.right).toBeGreaterThan(other.width + field.width - 36);
      expect(Math.abs(darkCount(picture) - darkCount(beside(other, field, 0)))).toBeLessThan(40);
    },
  );

  it('tells none where it is empty or open, where there are two, and where a stroke in it is a cell’s line', () => {
    const blank = mapped(field, () => 1);
    const parted = mapped(framed(field), (v, x, y) =>
      x >= 108 && x < 110 && y >= 22 && y < field.height - 22 ? 0 : v,
    );
    for (const picture of [
      framed(blank),
      framed(field, { isOpen: true }),
      beside(framed(field), framed(field), 0),
      parted,
      field,
    ])
      expect(withoutFormLines(picture).frame).toBeNull();
  });
});

describe('a reading', () => {
  let reader: Reader;
  beforeAll(async () => {
    reader = await openReader({ log: createLog('silent'), modelUri: null, store: { get: async () => null } });
  });
  const read = (picture: GreyImage) =>
    reader.readPixels({ pixels: asPixels(picture), options: defaultOptions });

  it('is of the number in the frame; with another beside it a person looks', async () => {
    const alone = await read(framed(field));
    expect(alone.value).toBe('7717');
    const letters = onPaper(drawn(['#...#', '#..#.', '###..', '#..#.', '#...#'], { zoom: 5 }), 40);
    const labelled = await read(
      beside(
        mapped(letters, v => v),
        framed(field),
        0,
      ),
    );
    expect(labelled.value).toBe('7717');
    const two = await read(beside(other, framed(field), 0));
    expect(two.status).toBe('review');
  });
});
