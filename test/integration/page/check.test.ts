// The view "Check" in a browser: by the keyboard alone, fast, and through the loss of server and page.
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { eventually, getText, openClient, put, readingOf } from '../bucket-client.ts';
import { makeFolder, startHouse } from '../start-house.ts';
import { accessFaults, expectNoSideways, noBrowser, sizeNames, useBrowser } from './browser.ts';

const rows = await readFile(new URL('../../../samples/images/two-rows.png', import.meta.url));
const shots = process.env.DIGITDROP_SHOTS;

const dropForReview = async (s3Url: string, keys: readonly string[]): Promise<void> => {
  const client = openClient(s3Url);
  await Promise.all(keys.map(key => put(client, key, rows)));
  for (const key of keys) expect((await readingOf(client, key)).status).toBe('review');
};

const correctionOf = async (s3Url: string, key: string) =>
  eventually(async () => JSON.parse(await getText(openClient(s3Url), `${key}.correction.json`)));

/** The key of the item that is shown, once its picture is; another than the one before. */
const shownKey = async (page: Page, before = ''): Promise<string> => {
  await page.waitForFunction(last => {
    const heading = document.querySelector<HTMLElement>('.check h2')?.title ?? '';
    const image = document.querySelector<HTMLImageElement>('.check .picture img');
    return image?.complete === true && image.naturalWidth > 0 && heading !== last;
  }, before);
  return (await page.locator('.check h2').getAttribute('title')) ?? '';
};

const open = (page: Page) => page.getByRole('link', { name: 'Check' }).click();

describe.skipIf(noBrowser)('checking on the page (skipped where chromium is not on PATH)', () => {
  const browser = useBrowser();

  it.each(sizeNames)(
    'the keyboard confirms, corrects, says no number, skips and goes back, on a %s',
    async size => {
      const s3Url = browser.s3Url();
      const keys = ['a', 'b', 'c', 'd', 'e'].map(name => `${size}/${name} +ä.png`);
      await dropForReview(s3Url, keys);
      const { page, faults, foreign } = await browser.open(size);
      await open(page);
      const first = await shownKey(page);
      const input = page.locator('#check-value');
      expect(await input.inputValue()).toBe('2036');
      expect(await input.evaluate((one: HTMLInputElement) => one.selectionEnd! - one.selectionStart!)).toBe(
        4,
      );
      expect(await accessFaults(page)).toEqual([]);
      await expectNoSideways(page);
      if (shots !== undefined) await page.screenshot({ path: `${shots}/check-${size}.png` });

      await page.keyboard.press('Enter');
      const second = await shownKey(page, first);
      await page.keyboard.type('4x2');
      // Said beyond the key after it.
      expect(await page.getByRole('status').filter({ hasText: 'Only digits count' }).isVisible()).toBe(true);
      await page.keyboard.press('Enter');
      const third = await shownKey(page, second);
      expect(await page.getByText('Only digits count').count()).toBe(0);
      await page.keyboard.press('n');
      const fourth = await shownKey(page, third);
      await page.keyboard.press('s');
      const fifth = await shownKey(page, fourth);
      await page.keyboard.press('b');
      await page.keyboard.press('b');
      expect(await shownKey(page, fifth)).toBe(third);
      expect(await input.inputValue()).toBe('');
      await page.keyboard.type('77');
      await page.keyboard.press('Enter');
      expect(await shownKey(page, third)).toBe(fourth);
      await page.keyboard.press('Enter');
      expect(await shownKey(page, fourth)).toBe(fifth);
      await page.keyboard.press('Enter');
      await page.getByText('Nothing waits to be checked').waitFor();
      if (shots !== undefined) await page.screenshot({ path: `${shots}/check-${size}-empty.png` });
      expect(await accessFaults(page)).toEqual([]);
      expect([first, second, third, fourth, fifth].sort()).toEqual(keys);
      const values = new Map([
        [first, '2036'],
        [second, '42'],
        [fourth, '2036'],
        [fifth, '2036'],
      ]);
      for (const [key, value] of values)
        expect(await correctionOf(s3Url, key)).toMatchObject({
          value,
          said: { status: 'review', value: '2036' },
        });
      await eventually(async () => expect((await correctionOf(s3Url, third)).value).toBe('77'));
      expect([faults, foreign]).toEqual([[], []]);
      await page.close();
    },
  );

  it('two open pages never show the same, and each tells that the other holds some', async () => {
    const keys = Array.from({ length: 30 }, (_, i) => `two/${i}.png`);
    await dropForReview(browser.s3Url(), keys);
    const one = (await browser.open('desktop')).page;
    await open(one);
    const seen = [await shownKey(one)];
    const said: string[] = [];
    await one.getByText('to check').waitFor();
    const other = (await browser.open('desktop')).page;
    await open(other);
    seen.push(await shownKey(other));
    await other.getByText(/others look at \d+ \(somebody\)/).waitFor();
    for (let i = 0; i < 5; i++)
      for (const page of [one, other]) {
        const before = await shownKey(page);
        await page.keyboard.press('Enter');
        said.push(before);
        seen.push(await shownKey(page, before));
      }
    expect(new Set(seen).size).toBe(seen.length);
    // What a page has not sent yet it sends when it is opened again, and nobody else gets it before.
    for (const key of said) await correctionOf(browser.s3Url(), key);
    // What one holds is free again once its page is closed, long before it would run out.
    await one.goto('about:blank');
    await eventually(async () => {
      await other.keyboard.press('Enter');
      expect(await other.getByText('Nothing waits to be checked').isVisible()).toBe(true);
    });
    for (const key of keys) await correctionOf(browser.s3Url(), key);
    await other.close();
  });

  it('leaves a part of a short queue to a second person, and says where nothing is free', async () => {
    const keys = Array.from({ length: 6 }, (_, i) => `short/${i}.png`);
    await dropForReview(browser.s3Url(), keys);
    const pages = [];
    for (let i = 0; i < 2; i++) {
      const { page } = await browser.open('desktop');
      await open(page);
      pages.push({ page, key: await shownKey(page) });
    }
    expect(pages[0]?.key).not.toBe(pages[1]?.key);
    // Each has three of the six.
    const third = (await browser.open('desktop')).page;
    await open(third);
    await third.getByText('Nothing is free: the 6 that wait are being looked at').waitFor();
    for (const { page } of pages)
      for (let i = 0, key = ''; i < 3; i++) {
        key = await shownKey(page, key);
        await page.keyboard.press('Enter');
      }
    await third.getByText('Nothing waits to be checked').waitFor();
    for (const key of keys) expect((await correctionOf(browser.s3Url(), key)).value).toBe('2036');
    for (const page of [third, ...pages.map(one => one.page)]) await page.close();
  });

  it('what was skipped is told of, and is free again once the page is left', async () => {
    const keys = ['skip/a.png', 'skip/b.png'];
    await dropForReview(browser.s3Url(), keys);
    const { page } = await browser.open('desktop');
    await open(page);
    const first = await shownKey(page);
    await page.keyboard.press('s');
    const second = await shownKey(page, first);
    await page.keyboard.press('s');
    await page.getByText('Nothing else waits: the 2 skipped').waitFor();
    await page.goto('about:blank');
    const { page: next } = await browser.open('desktop');
    await open(next);
    const again = await shownKey(next);
    await next.keyboard.press('n');
    expect([again, await shownKey(next, again)].sort()).toEqual([first, second].sort());
    await next.keyboard.press('n');
    await next.getByText('Nothing waits to be checked').waitFor();
    await page.close();
    await next.close();
  });

  it('sixty items take less than a minute, one keystroke each, and every one is stored', async () => {
    const keys = Array.from({ length: 60 }, (_, i) => `many/${i}.png`);
    await dropForReview(browser.s3Url(), keys);
    const { page } = await browser.open('desktop');
    await open(page);
    let key = await shownKey(page);
    const startedAt = performance.now();
    for (let i = 1; i < keys.length; i++) {
      await page.keyboard.press('Enter');
      key = await shownKey(page, key);
    }
    await page.keyboard.press('Enter');
    const minutes = (performance.now() - startedAt) / 60_000;
    console.info(`review: ${Math.round(keys.length / minutes)} items a minute`);
    for (const one of keys) expect((await correctionOf(browser.s3Url(), one)).value).toBe('2036');
    expect(keys.length / minutes).toBeGreaterThan(60);
    await page.close();
  });

  it('what was said while the server was away is sent when the page is opened again', async () => {
    const folder = await makeFolder();
    const house = await startHouse(folder.path);
    const port = new URL(house.httpUrl).port;
    await dropForReview(house.s3Url, ['a.png', 'b.png', 'c.png']);
    const { page } = await browser.open('desktop');
    await page.goto(`${house.httpUrl}/#check`);
    const first = await shownKey(page);
    await page.waitForFunction(() => document.querySelector('.queue b')?.textContent === '3');
    await page.waitForTimeout(500);
    await house.end('SIGKILL');
    await page.keyboard.type('11');
    await page.keyboard.press('Enter');
    const second = await shownKey(page, first);
    await page.keyboard.press('n');
    await shownKey(page, second);
    await page.getByText(/2 not sent yet\. The server cannot be reached/).waitFor();
    const context = page.context();
    await page.close({ runBeforeUnload: false });

    const again = await startHouse(folder.path, { PORT: port });
    const fresh = await context.newPage();
    // Whatever view it is that opens.
    await fresh.goto(`${again.httpUrl}/`);
    expect((await correctionOf(again.s3Url, first)).value).toBe('11');
    expect((await correctionOf(again.s3Url, second)).value).toBeNull();
    // One that somebody else has said meanwhile is told.
    await dropForReview(again.s3Url, ['d.png']);
    await fresh.goto(`${again.httpUrl}/#check`);
    const third = await shownKey(fresh);
    const { etag } = (await readingOf(openClient(again.s3Url), third)).source;
    const body = JSON.stringify({ holder: 'somebody-else', etag, value: '5' });
    const headers = { 'content-type': 'application/json' };
    await fetch(`${again.httpUrl}/v1/corrections/${third}`, { method: 'POST', headers, body });
    await fresh.keyboard.press('Enter');
    await fresh.getByText('Somebody else said 5 first, and that stands').waitFor();
    expect((await correctionOf(again.s3Url, third)).value).toBe('5');
    await context.close();
    await again.end('SIGTERM');
    await folder.remove();
  });
});
