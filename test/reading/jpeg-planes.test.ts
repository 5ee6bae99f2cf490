// What a JPEG's frame header says of its components, and what is refused because of it. Headers alone: no pixels.
import { describe, expect, it } from 'vitest';
import { readHeader } from '../../lib/reading/decode.ts';
import { planesOf } from '../../lib/reading/jpeg-planes.ts';
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
