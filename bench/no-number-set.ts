// Draws pictures that hold no number, by seed, with an empty value for each:
//   npm run -s bench:no-number -- EMNIST_FOLDER OUT [--count 960] [--seed 1]
// Words of three to six letters from letters-eval-*, fields left empty, crosses and ticks, scribbles, dashes, printed
// words; OUT/images/KIND/000.png and OUT/labels.csv, for `digitdrop eval OUT --by folder`.
import { parseArgs } from 'node:util';
import { createRandom, type Random } from '../lib/random.ts';
import { encodePng } from '../lib/reading/encode-png.ts';
import { readPictures } from './idx-files.ts';
import { type LabelledFile, writeLabelledFiles } from './labelled-files.ts';
import { type Canvas, layOnPaper } from './no-number/canvas.ts';
import { drawEmptyField } from './no-number/fields.ts';
import { drawCrossOrTick, drawDashes, drawScribble } from './no-number/marks.ts';
import { drawPrintedWord } from './no-number/printed.ts';
import { drawWord } from './no-number/words.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { count: { type: 'string', default: '960' }, seed: { type: 'string', default: '1' } },
});
const [from, to] = positionals;
if (from === undefined || to === undefined || positionals.length > 2)
  throw new Error('expected: node bench/no-number-set.ts EMNIST_FOLDER OUT [--count N] [--seed N]');

const letters = await readPictures(
  from,
  'letters-eval-images-idx3-ubyte.gz',
  'letters-eval-ascii-idx1-ubyte.gz',
);

/** Words are the hardest, and a third of all; the shares of the others go by how they differ among themselves. */
const kinds: readonly (readonly [folder: string, share: number, draw: (random: Random) => Canvas])[] = [
  ['words', 8, random => drawWord(letters, random)],
  ['empty-fields', 5, drawEmptyField],
  ['crosses-and-ticks', 3, drawCrossOrTick],
  ['scribbles', 3, drawScribble],
  ['dashes', 2, drawDashes],
  ['printed', 3, drawPrintedWord],
];
const shares = kinds.reduce((sum, [, share]) => sum + share, 0);

async function* drawAll(): AsyncGenerator<LabelledFile> {
  for (const [kind, [folder, share, draw]] of kinds.entries()) {
    const count = Math.ceil((Number(values.count) * share) / shares);
    for (let i = 0; i < count; i += 1) {
      const random = createRandom(Number(values.seed) * 1_000_003 + kind * 100_003 + i);
      const filename = `${folder}/${String(i).padStart(3, '0')}.png`;
      yield { filename, value: '', bytes: encodePng(layOnPaper(draw(random), random)) };
    }
  }
}

await writeLabelledFiles(to, drawAll());
