// Writes the test digits of an IDX folder as PNG files, so that they go through the same door as anyone's images:
//   npm run -s bench:files -- IDX_FOLDER OUT [--invert] [--scale-offset] [--limit N]
// OUT/images/00000.png …, and OUT/labels.csv, for `digitdrop eval OUT --expect digit`. USPS's folder will do as well.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { createRandom, type Random } from '../lib/random.ts';
import { type LabelledPictures, readTestPictures } from './idx-files.ts';

/** The scaled digit's side and the canvas it lies on somewhere. */
const scaledSide = 200;
const canvas = { width: 480, height: 360 };
const offsetSeed = 20_260_101;
const batch = 64;

interface Look {
  readonly invert: boolean;
  readonly scaleOffset: boolean;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    invert: { type: 'boolean', default: false },
    'scale-offset': { type: 'boolean', default: false },
    limit: { type: 'string' },
  },
});
const [from, to] = positionals;
if (from === undefined || to === undefined || positionals.length > 2)
  throw new Error(
    'expected: node bench/mnist-files.ts IDX_FOLDER OUT [--invert] [--scale-offset] [--limit N]',
  );

const encode = (pictures: LabelledPictures, index: number, look: Look, random: Random): Promise<Buffer> => {
  const { width, height } = pictures;
  const size = width * height;
  const pixels = pictures.pixels.slice(index * size, (index + 1) * size);
  const drawn = sharp(pixels, { raw: { width, height, channels: 1 } });
  // Drawn before any await: the offsets must not depend on which picture is finished first.
  const left = Math.floor(random.next() * (canvas.width - scaledSide));
  const top = Math.floor(random.next() * (canvas.height - scaledSide));
  const placed = look.scaleOffset
    ? drawn.resize(scaledSide, scaledSide, { fit: 'fill' }).extend({
        left,
        top,
        right: canvas.width - scaledSide - left,
        bottom: canvas.height - scaledSide - top,
        background: '#000',
      })
    : drawn;
  return (look.invert ? placed.negate() : placed).toColourspace('b-w').png().toBuffer();
};

const pictures = await readTestPictures(from);
const count = Math.min(pictures.count, Number(values.limit ?? pictures.count));
const look: Look = { invert: values.invert, scaleOffset: values['scale-offset'] };
const random = createRandom(offsetSeed);
const nameOf = (index: number) => `${String(index).padStart(5, '0')}.png`;

await mkdir(join(to, 'images'), { recursive: true });
for (let start = 0; start < count; start += batch) {
  const indices = Array.from({ length: Math.min(batch, count - start) }, (_, i) => start + i);
  await Promise.all(
    indices.map(async i => writeFile(join(to, 'images', nameOf(i)), await encode(pictures, i, look, random))),
  );
}
const rows = Array.from({ length: count }, (_, i) => `${nameOf(i)},${pictures.labels[i]}\n`);
await writeFile(join(to, 'labels.csv'), `filename,value\n${rows.join('')}`);
process.stdout.write(`${count} pictures in ${join(to, 'images')}\n`);
