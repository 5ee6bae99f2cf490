// Numbers of two to eight digits for the bench, drawn like the samples on fields about 64 pixels high.
import { createRandom } from '../lib/random.ts';
import { drawSheet, plain, toSharp } from '../samples/sheet.ts';

export interface DrawnString {
  readonly value: string;
  /** A JPEG. */
  readonly bytes: Uint8Array;
}

export const drawString = async (seed: number): Promise<DrawnString> => {
  const random = createRandom(seed);
  const digits = Array.from({ length: 2 + (seed % 7) }, () => Math.floor(random.next() * 10)).join('');
  const [width, height] = [60 + digits.length * 36, 64];
  const slant = random.between(-2, 12);
  const sheet = await drawSheet({
    width,
    height,
    ground: plain([238, 238, 230]),
    writing: { digits, x: width / 2, y: height / 2, height: 40, pen: 3.5, slant, seed },
    ink: { colour: [40, 44, 80], opacity: 0.95 },
    grain: 3,
    random,
  });
  return { value: digits, bytes: await toSharp(sheet).jpeg({ quality: 85 }).toBuffer() };
};
