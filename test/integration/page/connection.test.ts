// The page in a browser where the connection drops, the server is busy, a file is too large, and there are many.
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { noBrowser, sizeNames, useBrowser } from './browser.ts';

const image = new URL('../../../samples/images/pen-on-white.png', import.meta.url);
const fileOf = async (name: string) => ({ name, mimeType: 'image/png', buffer: await readFile(image) });

describe.skipIf(noBrowser)('a poor connection (skipped where chromium is not on PATH)', () => {
  const { open } = useBrowser();

  it.each(sizeNames)('is said and overcome on a %s', async size => {
    let posts = 0;
    const { page } = await open(size, async fresh => {
      await fresh.route('**/v1/readings', route => {
        posts += 1;
        if (posts <= 2) return route.abort('connectionreset');
        if (posts === 3) return route.fulfill({ status: 503, headers: { 'retry-after': '1' }, body: '{}' });
        return route.continue();
      });
    });
    await page.setInputFiles('input[aria-label=Files]', await fileOf('seven.png'));
    await page.locator('.results').getByText('The connection dropped; trying again in').waitFor();
    await page.locator('.results').getByText('The server is busy; trying again in').waitFor();
    await page.getByText('1 done', { exact: true }).waitFor();
    expect(posts).toBe(4);
    expect(await page.locator('.items tbody tr').innerText()).toMatch(/seven\.png\s+7\s+Accepted/);
  });

  it('a refusal is told, and can be tried again', async () => {
    let isRefusing = true;
    const { page } = await open('desktop', async fresh => {
      await fresh.route('**/v1/readings', route =>
        isRefusing
          ? route.fulfill({
              status: 400,
              contentType: 'application/problem+json',
              body: '{"detail":"not today"}',
            })
          : route.continue(),
      );
    });
    await page.setInputFiles('input[aria-label=Files]', await fileOf('seven.png'));
    await page.getByText('The server refused it (400): not today').waitFor();
    isRefusing = false;
    await page.getByRole('button', { name: 'Try failed again' }).click();
    await page.locator('.items .mark.accepted').waitFor();
  });

  it.each(sizeNames)('a file too large to be read is not sent, and that is told, on a %s', async size => {
    const posted: string[] = [];
    const { page } = await open(size);
    page.on('request', request => {
      if (request.method() === 'POST') posted.push(request.url());
    });
    const buffer = Buffer.alloc(20_000_001);
    await page.setInputFiles('input[aria-label=Files]', { name: 'large.png', mimeType: 'image/png', buffer });
    await page.locator('.detail').getByText('20.0 MB is the most that is read').waitFor();
    expect(posted).toEqual([]);
    await page.setInputFiles('input[aria-label=Files]', await fileOf('small.png'));
    await page.locator('.items .mark.accepted').waitFor();
    expect(posted).toHaveLength(1);
  });

  it('a thousand files at once all end with a reading, while the page stays responsive', async () => {
    const { page } = await open('desktop');
    // The page is asked about, not the reader: the picture is one that is read in no time, on a slow machine too.
    const bytes = [...(await readFile(new URL('tiny.png', image)))];
    await page.evaluate(() => {
      const watched = globalThis as unknown as { longestMs: number };
      watched.longestMs = 0;
      let last = performance.now();
      setInterval(() => {
        const now = performance.now();
        watched.longestMs = Math.max(watched.longestMs, now - last);
        last = now;
      }, 10);
    });
    await page.evaluate(all => {
      const transfer = new DataTransfer();
      for (let i = 0; i < 1000; i += 1)
        transfer.items.add(new File([new Uint8Array(all)], `scan-${i}.png`, { type: 'image/png' }));
      document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true }));
    }, bytes);
    await page.getByText('1000 done', { exact: true }).waitFor({ timeout: 110_000 });
    expect(await page.locator('.filters').innerText()).toContain('Accepted 1000');
    // The rows are a hundred at a time.
    expect(await page.locator('.items tbody tr').count()).toBe(100);
    // Nothing holds the page up for long enough to be noticed as a hang; a machine that is busy takes its part of it.
    expect(
      await page.evaluate(() => (globalThis as unknown as { longestMs: number }).longestMs),
    ).toBeLessThan(1000);
  });
});
