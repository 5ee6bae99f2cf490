// One digit each, with several pens on several grounds.

import sharp from 'sharp';
import { createRandom } from '../lib/random.ts';
import { black, type Drawing, felt, read, scene, white } from './drawing.ts';
import { plain, squared, toSharp } from './sheet.ts';

export const pensAndGrounds: readonly Drawing[] = [
  read('pen-on-white.png', '7', 'a fine black pen on white paper', async () => {
    const sheet = await scene(11, {
      width: 400,
      height: 300,
      ground: plain(white),
      writing: { digits: '7', allograph: 1, x: 190, y: 148, height: 150, pen: 6, slant: 8, seed: 11 },
      ink: { colour: black, opacity: 1 },
    });
    return toSharp(sheet).png({ palette: true, colours: 32 }).toBuffer();
  }),
  read('felt-marker.jpg', '3', 'a thick felt marker', async () =>
    toSharp(await felt(22))
      .jpeg({ quality: 82 })
      .toBuffer(),
  ),
  read('ballpoint-on-cream.jpg', '5', 'a blue ballpoint on cream paper, a poor JPEG', async () => {
    const sheet = await scene(33, {
      width: 520,
      height: 420,
      ground: plain([244, 233, 206]),
      writing: { digits: '5', x: 280, y: 190, height: 190, pen: 8, slant: 11, pressure: 0.35, seed: 33 },
      ink: { colour: [38, 58, 150], opacity: 0.9, roughness: 0.25 },
      grain: 5,
    });
    return toSharp(sheet).blur(0.7).jpeg({ quality: 28 }).toBuffer();
  }),
  read('chalk-on-blackboard.webp', '2', 'white chalk on a blackboard', async () => {
    const smear = createRandom(440);
    const waves = Array.from({ length: 6 }, () => [
      smear.between(2, 9),
      smear.between(2, 9),
      smear.next() * 6,
    ]);
    const sheet = await scene(44, {
      width: 640,
      height: 480,
      ground: (x, y) => {
        let dust = 0;
        for (const [a = 0, b = 0, c = 0] of waves) dust += Math.sin((x / 640) * a + (y / 480) * b + c);
        return [42 + dust * 3, 58 + dust * 3, 50 + dust * 3];
      },
      writing: { digits: '2', x: 330, y: 236, height: 270, pen: 19, slant: 4, pressure: 0.3, seed: 45 },
      ink: { colour: [236, 238, 230], opacity: 0.95, roughness: 0.6 },
      grain: 5,
    });
    return toSharp(sheet).blur(0.9).webp({ quality: 60 }).toBuffer();
  }),
  read('red-on-squares.png', '4', 'a red pen on squared paper', async () => {
    const sheet = await scene(55, {
      width: 360,
      height: 360,
      ground: squared([253, 253, 250], [205, 220, 236], 30, 2),
      writing: { digits: '4', x: 180, y: 186, height: 190, pen: 9, slant: 5, seed: 55 },
      ink: { colour: [200, 26, 38], opacity: 0.97 },
    });
    return toSharp(sheet).png({ palette: true, colours: 64 }).toBuffer();
  }),
  read('pencil-on-grey.jpg', '6', 'a faint pencil on grey recycled paper', async () => {
    const sheet = await scene(66, {
      width: 480,
      height: 400,
      ground: plain([196, 194, 188]),
      writing: { digits: '6', x: 236, y: 206, height: 210, pen: 9, slant: 9, pressure: 0.35, seed: 66 },
      ink: { colour: [92, 92, 96], opacity: 0.7, roughness: 0.5 },
      grain: 4,
    });
    return toSharp(sheet).blur(0.6).jpeg({ quality: 70 }).toBuffer();
  }),
  read('phone-photo.jpg', '8', 'a phone held sideways: EXIF turn, uneven light, a little blur', async () => {
    const [width, height] = [1200, 1600];
    const sheet = await scene(77, {
      width,
      height,
      ground: plain([232, 228, 220]),
      writing: { digits: '8', x: 640, y: 760, height: 520, pen: 24, slant: 7, turn: 4, seed: 77 },
      ink: { colour: [40, 42, 60], opacity: 0.95 },
      grain: 3,
      light: (x, y) => {
        const [u, v] = [x / width - 0.5, y / height - 0.5];
        return (0.82 - 0.34 * u - 0.22 * v) * (1 - 0.75 * (u * u + v * v));
      },
    });
    const upright = await toSharp(sheet).blur(1.6).png().toBuffer();
    // Orientation 6: the camera was turned, the viewer must turn the picture by 90 degrees clockwise.
    return sharp(upright)
      .rotate(270)

      .withMetadata({ orientation: 6 })
      .jpeg({ quality: 72 })
      .toBuffer();
  }),
  read('corner-of-a-page.png', '5', 'a small digit in the corner of a large page', async () => {
    const sheet = await scene(154, {
      width: 1240,
      height: 1754,
      ground: plain(white),
      writing: { digits: '5', x: 1080, y: 170, height: 90, pen: 6, slant: 8, seed: 154 },
      ink: { colour: black, opacity: 1 },
    });
    return toSharp(sheet).png({ palette: true, colours: 16 }).toBuffer();
  }),
];
