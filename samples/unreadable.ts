// What no digit can be read from, or not safely.

import sharp from 'sharp';
import { black, type Drawing, felt, refused, scene, white } from './drawing.ts';
import { plain, toSharp } from './sheet.ts';

const pages = () =>
  Promise.all(
    ['6', '1'].map(async (digits, i) =>
      toSharp(
        await scene(190 + i, {
          width: 240,
          height: 320,
          ground: plain(white),
          writing: { digits, x: 120, y: 160, height: 170, pen: 9, seed: 190 + i },
          ink: { colour: black, opacity: 1 },
        }),
      )
        .png()
        .toBuffer(),
    ),
  );

export const unreadable: readonly Drawing[] = [
  refused('two-pages.tif', 'review', 'several-pages', 'a TIFF with two pages', async () =>
    sharp(await pages(), { join: { animated: true } })
      .tiff({ compression: 'deflate' })
      .toBuffer(),
  ),
  refused('blank-sheet.jpg', 'rejected', 'blank', 'a sheet with nothing on it', async () => {
    const sheet = await scene(187, {
      width: 640,
      height: 480,
      ground: plain([240, 238, 232]),
      writing: null,
      ink: { colour: black, opacity: 1 },
      grain: 3,
      light: x => 1 - 0.15 * (x / 640),
    });
    return toSharp(sheet).jpeg({ quality: 60 }).toBuffer();
  }),
  refused('cut-off.jpg', 'rejected', 'image-broken', 'a JPEG whose second half never arrived', async () => {
    const whole = await toSharp(await felt(23))
      .jpeg({ quality: 82 })
      .toBuffer();
    return whole.subarray(0, Math.floor(whole.length / 2));
  }),
  refused('note.png', 'rejected', 'not-an-image', 'a text file that calls itself PNG', async () =>
    Buffer.from('Dear reader,\n\nthe picture is in the other envelope.\n'),
  ),
];
