// `npm run bench:page [-- STROKES]`: from lifting the pen to the value that is shown, on the page in a browser.
import { cpus, loadavg } from 'node:os';
import { chromium, type Page } from 'playwright-core';
import { findPeer } from '../test/integration/peers.ts';
import { makeFolder, startHouse } from '../test/integration/start-house.ts';
import { quantileOf } from './quantile.ts';

const [strokes = '60'] = process.argv.slice(2);
if (!/^[1-9]\d*$/.test(strokes)) throw new Error(`expected a number of strokes, got ${strokes}`);
const program = findPeer('chromium');
if (program === null) throw new Error('expected chromium on PATH');

const print = (what: string, figure: string): void => {
  process.stdout.write(`${what.padEnd(44)} ${figure}\n`);
};
const spread = (values: readonly number[]): string => {
  const sorted = values.toSorted((a, b) => a - b);
  const [p50, p95] = [0.5, 0.95].map(share => quantileOf(sorted, share).toFixed(0));
  return `p50 ${p50} ms, p95 ${p95} ms`;
};

/** A seven, as a hand writes it: in a third of a second, at sixty moves a second. */
const drawSeven = async (page: Page): Promise<void> => {
  const sheet = await page.locator('canvas').boundingBox();
  if (sheet === null) throw new Error('expected a sheet');
  const points = Array.from({ length: 21 }, (_, i) =>
    i < 9 ? [0.3 + 0.015 * i, 0.25] : [0.42 - 0.006 * (i - 8), 0.25 + 0.046 * (i - 8)],
  );
  for (const [i, [x = 0, y = 0]] of points.entries()) {
    await page.mouse.move(sheet.x + x * sheet.width, sheet.y + y * sheet.height);
    if (i === 0) await page.mouse.down();
    await page.waitForTimeout(16);
  }
  await page.mouse.up();
};

const durations = (page: Page): Promise<readonly number[]> =>
  page.evaluate(() => performance.getEntriesByName('drawing-to-answer').map(({ duration }) => duration));

const folder = await makeFolder();
const house = await startHouse(folder.path);
const browser = await chromium.launch({
  executablePath: program,
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});
try {
  const page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
  const readings: number[] = [];
  page.on('response', async response => {
    if (!response.url().includes('/v1/readings')) return;
    const { readings: read } = (await response.json()) as {
      readings: { durationMs: { total: number } }[];
    };
    readings.push(read[0]?.durationMs.total ?? Number.NaN);
  });
  await page.goto(`${house.httpUrl}/`);
  await page.getByRole('button', { name: 'Draw' }).click();
  print('processor', `${cpus()[0]?.model ?? 'unknown'}, ${cpus().length} logical`);
  print('load before', loadavg()[0]?.toFixed(2) ?? 'unknown');
  for (let i = 0; i < Number(strokes); i += 1) {
    await drawSeven(page);
    // Where the answer is there before the pen is lifted, nothing is measured.
    await page.locator('.drawn:not(.behind) .value').waitFor();
    await page.getByRole('button', { name: 'Clear' }).click();
  }
  const requests = await page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .filter(({ name }) => name.includes('/v1/readings'))
      .map(({ duration }) => duration),
  );
  const measured = await durations(page);
  print(`${measured.length} of ${strokes} strokes, lifted to shown`, spread(measured));
  print(`  ${requests.length} requests, as the browser sees them`, spread(requests));
  print('  of which decoding and reading', spread(readings));
} finally {
  await browser.close();
  await house.end('SIGTERM');
  await folder.remove();
}
