// Encodes drawn pictures as files. Tests may use sharp directly: they make what the house must read.
import sharp, { type Sharp } from 'sharp';
import type { GreyImage } from '../../lib/reading/grey-image.ts';

/** A drawn picture as 8-bit sRGB, three channels, ready for any encoder. */
export const asSharp = ({ width, height, data }: GreyImage): Sharp => {
  const raw = Buffer.from(data.map(v => 255 * Math.min(1, Math.max(0, v))));
  return sharp(raw, { raw: { width, height, channels: 1 } }).toColourspace('srgb');
};

/** A PNG chunk (W3C PNG, 5.3): length, type, data, CRC-32. */
export const pngChunk = (type: string, data: Uint8Array): Buffer => {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const chunk = Buffer.alloc(body.length + 8);
  chunk.writeUInt32BE(data.length, 0);
  body.copy(chunk, 4);
  chunk.writeUInt32BE(crc32(body), body.length + 4);
  return chunk;
};

const crc32 = (bytes: Uint8Array): number => {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
};

/** The start of a PNG that claims a size; a decoder that believes it before checking would allocate it. */
export const pngClaiming = (width: number, height: number, interlaced = false, bitDepth = 8): Buffer => {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([bitDepth, 2, 0, 0, interlaced ? 1 : 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    pngChunk('IHDR', header),
    pngChunk('IDAT', Buffer.from([0x78, 0x9c, 0x03, 0x00, 0x00, 0x00, 0x00, 0x01])),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
};

/** Across and down, as a JPEG's frame header states them for one component (ITU T.81, B.2.2). */
export type Sampling = readonly [across: number, down: number];

/** A marker segment (ITU T.81, B.1.1.4): 0xFF, its code, its length, its data. */
export const jpegSegment = (code: number, data: readonly number[]): Buffer =>
  Buffer.from([0xff, code, (data.length + 2) >> 8, (data.length + 2) & 0xff, ...data]);

/** A frame header: 0xC0 baseline, 0xC2 progressive. */
export const jpegFrame = (
  code: number,
  width: number,
  height: number,
  samplings: readonly Sampling[],
): Buffer =>
  jpegSegment(code, [
    ...[8, height >> 8, height & 0xff, width >> 8, width & 0xff, samplings.length],
    ...samplings.flatMap(([across, down], i) => [i + 1, (across << 4) | down, 0]),
  ]);

/** The start of a JPEG that claims its components' sizes, with `before` in front of its frame; its one scan is empty. */
export const jpegClaiming = (frame: Buffer, scanned: number, before: Uint8Array = Buffer.alloc(0)): Buffer =>
  Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    before,
    frame,
    jpegSegment(0xda, [scanned, ...Array.from({ length: scanned }, (_, i) => [i + 1, 0]).flat(), 0, 0, 0]),
    Buffer.from([0xff, 0xd9]),
  ]);

/** A grey TIFF of one strip (TIFF 6.0, sections 2, 3 and 19) whose samples are 32-bit numbers, 0 black to 1 white. */
export const tiffOfFloats = (width: number, height: number, samples: Float32Array): Buffer => {
  const bytes = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
  const [shortType, longType, floatFormat] = [3, 4, 3];
  const tags = [
    [256, longType, width],
    [257, longType, height],
    [258, shortType, 32],
    [259, shortType, 1],
    [262, shortType, 1],
    [273, longType, 8],
    [277, shortType, 1],
    [278, longType, height],
    [279, longType, bytes.length],
    [339, shortType, floatFormat],
  ] as const;
  const head = Buffer.from('49492a0000000000', 'hex');
  head.writeUInt32LE(8 + bytes.length, 4);
  const directory = Buffer.alloc(2 + 12 * tags.length + 4);
  directory.writeUInt16LE(tags.length, 0);
  tags.forEach(([tag, type, value], i) => {
    const at = 2 + 12 * i;
    directory.writeUInt16LE(tag, at);
    directory.writeUInt16LE(type, at + 2);
    directory.writeUInt32LE(1, at + 4);
    directory.writeUInt32LE(value, at + 8);
  });
  return Buffer.concat([head, bytes, directory]);
};
