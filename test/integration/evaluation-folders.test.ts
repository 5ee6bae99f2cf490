// The scripts that write evaluation folders, over letters and digits drawn here: what they write, the same each time.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const home = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);
let folder = '';

/** Two pictures of 28 x 28: a bar upright, and one lying. */
const bars = Buffer.alloc(2 * 784);
for (let along = 4; along < 24; along += 1) {
  for (let across = 12; across < 16; across += 1) {
    bars[along * 28 + across] = 255;
    bars[784 + across * 28 + along] = 255;
  }
}

const writeIdx = async (to: string, images: string, labels: string, values: readonly number[]) => {
  await mkdir(to, { recursive: true });
  const header = Buffer.from([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 28, 0, 0, 0, 28]);
  await writeFile(join(to, images), gzipSync(Buffer.concat([header, bars])));
  await writeFile(join(to, labels), gzipSync(Buffer.from([0, 0, 8, 1, 0, 0, 0, 2, ...values])));
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'digitdrop-folders-'));
  const [images, labels] = ['letters-eval-images-idx3-ubyte.gz', 'letters-eval-ascii-idx1-ubyte.gz'];
  // L, a capital, and r, a small letter.
  await writeIdx(join(folder, 'emnist'), images, labels, [0x4c, 0x72]);
  await writeIdx(join(folder, 'mnist'), 't10k-images-idx3-ubyte.gz', 't10k-labels-idx1-ubyte.gz', [1, 7]);
});

afterAll(() => rm(folder, { recursive: true }));

const script = (name: string, ...args: readonly string[]) =>
  run(process.execPath, [`bench/${name}.ts`, ...args], { cwd: home });

const linesOf = async (set: string) =>
  (await readFile(join(folder, set, 'labels.csv'), 'utf8')).trim().split('\n');

describe('the set without numbers', () => {
  const draw = (set: string, ...args: readonly string[]) =>
    script('no-number-set', join(folder, 'emnist'), join(folder, set), '--count', '48', ...args);

  const hashOf = async (set: string) => {
    const [, ...rows] = await linesOf(set);
    const hash = createHash('sha256');
    for (const row of rows) hash.update(await readFile(join(folder, set, 'images', row.slice(0, -1))));
    return hash.digest('hex');
  };

  it('holds as many as asked of every kind, none with a value, at natural sizes', async () => {
    const { stdout } = await draw('none');
    expect(stdout).toMatch(/^48 pictures in /);
    const [header, ...rows] = await linesOf('none');
    expect(header).toBe('filename,value');
    expect(rows).toHaveLength(48);
    for (const row of rows) expect(row).toMatch(/^[a-z-]+\/\d{3}\.png,$/);
    expect((await readdir(join(folder, 'none/images'))).sort()).toEqual([
      'crosses-and-ticks',
      'dashes',
      'empty-fields',
      'printed',
      'scribbles',
      'words',
    ]);
    for (const row of rows) {
      const image = sharp(join(folder, 'none/images', row.slice(0, -1)));
      const { height } = await image.metadata();
      expect(height).toBeGreaterThanOrEqual(30);
      expect(height).toBeLessThanOrEqual(120);
    }
  });

  it('is the same for the same seed, and another for another', async () => {
    await draw('again');
    await draw('other', '--seed', '2');
    expect(await hashOf('again')).toBe(await hashOf('none'));
    expect(await hashOf('other')).not.toBe(await hashOf('none'));
  });

  it('says which file it lacks', async () => {
    const missing = script('no-number-set', join(folder, 'mnist'), join(folder, 'lacking'));
    await expect(missing).rejects.toMatchObject({
      stderr: expect.stringContaining(`expected an IDX file at ${join(folder, 'mnist/letters-eval-images')}`),
    });
  });
});

describe('letters beside digits', () => {
  it('are told apart by their values, pixels as they are', async () => {
    await script('letter-files', join(folder, 'emnist'), join(folder, 'mnist'), join(folder, 'letters'));
    expect(await linesOf('letters')).toEqual([
      'filename,value',
      'letters/00000.png,',
      'letters/00001.png,',
      'digits/00000.png,1',
      'digits/00001.png,7',
    ]);
    const pixels = await sharp(join(folder, 'letters/images/letters/00001.png'))
      .toColourspace('b-w')
      .raw()
      .toBuffer();
    expect(pixels.equals(bars.subarray(784))).toBe(true);
  });
});

describe('labels with lengths', () => {
  it('tell how many digits there are, over the same pictures', async () => {
    await mkdir(join(folder, 'plain/images'), { recursive: true });
    await writeFile(join(folder, 'plain/images/a, b.png'), 'a picture');
    await writeFile(join(folder, 'plain/labels.csv'), 'filename,value\n"a, b.png",0042\nc.png,\n');
    await script('with-lengths', join(folder, 'plain'), join(folder, 'told'));
    expect(await linesOf('told')).toEqual(['filename,value,length', '"a, b.png",0042,4', '"c.png",,']);
    expect(await readFile(join(folder, 'told/images/a, b.png'), 'utf8')).toBe('a picture');
  });
});
