// Good and bad pictures of the same kind, for the page's help: each 320 x 160 pixels.
import { scene } from './drawing.ts';
import type { Handwriting } from './pen.ts';
import { type Colour, plain, ruled, type Sheet, toSharp } from './sheet.ts';

export interface HelpPicture {
  readonly file: string;
  /** Null for a bad one: it must not be accepted. */
  readonly value: string | null;
  readonly draw: () => Promise<Uint8Array>;
}

const [width, height] = [320, 160];
const paper: Colour = [246, 243, 234];
const ink = { colour: [26, 38, 92] as Colour, opacity: 0.96 };

const write = (writing: Omit<Handwriting, 'seed'>, seed: number, parts: object = {}): Promise<Sheet> =>
  scene(seed, {
    ...{ width, height, ink, grain: 2 },
    ground: plain(paper),
    writing: { ...writing, seed },
    ...parts,
  });

const save = (sheet: Sheet, blurPixels = 0): Promise<Uint8Array> => {
  const drawn = toSharp(sheet);
  return (blurPixels > 0 ? drawn.blur(blurPixels) : drawn).webp({ quality: 82 }).toBuffer();
};

/** Away from a lamp at the upper left. */
const lamp = (x: number, y: number): number => 1.02 - 0.42 * (x / width) - 0.18 * (y / height);

export const helpPictures: readonly HelpPicture[] = [
  {
    file: 'good-field.webp',
    value: '3825',
    draw: async () =>
      save(
        await write({ digits: '3825', x: 160, y: 74, height: 84, pen: 6, slant: 7 }, 304, {
          ground: ruled(paper, [150, 160, 170], 134, 2),
        }),
      ),
  },
  {
    file: 'bad-tiny.webp',
    value: null,
    draw: async () => save(await write({ digits: '3825', x: 212, y: 96, height: 7, pen: 1, slant: 7 }, 301)),
  },
  {
    file: 'good-light.webp',
    value: '582',
    draw: async () =>
      save(await write({ digits: '582', x: 156, y: 80, height: 92, pen: 7, slant: 6 }, 312, { light: lamp })),
  },
  {
    file: 'bad-blurred.webp',
    value: null,
    draw: async () =>
      save(await write({ digits: '582', x: 156, y: 80, height: 92, pen: 7, slant: 6 }, 312), 13),
  },
  {
    file: 'good-whole.webp',
    value: '936',
    draw: async () => save(await write({ digits: '936', x: 160, y: 80, height: 92, pen: 7, slant: 5 }, 323)),
  },
  {
    file: 'bad-cut.webp',
    value: null,
    draw: async () =>
      save(await write({ digits: '936', x: 232, y: 24, height: 150, pen: 10, slant: 5 }, 323)),
  },
];
