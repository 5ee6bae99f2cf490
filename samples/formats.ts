// One digit each, in the rarer formats and depths.

import sharp from 'sharp';
import { createRandom } from '../lib/random.ts';
import { type Drawing, read, scene, white } from './drawing.ts';
import { coverOf, plain, toSharp } from './sheet.ts';

export const formats: readonly Drawing[] = [
  read('tiny.png', '9', '28 x 28 pixels, light on dark', async () => {
    const large = await coverOf(
      { digits: '9', x: 140, y: 140, height: 200, pen: 26, slant: 8, seed: 88 },
      280,
      280,
    );
    return sharp(large, { raw: { width: 280, height: 280, channels: 1 } })
      .resize(28, 28, { kernel: 'cubic' })
      .toColourspace('b-w')
      .png()
      .toBuffer();
  }),
  read('scan-16-bit.tif', '1', 'a scan with 16 bits a pixel', async () => {
    const [width, height] = [220, 280];
    const cover = await coverOf(
      { digits: '1', allograph: 1, x: 112, y: 138, height: 170, pen: 9, slant: 6, seed: 99 },
      width,
      height,
    );
    const random = createRandom(99);
    const deep = Uint16Array.from(cover, c =>
      Math.round(60_000 - (c / 255) * 52_000 + random.normal() * 150),
    );
    return sharp(deep, { raw: { width, height, channels: 1 } })
      .toColourspace('grey16')
      .tiff({ compression: 'deflate', predictor: 'horizontal' })
      .toBuffer();
  }),
  read('ticket.gif', '0', 'a green pen on a yellow ticket, few colours', async () => {
    const sheet = await scene(110, {
      width: 320,
      height: 240,
      ground: plain([250, 226, 130]),
      writing: { digits: '0', x: 150, y: 122, height: 140, pen: 10, slant: 10, seed: 110 },
      ink: { colour: [12, 92, 60], opacity: 1 },
    });
    return toSharp(sheet).gif({ colours: 16, dither: 0 }).toBuffer();
  }),
  read('brush.avif', '2', 'a brush, thick and thin', async () => {
    const sheet = await scene(121, {
      width: 500,
      height: 500,
      ground: plain([247, 243, 236]),
      writing: {
        digits: '2',
        allograph: 1,
        x: 250,
        y: 250,
        height: 280,
        pen: 24,
        slant: 6,
        pressure: 0.45,
        seed: 121,
      },
      ink: { colour: [30, 28, 34], opacity: 0.98 },
      grain: 2,
    });
    return toSharp(sheet).avif({ quality: 50, effort: 2 }).toBuffer();
  }),
  read('see-through.png', '7', 'ink on nothing: a transparent PNG', async () => {
    const [width, height] = [300, 300];
    const cover = await coverOf(
      { digits: '7', x: 150, y: 150, height: 180, pen: 13, slant: 7, seed: 132 },
      width,
      height,
    );
    const pixels = new Uint8Array(width * height * 4);
    cover.forEach((c, i) => {
      pixels.set([30, 30, 90, c], i * 4);
    });
    return sharp(pixels, { raw: { width, height, channels: 4 } })
      .png({ palette: true, colours: 32 })
      .toBuffer();
  }),
  read('print-cmyk.jpg', '3', 'a CMYK JPEG from a print shop', async () => {
    const sheet = await scene(143, {
      width: 420,
      height: 420,
      ground: plain(white),
      writing: { digits: '3', allograph: 1, x: 210, y: 210, height: 240, pen: 18, slant: 3, seed: 143 },
      ink: { colour: [150, 20, 110], opacity: 1 },
    });
    return toSharp(sheet).toColourspace('cmyk').jpeg({ quality: 80 }).toBuffer();
  }),
  read('fax.png', '4', 'a fax: one bit a pixel, with specks', async () => {
    const sheet = await scene(165, {
      width: 300,
      height: 300,
      ground: plain(white),
      writing: { digits: '4', allograph: 1, x: 150, y: 152, height: 170, pen: 11, slant: 8, seed: 165 },
      ink: { colour: [0, 0, 0], opacity: 1 },
    });
    const specks = createRandom(166);
    const pixels = Uint8Array.from({ length: 300 * 300 }, (_, i) =>
      specks.next() < 0.0006 ? 0 : (sheet.pixels[i * 3] ?? 0) > 128 ? 255 : 0,
    );
    return sharp(pixels, { raw: { width: 300, height: 300, channels: 1 } })
      .png({ palette: true, colours: 2, dither: 0 })
      .toBuffer();
  }),
];
