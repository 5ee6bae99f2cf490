// Writes the letters of evaluation and MNIST's test digits as PNG files into one folder, to see how well a reader tells
// one from the other:
//   npm run -s bench:letters -- EMNIST_FOLDER MNIST_FOLDER OUT [--limit N]
// OUT/images/letters/00000.png (no value), OUT/images/digits/00000.png, OUT/labels.csv. Both as they are, white on black.
import { parseArgs } from 'node:util';
import { encodePng } from '../lib/reading/encode-png.ts';
import { type LabelledPictures, readPictures, readTestPictures } from './idx-files.ts';
import { type LabelledFile, writeLabelledFiles } from './labelled-files.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { limit: { type: 'string' } },
});
const [emnist, mnist, to] = positionals;
if (emnist === undefined || mnist === undefined || to === undefined || positionals.length > 3)
  throw new Error('expected: node bench/letter-files.ts EMNIST_FOLDER MNIST_FOLDER OUT [--limit N]');

const letters = await readPictures(
  emnist,
  'letters-eval-images-idx3-ubyte.gz',
  'letters-eval-ascii-idx1-ubyte.gz',
);
const digits = await readTestPictures(mnist);

async function* encodeAll(): AsyncGenerator<LabelledFile> {
  yield* encode('letters', letters, () => '');
  yield* encode('digits', digits, String);
}

function* encode(
  folder: string,
  { count, width, height, pixels, labels }: LabelledPictures,
  told: (label: number) => string,
): Generator<LabelledFile> {
  const size = width * height;
  for (let i = 0; i < Math.min(count, Number(values.limit ?? count)); i += 1) {
    const data = Float32Array.from(pixels.subarray(i * size, (i + 1) * size), byte => byte / 255);
    const filename = `${folder}/${String(i).padStart(5, '0')}.png`;
    yield { filename, value: told(labels[i]!), bytes: encodePng({ width, height, data }) };
  }
}

await writeLabelledFiles(to, encodeAll());
