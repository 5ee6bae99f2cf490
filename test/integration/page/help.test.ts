// The page's help: its pictures are what it says of them, and its examples run as they stand.
import { execFile } from 'node:child_process';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { helpPictures } from '../../../samples/help-pictures.ts';
import { findPeer } from '../peers.ts';
import { accessFaults, expectNoSideways, noBrowser, sizeNames, useBrowser } from './browser.ts';

const run = promisify(execFile);
const home = new URL('../../../', import.meta.url);

describe.skipIf(noBrowser)('help (skipped where chromium is not on PATH)', () => {
  const { open, url, folder } = useBrowser();

  it.each(sizeNames)('is there on a %s, with its pictures', async size => {
    const { page, faults, foreign } = await open(size);
    await page.getByRole('link', { name: 'Help' }).press('Enter');
    await page.getByRole('heading', { name: 'How to take a good picture' }).waitFor();
    await page.waitForLoadState('networkidle');
    const widths = await page
      .locator('figure img')
      .evaluateAll(all => all.map(one => (one as unknown as { naturalWidth: number }).naturalWidth));
    expect(widths).toEqual(Array(helpPictures.length).fill(320));
    expect(await accessFaults(page)).toEqual([]);
    await expectNoSideways(page);
    await page.getByRole('link', { name: 'Read' }).press('Enter');
    await page.getByRole('button', { name: 'Choose files' }).waitFor();
    expect([faults, foreign]).toEqual([[], []]);
  });

  it.each(helpPictures.map(picture => [picture.file, picture] as const))(
    '%s is read as the help says',
    async (file, { value }) => {
      const body = await readFile(new URL(`web/pictures/${file}`, home));
      const answer = await fetch(`${url()}v1/readings`, {
        method: 'POST',
        headers: { 'content-type': 'image/webp' },
        body,
      });
      const { readings } = (await answer.json()) as { readings: { status: string; value: string }[] };
      if (value === null) expect(readings[0]?.status).not.toBe('accepted');
      else expect(readings).toMatchObject([{ status: 'accepted', value }]);
    },
  );

  it('has examples that run as they are copied', async () => {
    const { page } = await open('desktop');
    await page.goto(`${url()}#help`);
    const [curl = '', script = '', python = ''] = await page.locator('.example code').allInnerTexts();
    await copyFile(new URL('samples/images/amount.jpg', home), join(folder(), 'picture.jpg'));
    await writeFile(join(folder(), 'read.mjs'), script);
    const there = { cwd: folder() };
    expect(JSON.parse((await run('sh', ['-c', curl], there)).stdout).readings[0].value).toBe('4760');
    expect((await run(process.execPath, ['read.mjs'], there)).stdout).toMatch(/^4760 accepted 0\.99/);
    expect((await run(findPeer('python3') ?? 'python3', ['-c', python], there)).stdout).toMatch(
      /^4760 accepted 0\.99/,
    );
  });

  it('copies an example by its button', async () => {
    const { page } = await open('desktop');
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.goto(`${url()}#help`);
    await page.getByRole('button', { name: 'Copy the curl example' }).click();
    await page.getByText('Copied').waitFor();
    const code = await page.locator('.example code').first().innerText();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(code);
  });
});
