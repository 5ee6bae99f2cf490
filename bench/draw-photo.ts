// A photo of twelve megapixels for the bench, drawn like the samples: too large to keep in the tree.
import { createRandom } from '../lib/random.ts';
import { drawSheet, plain, toSharp } from '../samples/sheet.ts';

/** A JPEG of 4000 x 3000 pixels with a 5 on uneven, grainy paper. */
export const drawPhoto = async (): Promise<Uint8Array> => {
  const [width, height] = [4_000, 3_000];
  const sheet = await drawSheet({
    width,
    height,
    ground: plain([228, 224, 216]),
    writing: { digits: '5', x: 2_100, y: 1_450, height: 1_100, pen: 46, slant: 7, seed: 1 },
    ink: { colour: [44, 46, 70], opacity: 0.95 },
    grain: 4,
    light: (x, y) => 1 - 0.25 * (x / width) - 0.1 * (y / height),
    random: createRandom(1),
  });
  return toSharp(sheet).jpeg({ quality: 85 }).toBuffer();
};
