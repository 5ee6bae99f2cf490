// The largest images that are let in, several in one process: memory stays within 512 MiB.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pngClaiming } from '../reading/encoded.ts';

const run = promisify(execFile);
const digitdrop = fileURLToPath(new URL('../../bin/digitdrop.ts', import.meta.url));
const reportMemory = new URL('./report-memory.ts', import.meta.url).href;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'digitdrop-memory-'));
  const paper = (side: number) =>
    sharp({ create: { width: side, height: side, channels: 3, background: '#eee' } });
  // 49 megapixels each: just under the bound, in the forms that must be held whole.
  await paper(7000).png({ progressive: true, compressionLevel: 1 }).toFile(join(folder, 'interlaced.png'));
  await paper(7000).jpeg({ progressive: true }).toFile(join(folder, 'progressive.jpg'));
  await paper(7000).gif({ effort: 1 }).toFile(join(folder, 'one-frame.gif'));
  await paper(7000).tiff({ compression: 'deflate' }).toFile(join(folder, 'strips.tif'));
  await writeFile(join(folder, 'bomb.png'), pngClaiming(10_000, 10_000));
});
afterAll(() => rm(folder, { recursive: true }));

test('four images of 49 megapixels and a bomb, at once', async () => {
  const { stdout, stderr } = await run(
    process.execPath,
    ['--import', reportMemory, digitdrop, 'read', '--ndjson', folder],
    { maxBuffer: 1e7 },
  );
  const readings = stdout
    .trim()
    .split('\n')
    .map(line => JSON.parse(line));
  expect(readings.map(({ reason }) => reason)).toEqual([
    'image-too-large',
    'blank',
    'blank',
    'blank',
    'blank',
  ]);
  const peak = Number(/peak (\d+) MiB/.exec(stderr)?.[1]);
  expect(peak).toBeGreaterThan(100);
  expect(peak).toBeLessThanOrEqual(512);
});
