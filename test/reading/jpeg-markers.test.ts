// What a JPEG's frame header says of its components, and what is refused because of it. Headers alone: no pixels.
import { describe, expect, it } from 'vitest';
import { readHeader } from '../../lib/reading/decode.ts';
import { countScans, planesOf } from '../../lib/reading/jpeg-markers.ts';
import { jpegClaiming, jpegFrame, jpegSegment, type Sampling } from './encoded.ts';

const baseline = 0xc0;
const progressive = 0xc2;
const full: readonly Sampling[] = [
  [2, 2],
  [2, 2],
  [2, 2],
];
const quartered: readonly Sampling[] = [
  [2, 2],
  [1, 1],
  [1, 1],
];
const halved: readonly Sampling[] = [
  [2, 1],
  [1, 1],
  [1, 1],
];
const largerColour: readonly Sampling[] = [
  [1, 1],
  [2, 2],
  [2, 2],
];

/** 50 megapixels less 959 pixels: the largest square that is let in. */
const side = 7071;

const headerOf = (
  code: number,
  samplings: readonly Sampling[],
  scanned = samplings.length,
  before?: Buffer,
) =>
  readHeader(jpegClaiming(jpegFrame(code, side, side, samplings), scanned, before)).then(
    ({ width }) => `${width} wide`,
    (error: { code: string; message: string }) => `${error.code}: ${error.message}`,
  );

const refused = (megabytes: number) =>
  `image-too-large: expected at most 200 MB once decoded, got ${megabytes} MB`;

describe('a JPEG that must be held whole', () => {
  it.each([
    ['progressive, every component as large as the picture', progressive, full, 3, 300],
    ['baseline, a scan for each component', baseline, full, 1, 300],
    ['its colours larger than its shade', baseline, largerColour, 1, 225],
    ['four components, the last a quarter', progressive, [...full, [1, 1]] as const, 4, 325],
  ])('is refused by what its components hold: %s', async (_name, code, samplings, scanned, megabytes) => {
    expect(await headerOf(code, samplings, scanned)).toBe(refused(megabytes));
  });

  it.each([
    ['colours of a quarter the size', progressive, quartered, 3],
    ['colours of half the size', progressive, halved, 3],
    ['one component, whatever it states', progressive, [[2, 2]] as const, 1],
    ['baseline in one scan, which streams', baseline, full, 3],
  ])('is let in up to 50 megapixels: %s', async (_name, code, samplings, scanned) => {
    expect(await headerOf(code, samplings, scanned)).toBe('7071 wide');
  });

  it('believes its own frame alone, not that of a picture within the camera’s notes', async () => {
    const small = [...jpegFrame(progressive, 160, 120, quartered)];
    expect(await headerOf(progressive, full, 3, jpegSegment(0xe1, small))).toBe(refused(300));
  });
});

describe('planesOf', () => {
  const frame = jpegFrame(progressive, 80, 60, quartered);

  it('finds the frame behind other segments, filling and noise, as decoders do', () => {
    for (const before of [
      jpegSegment(0xfe, [0xff, 0xc0, 1, 2, 3]),
      Buffer.from([0xff, 0xff, 0xff]),
      Buffer.from([1, 2, 0xff, 0, 3]),
      Buffer.from([0xff, 0x01, 0xff, 0xd3]),
      jpegSegment(0xc4, [1, 2, 3]),
    ])
      expect(planesOf(jpegClaiming(frame, 3, before))).toBe(1.5);
  });

  it('finds none where there is none', () => {
    expect(planesOf(jpegClaiming(Buffer.alloc(0), 3, jpegSegment(0xe0, [...frame])))).toBe(null);
    expect(planesOf(jpegClaiming(jpegFrame(progressive, 80, 60, [[0, 2]]), 1))).toBe(null);
    expect(planesOf(jpegClaiming(jpegFrame(progressive, 80, 60, []), 1))).toBe(null);
    // Cut anywhere before the last component's table.
    const whole = jpegClaiming(frame, 3);
    for (let length = 0; length < 2 + frame.length - 1; length++)
      expect(planesOf(whole.subarray(0, length))).toBe(null);
  });

  it('is done with 20 MB of nothing in no time', () => {
    const started = performance.now();
    expect(planesOf(Buffer.alloc(20_000_000, 0xff))).toBe(null);
    expect(planesOf(Buffer.alloc(20_000_000, Buffer.from([0xff, 0xe0, 0, 2])))).toBe(null);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

describe('a JPEG of many scans', () => {
  /** A scan of the first component's first coefficient, which says of nothing that it is anything. */
  const scan = jpegSegment(0xda, [1, 1, 0, 1, 63, 0]);
  const scansOf = (count: number): Buffer => {
    const start = jpegClaiming(jpegFrame(progressive, 64, 64, quartered), 3);
    return Buffer.concat([start.subarray(0, -2), ...Array(count - 1).fill(scan), start.subarray(-2)]);
  };

  it('is refused: each is a pass over the whole picture', async () => {
    await expect(readHeader(scansOf(101))).rejects.toMatchObject({
      code: 'image-broken',
      message: 'expected a JPEG of at most 100 scans, got more',
    });
    expect(await readHeader(scansOf(100))).toMatchObject({ width: 64 });
  });

  it('has them counted up to its end, and none of a picture within the camera’s notes', () => {
    expect(countScans(scansOf(7), 100)).toBe(7);
    expect(countScans(scansOf(7), 5)).toBe(5);
    const noted = jpegClaiming(
      jpegFrame(progressive, 64, 64, quartered),
      3,
      jpegSegment(0xe1, [...scan, ...scan]),
    );
    expect(countScans(Buffer.concat([noted, scan, scan]), 100)).toBe(1);
  });
});
