// Digits of IDX files, written as PNG and evaluated by the command line: the way of the README's figures.
// The bench's own tools are tested with digits drawn here; the figures need data that is not in the tree:
// USPS in ../shared/data/usps, MNIST's IDX files in the folder that MNIST_DIR names.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { coverOf } from '../../samples/sheet.ts';

const home = fileURLToPath(new URL('../..', import.meta.url));
const usps = join(home, '../shared/data/usps');
const mnist = process.env.MNIST_DIR ?? '';
const run = promisify(execFile);
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'digitdrop-digits-'));
  await writeDrawnDigits(join(folder, 'drawn'));
});

afterAll(() => rm(folder, { recursive: true }));

/** Five digits of 28 x 28 and one label that is wrong, as an IDX folder, gzipped. */
const writeDrawnDigits = async (to: string): Promise<void> => {
  const drawn = await Promise.all(
    ['0', '3', '4', '7', '9'].map(async (digits, seed) => {
      const cover = await coverOf({ digits, x: 140, y: 140, height: 200, pen: 24, slant: 6, seed }, 280, 280);
      const raw = { width: 280, height: 280, channels: 1 } as const;
      return sharp(cover, { raw }).resize(28, 28).toColourspace('b-w').raw().toBuffer();
    }),
  );
  const header = Buffer.from([0, 0, 8, 3, 0, 0, 0, 5, 0, 0, 0, 28, 0, 0, 0, 28]);
  await mkdir(to);
  await writeFile(join(to, 'images-idx3-ubyte.gz'), gzipSync(Buffer.concat([header, ...drawn])));
  await writeFile(
    join(to, 'labels-idx1-ubyte.gz'),
    gzipSync(Buffer.from([0, 0, 8, 1, 0, 0, 0, 5, 0, 3, 4, 7, 8])),
  );
};

const node = (...args: readonly string[]) =>
  run(process.execPath, args, { cwd: home, maxBuffer: 100_000_000 });

/** Only what is asked of an evaluation here. */
interface Evaluated {
  readonly files: number;
  readonly right: { readonly part: number; readonly whole: number };
  readonly errors: readonly { readonly filename: string; readonly truth: string; readonly value: string }[];
}

/** Writes the pictures and evaluates them. */
const evaluate = async (from: string, name: string, ...looks: readonly string[]): Promise<Evaluated> => {
  const to = join(folder, name);
  await node('bench/mnist-files.ts', from, to, ...looks);
  return JSON.parse((await node('bin/digitdrop.ts', 'eval', '--expect', 'digit', '--json', to)).stdout);
};

const percentRight = ({ right }: Evaluated): number => (100 * right.part) / right.whole;

describe('drawn digits', () => {
  it.each([
    ['plain', []],
    ['inverted', ['--invert']],
    ['scaled', ['--scale-offset']],
    ['scaled-inverted', ['--scale-offset', '--invert']],
  ])('%s: right but for the wrong label', async (name, looks) => {
    expect(await evaluate(join(folder, 'drawn'), name, ...looks)).toMatchObject({
      files: 5,
      right: { part: 4, whole: 5 },
      errors: [{ filename: '00004.png', truth: '8', value: '9' }],
    });
    expect(await readdir(join(folder, name, 'images'))).toHaveLength(5);
    expect(await readFile(join(folder, name, 'labels.csv'), 'utf8')).toMatch(
      /^filename,value\n00000\.png,0\n00001\.png,3\n/,
    );
  });

  it('look as the options say', async () => {
    const facts = async (name: string) => {
      const image = sharp(join(folder, name, 'images/00000.png'));
      const [{ width, height }, { channels }] = [await image.metadata(), await image.stats()];
      return { width, height, isLight: (channels[0]?.mean ?? 0) > 128 };
    };
    expect(await facts('plain')).toEqual({ width: 28, height: 28, isLight: false });
    expect(await facts('inverted')).toEqual({ width: 28, height: 28, isLight: true });
    expect(await facts('scaled')).toEqual({ width: 480, height: 360, isLight: false });
    expect(await facts('scaled-inverted')).toEqual({ width: 480, height: 360, isLight: true });
  });
});

describe('real digits', () => {
  it.skipIf(!existsSync(usps))(
    'USPS: at least 97.5% right (skipped without ../shared/data/usps)',
    async () => {
      expect(percentRight(await evaluate(usps, 'usps'))).toBeGreaterThanOrEqual(97.5);
    },
  );

  it.skipIf(!existsSync(mnist)).each([
    ['plain', 99.5, []],
    ['inverted', 99.3, ['--invert']],
    ['scaled to 200 px and offset', 99.3, ['--scale-offset']],
  ] as const)(
    'MNIST %s: at least %d%% right (skipped without MNIST_DIR)',
    async (_name, least, looks) => {
      expect(percentRight(await evaluate(mnist, `mnist${looks.join('')}`, ...looks))).toBeGreaterThanOrEqual(
        least,
      );
    },
    900_000,
  );
});
