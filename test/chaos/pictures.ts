// The pictures of a run, few and tiny, each read once beforehand by the reader that the workers have.
import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { houseOfEnvironment } from '../../lib/house.ts';
import { parseOptions } from '../../lib/reading/options.ts';
import { noSource, type Reading } from '../../lib/reading/reading.ts';
import { writeAsSvg } from '../../samples/pen.ts';

/** What may be asked for in the object's metadata: `word` cannot be had. */
export type Asked = 'digit' | 'word';

export type Expected = Pick<Reading, 'status' | 'reason' | 'value' | 'model'>;

export interface Picture {
  readonly bytes: Uint8Array;
  /** As S3 has it for a body that came in one piece. */
  readonly etag: string;
  readonly expected: Readonly<Record<Asked, Expected>>;
}

export interface Pictures {
  /** Digits that are read as what was drawn. */
  readonly whole: readonly Picture[];
  /** Files that end as rejected readings. */
  readonly broken: readonly Picture[];
}

/** MNIST's size: little to decode. */
const side = 28;
const hands = 3;

/** The house lets no SVG in (lib/reading/decode.ts); here one is drawn, not read. */
const drawer = { operation: ['VipsForeignLoadSvgBuffer'] };

/** @throws where the reader does not read most of what is drawn, or lets a broken file pass. */
export const drawPictures = async (): Promise<Pictures> => {
  sharp.unblock(drawer);
  const drawn = await Promise.all(
    Array.from({ length: 10 * hands }, async (_, i) => ({
      digit: String(i % 10),
      bytes: await drawDigit(String(i % 10), Math.floor(i / 10)),
    })),
  );
  sharp.block(drawer);
  const read = await Promise.all(drawn.map(async one => ({ ...one, picture: await readTwice(one.bytes) })));
  const whole = read
    .filter(({ digit, picture }) => picture.expected.digit.value === digit)
    .map(({ picture }) => picture);
  if (whole.length < drawn.length / 2)
    throw new Error(`expected most of ${drawn.length} drawings to be read, got ${whole.length}`);
  const broken = await Promise.all(breakThree(drawn.map(({ bytes }) => bytes)).map(readTwice));
  for (const { expected } of broken)
    if (expected.digit.status !== 'rejected') throw new Error('a broken file was not rejected');
  return { whole, broken };
};

const drawDigit = async (digits: string, hand: number): Promise<Uint8Array> => {
  const pen = { pen: 2.2 + 0.3 * hand, slant: 6 * hand, seed: 31 * hand + Number(digits) };
  const svg = writeAsSvg(
    { ...pen, digits, allograph: hand, x: side / 2, y: side / 2, height: 19, wobble: 0.6 },
    side,
    side,
  );
  const png = await sharp(Buffer.from(svg)).flatten({ background: '#fff' }).greyscale().png().toBuffer();
  return new Uint8Array(png);
};

/** Cut off in its pixels, no image at all, and nothing. */
const breakThree = ([first = new Uint8Array()]: readonly Uint8Array[]): readonly Uint8Array[] => [
  first.subarray(0, Math.floor(first.length * 0.6)),
  new TextEncoder().encode('this was to be a picture'),
  new Uint8Array(),
];

const readTwice = async (bytes: Uint8Array): Promise<Picture> => ({
  bytes,
  etag: createHash('md5').update(bytes).digest('hex'),
  expected: { digit: await readAs(bytes, 'digit'), word: await readAs(bytes, 'word') },
});

const readAs = async (bytes: Uint8Array, asked: Asked): Promise<Expected> => {
  const { reader } = await houseOfEnvironment();
  const isPossible = asked === 'digit';
  const { status, reason, value, model } = await reader.readImage({
    bytes,
    options: parseOptions(isPossible ? { expect: asked } : {}),
    source: noSource,
    optionFault: isPossible ? null : 'cannot be had',
  });
  return { status, reason, value, model };
};
