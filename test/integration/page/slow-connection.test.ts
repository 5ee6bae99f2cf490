// The page over a line that is slow, that is gone for a while, and that loses answers: every picture ends with its own.
import { readFile } from 'node:fs/promises';
import type { CDPSession, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import expected from '../../../samples/expected.json' with { type: 'json' };
import { noBrowser, sizeNames, useBrowser } from './browser.ts';

/** The throttling that browsers' own tools call slow 3G: 400 kilobits a second, and nearly half a second each way. */
const slow = { offline: false, latency: 400, downloadThroughput: 50_000, uploadThroughput: 50_000 };
const gone = { ...slow, offline: true };

const useLine = async (page: Page) => {
  const cdp: CDPSession = await page.context().newCDPSession(page);
  await cdp.send('Network.enable');
  return (line: typeof slow) => cdp.send('Network.emulateNetworkConditions', line);
};

const single = expected.filter(({ status, file }) => status === 'accepted' && /\.(png|jpg)$/.test(file));

/** Files of which no two neighbours hold the same number; each row must show its own. */
const filesOf = (count: number) =>
  Promise.all(
    Array.from({ length: count }, async (_, i) => {
      const sample = single[i % single.length]!;
      const buffer = await readFile(new URL(`../../../samples/images/${sample.file}`, import.meta.url));
      return { name: `${String(i).padStart(3, '0')}-${sample.value}.png`, mimeType: 'image/png', buffer };
    }),
  );

/** Of every row the name, which tells the value, and the digits that are shown. */
const rowsOf = (page: Page): Promise<readonly (readonly [string, string])[]> =>
  page
    .locator('.items tbody tr')
    .evaluateAll(rows =>
      rows.map((row): [string, string] => [
        row.querySelector('th')?.textContent ?? '',
        (row.querySelector('td.value')?.textContent ?? '').replace(/\D/g, ''),
      ]),
    );

const expectOwnValues = async (page: Page, count: number): Promise<void> => {
  const rows = await rowsOf(page);
  expect(rows).toHaveLength(count);
  for (const [name, digits] of rows) expect(digits, name).toBe(/-(\d+)\.png$/.exec(name)?.[1]);
};

describe.skipIf(noBrowser)('a slow connection (skipped where chromium is not on PATH)', () => {
  const { open } = useBrowser();

  it.each(sizeNames)('that is gone for a while is said and waited for, on a %s', async size => {
    const { page } = await open(size);
    const use = await useLine(page);
    await use(slow);
    await page.setInputFiles('input[aria-label=Files]', await filesOf(24));
    await page.locator('.items .mark.accepted').first().waitFor();
    await use(gone);
    const said = page.locator('.done', {
      hasText: 'You are offline; it goes on when the connection is back',
    });
    await said.waitFor();
    // Longer than the first tries would wait: none of them counts.
    await page.waitForTimeout(3000);
    expect(await page.locator('.items .mark.failed').count()).toBe(0);
    await use(slow);
    await page.getByText('24 done', { exact: true }).waitFor({ timeout: 90_000 });
    expect(await said.count()).toBe(0);
    await expectOwnValues(page, 24);
  });

  it('answers that are lost on their way come again, and none is taken for another’s', async () => {
    let asked = 0;
    const { page } = await open('desktop', async fresh => {
      await fresh.route('**/v1/readings', async route => {
        asked += 1;
        const turn = asked;
        const answer = await route.fetch();
        // Read by the server, and never heard of here; others come late, and so out of order.
        if (turn % 3 === 0) return route.abort('connectionreset');
        await new Promise(resolve => setTimeout(resolve, (turn % 4) * 120));
        return route.fulfill({ response: answer });
      });
    });
    await page.setInputFiles('input[aria-label=Files]', await filesOf(24));
    await page.getByText('24 done', { exact: true }).waitFor({ timeout: 90_000 });
    expect(asked).toBeGreaterThan(30);
    await expectOwnValues(page, 24);
  });

  it('half an answer is none', async () => {
    let asked = 0;
    const { page } = await open('desktop', async fresh => {
      await fresh.route('**/v1/readings', async route => {
        asked += 1;
        if (asked > 1) return route.continue();
        const body = await (await route.fetch()).text();
        return route.fulfill({ status: 200, contentType: 'application/json', body: body.slice(0, 200) });
      });
    });
    await page.setInputFiles('input[aria-label=Files]', await filesOf(1));
    await page.getByText('1 done', { exact: true }).waitFor();
    expect(asked).toBe(2);
    await expectOwnValues(page, 1);
  });

  it('what is drawn is asked about again where the line was gone, and an old answer never stays', async () => {
    const { page } = await open('desktop');
    const use = await useLine(page);
    await page.getByRole('button', { name: 'Draw', exact: true }).click();
    const box = await page.locator('canvas').boundingBox();
    if (box === null) throw new Error('expected a sheet');
    const to = (x: number, y: number) =>
      page.mouse.move(box.x + x * box.width, box.y + y * box.height, { steps: 8 });
    const drawSeven = async (left: number) => {
      await to(left, 0.25);
      await page.mouse.down();
      await to(left + 0.12, 0.25);
      await to(left + 0.05, 0.8);
      await page.mouse.up();
    };
    const current = (value: string) =>
      page.locator('.drawn:not(.behind) .value', { hasText: new RegExp(`^${value}$`) }).waitFor();
    await use(slow);
    await drawSeven(0.3);
    await current('7');
    await use(gone);
    await drawSeven(0.5);
    await page.locator('.drawn', { hasText: 'The connection dropped; trying again in' }).waitFor();
    expect(await page.locator('.drawn .value').count()).toBe(0);
    await use(slow);
    await current('77');
  });
});
