import { deflateSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { decode, encodeForBrowser, readHeader } from '../../lib/reading/decode.ts';
import type { GreyImage } from '../../lib/reading/grey-image.ts';
import { drawn, mapped, onPaper, seven } from './drawing.ts';
import { asSharp, pngChunk, pngClaiming, tiffOfFloats } from './encoded.ts';

// A 7 off the middle, so that a turn or a mirror shows.
const picture = onPaper(drawn(seven, { zoom: 6 }), 20);
const wide: GreyImage = {
  width: picture.width + 80,
  height: picture.height,
  data: new Float32Array((picture.width + 80) * picture.height).map((_, i) => {
    const x = i % (picture.width + 80);
    const y = Math.floor(i / (picture.width + 80));
    return x < picture.width ? picture.data[y * picture.width + x]! : 1;
  }),
};

const read = async (bytes: Uint8Array) => {
  const header = await readHeader(bytes);
  return decode(bytes, header);
};

/** `wide` with that ink on white. */
const onPaperOf = (ink: number): GreyImage => mapped(wide, value => (value < 0.5 ? ink / 255 : 1));

const meanDifference = (a: GreyImage, b: GreyImage): number => {
  expect([a.width, a.height]).toEqual([b.width, b.height]);
  return a.data.reduce((sum, value, i) => sum + Math.abs(value - b.data[i]!), 0) / a.data.length;
};

const lossless: readonly (readonly [string, () => Sharp])[] = [
  ['png', () => asSharp(wide).png()],
  ['palette png', () => asSharp(wide).png({ palette: true, colours: 4 })],
  ['1-bit png', () => asSharp(wide).toColourspace('b-w').png({ palette: true, colours: 2 })],
  ['16-bit png', () => asSharp(wide).toColourspace('rgb16').png()],
  ['interlaced png', () => asSharp(wide).png({ progressive: true })],
  ['gif', () => asSharp(wide).gif()],
  ['tiff', () => asSharp(wide).tiff({ compression: 'lzw' })],
  ['1-bit tiff', () => asSharp(wide).toColourspace('b-w').tiff({ compression: 'ccittfax4', bitdepth: 1 })],
  ['16-bit tiff', () => asSharp(wide).toColourspace('grey16').tiff({ compression: 'deflate' })],
  ['tiled tiff', () => asSharp(wide).tiff({ tile: true, tileWidth: 32, tileHeight: 32 })],
  ['webp', () => asSharp(wide).webp({ lossless: true })],
];

const lossy: readonly (readonly [string, () => Sharp])[] = [
  ['jpeg', () => asSharp(wide).jpeg({ quality: 90 })],
  ['progressive jpeg', () => asSharp(wide).jpeg({ progressive: true })],
  ['cmyk jpeg', () => asSharp(wide).toColourspace('cmyk').jpeg({ quality: 95 })],
  ['lossy webp', () => asSharp(wide).webp({ quality: 80 })],
  ['avif', () => asSharp(wide).avif({ quality: 70 })],
];

describe('decode', () => {
  it.each(lossless)('reads %s exactly', async (_name, encode) => {
    const { grey, width, height } = await read(await encode().toBuffer());
    expect([width, height]).toEqual([wide.width, wide.height]);
    expect(meanDifference(grey, wide)).toBeLessThan(0.003);
  });

  it.each(lossy)('reads %s nearly', async (_name, encode) => {
    const { grey } = await read(await encode().toBuffer());
    expect(meanDifference(grey, wide)).toBeLessThan(0.05);
  });

  it('refuses samples whose black and white nobody knows, which would look blank', async () => {
    const { width, height, data } = wide;
    const floats = tiffOfFloats(width, height, Float32Array.from(data));
    expect((await sharp(floats).metadata()).depth).toBe('float');
    await expect(readHeader(floats)).rejects.toMatchObject({ code: 'not-an-image' });
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('turns EXIF orientation %i upright', async orientation => {
    // What the camera stored: the inverse of what the orientation asks for (EXIF 2.32, tag 0x0112).
    // sharp mirrors first and rotates then, whatever the order of the calls.
    const stored: Readonly<Record<number, (image: Sharp) => Sharp>> = {
      1: image => image,
      2: image => image.flop(),
      3: image => image.rotate(180),
      4: image => image.flip(),
      5: image => image.rotate(270).flop(),
      6: image => image.rotate(270),
      7: image => image.rotate(90).flop(),
      8: image => image.rotate(90),
    };
    const turned = await sharp(await stored[orientation]!(asSharp(wide)).png().toBuffer())
      .withMetadata({ orientation })
      .jpeg({ quality: 95 })
      .toBuffer();
    const { grey, width, height } = await read(turned);
    expect([width, height]).toEqual([wide.width, wide.height]);
    expect(meanDifference(grey, wide)).toBeLessThan(0.03);
  });

  /** `wide`, its ink of one grey and opaque; its paper of another grey, or transparent. */
  const withAlpha = (ink: number, paper: number | null): Promise<Buffer> => {
    const { width, height } = wide;
    const pixels = Buffer.alloc(width * height * 4);
    wide.data.forEach((value, i) => {
      const shade = value < 0.5 ? ink : paper;
      pixels.set(shade === null ? [0, 0, 0, 0] : [shade, shade, shade, 255], i * 4);
    });
    return sharp(pixels, { raw: { width, height, channels: 4 } })
      .png()
      .toBuffer();
  };

  it('lays transparent pictures on white', async () => {
    expect(meanDifference((await read(await withAlpha(0, null))).grey, wide)).toBeLessThan(0.003);
  });

  it('lays light ink without paper on black, also for a person to see', async () => {
    const bytes = await withAlpha(255, null);
    const onBlack = mapped(wide, value => 1 - value);
    expect(meanDifference((await read(bytes)).grey, onBlack)).toBeLessThan(0.003);
    const shown = await encodeForBrowser(bytes, await readHeader(bytes));
    expect(meanDifference((await read(shown)).grey, onBlack)).toBeLessThan(0.05);
  });

  it('leaves a sheet that is cut out on white, and one of light and dark', async () => {
    const sheet = mapped(wide, () => 1);
    expect(meanDifference((await read(await withAlpha(255, 255))).grey, sheet)).toBeLessThan(0.003);
    expect(meanDifference((await read(await withAlpha(0, 255))).grey, wide)).toBeLessThan(0.003);
    expect(meanDifference((await read(await withAlpha(169, null))).grey, onPaperOf(169))).toBeLessThan(0.003);
  });

  it('takes the first frame of an animation', async () => {
    const blank = asSharp(mapped(wide, () => 1));
    const frames = [await asSharp(wide).png().toBuffer(), await blank.png().toBuffer()];
    for (const animation of [
      await sharp(frames, { join: { animated: true } })
        .gif()
        .toBuffer(),
      await sharp(frames, { join: { animated: true } })
        .webp({ lossless: true })
        .toBuffer(),
    ]) {
      const header = await readHeader(animation);
      expect(header.pages).toBe(1);
      expect(meanDifference((await read(animation)).grey, wide)).toBeLessThan(0.01);
    }
  });

  it('is shown within what a function may answer, even where it is noise alone', async () => {
    const side = 2000;
    const pixels = Buffer.alloc(side * side * 3);
    for (let i = 0, state = 7; i < pixels.length; i++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      pixels[i] = state >>> 24;
    }
    const png = await sharp(pixels, { raw: { width: side, height: side, channels: 3 } })
      .png()
      .toBuffer();
    const shown = await encodeForBrowser(png, await readHeader(png));
    // As base64, with room for its headers, in 6 MiB.
    expect((shown.byteLength * 4) / 3).toBeLessThan(6_200_000);
    expect((await readHeader(shown)).width).toBeGreaterThanOrEqual(1000);
  });

  it('counts the pages of a TIFF', async () => {
    const pages = [await asSharp(wide).png().toBuffer(), await asSharp(wide).png().toBuffer()];
    const bytes = await sharp(pages, { join: { animated: true } })
      .tiff()
      .toBuffer();
    expect((await readHeader(bytes)).pages).toBe(2);
  });

  it('keeps a red pen on green paper of the same luminance', async () => {
    const { width, height } = wide;
    const raw = Buffer.alloc(width * height * 3);
    wide.data.forEach((value, i) => {
      raw.set(value < 0.5 ? [205, 60, 60] : [60, 115, 60], i * 3);
    });
    const { grey } = await read(
      await sharp(raw, { raw: { width, height, channels: 3 } })
        .png()
        .toBuffer(),
    );
    const levels = [grey.data[0]!, grey.data[25 * width + 30]!];
    expect(Math.abs(levels[0]! - levels[1]!)).toBeGreaterThan(0.15);
  });

  it('shrinks large pictures and remembers their size', async () => {
    const bytes = await sharp({ create: { width: 4000, height: 3000, channels: 3, background: '#eee' } })
      .jpeg()
      .toBuffer();
    const { width, height, grey } = await read(bytes);
    expect([width, height]).toEqual([4000, 3000]);
    expect(Math.max(grey.width, grey.height)).toBeLessThanOrEqual(1600);
  });
});

const faultOf = (bytes: Uint8Array) =>
  read(bytes).then(
    () => ({ code: 'none', message: '' }),
    (error: { code: string; message: string }) => error,
  );

describe('what cannot be decoded', () => {
  const png = () => asSharp(wide).png().toBuffer();
  const jpeg = () => asSharp(wide).jpeg().toBuffer();

  it.each([
    ['an empty file', new Uint8Array(0), 'an empty file'],
    ['text', Buffer.from('0123456789'), 'text'],
    ['a PDF', Buffer.from('%PDF-1.7\n%âãÏÓ\n1 0 obj'), 'a PDF document'],
    [
      'SVG',
      Buffer.from('<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>'),
      'an SVG drawing',
    ],
    ['HTML', Buffer.from('<!DOCTYPE html><title>no</title>'), 'an HTML page'],
    [
      'HEIC',
      Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypheic\0\0\0\0mif1heic'), Buffer.alloc(64)]),
      'a HEIC picture',
    ],
    ['a ZIP', Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(60)]), 'a ZIP archive'],
    ['noise', Buffer.from([1, 2, 3, 4, 5, 6, 7, 0, 200]), 'data of no known type'],
    ['a BMP', Buffer.concat([Buffer.from('BM'), Buffer.alloc(60)]), 'image/bmp (.bmp)'],
  ])('names %s', async (_name, bytes, found) => {
    const fault = await faultOf(bytes);
    expect(fault.code).toBe('not-an-image');
    expect(fault.message).toContain(found);
  });

  it('says broken for cut and garbled files', async () => {
    for (const bytes of [await png(), await jpeg()]) {
      expect((await faultOf(bytes)).code).toBe('none');
      expect((await faultOf(bytes.subarray(0, bytes.length >> 1))).code).toBe('image-broken');
      expect((await faultOf(bytes.subarray(0, 40))).code).toBe('image-broken');
    }
    expect((await faultOf(Buffer.from([0xff, 0xd8, 0xff, 0xe0]))).code).toBe('image-broken');
  });

  it('refuses a bomb by its header', async () => {
    const bomb = await faultOf(pngClaiming(10_000, 10_000));
    expect(bomb.code).toBe('image-too-large');
    expect(bomb.message).toContain('50 megapixels');
    expect((await faultOf(pngClaiming(65_000, 65_000))).code).toBe('image-too-large');
  });

  it('refuses what must be held whole above 200 MB, and lets the same size stream', async () => {
    const held = await faultOf(pngClaiming(7000, 7000, true, 16));
    expect(held.code).toBe('image-too-large');
    expect(held.message).toContain('200 MB');
    expect((await readHeader(pngClaiming(7000, 7000, false, 16))).width).toBe(7000);
  });

  it('refuses a picture too wide for the rows that are held at once', async () => {
    const wideOne = await faultOf(pngClaiming(40_000, 100));
    expect(wideOne.code).toBe('image-too-large');
    expect(wideOne.message).toContain('32768 pixels a side');
    expect((await readHeader(pngClaiming(30_000, 100))).width).toBe(30_000);
  });

  it('names a file made to be slow as fast as any other', async () => {
    const started = performance.now();
    expect((await faultOf(Buffer.from(`${'<!---->'.repeat(100)}x`))).code).toBe('not-an-image');
    expect((await faultOf(Buffer.from('<!-- a --><?b?> <svg/>'))).message).toContain('an SVG drawing');
    expect(performance.now() - started).toBeLessThan(1000);
  });

  it('never inflates the text of a PNG', async () => {
    const bytes = await png();
    const beforeData = bytes.indexOf('IDAT') - 4;
    const bomb = pngChunk(
      'zTXt',
      Buffer.concat([Buffer.from('a\0\0'), deflateSync(Buffer.alloc(8_000_000, 97))]),
    );
    const bombs = Array.from({ length: 40 }, () => bomb);
    const loaded = Buffer.concat([bytes.subarray(0, beforeData), ...bombs, bytes.subarray(beforeData)]);
    const before = process.memoryUsage().rss;
    const { grey } = await read(loaded);
    expect(meanDifference(grey, (await read(bytes)).grey)).toBe(0);
    expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000);
  });

  it('refuses what is smaller than 8 pixels a side', async () => {
    const sized = (width: number, height: number) =>
      sharp({ create: { width, height, channels: 3, background: '#fff' } })
        .png()
        .toBuffer();
    expect((await faultOf(await sized(7, 40))).code).toBe('image-too-small');
    expect((await faultOf(await sized(8, 8))).code).toBe('none');
  });

  it('refuses more than 20 MB before it looks', async () => {
    expect((await faultOf(new Uint8Array(20_000_001))).code).toBe('image-too-large');
  });
});
