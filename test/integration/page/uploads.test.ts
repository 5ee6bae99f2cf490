// The page in a browser: what is too large or too many for posts goes straight to the bucket, and comes back read.
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { bucketName, listKeys, openClient } from '../bucket-client.ts';
import { accessFaults, expectNoSideways, noBrowser, sizeNames, useBrowser } from './browser.ts';
import { startPoorLine } from './poor-line.ts';

const seven = new URL('../../../samples/images/pen-on-white.png', import.meta.url);
/** More than a post takes: 1,600 pixels wide, three bytes a pixel, not packed. */
let large: Buffer;
let small: Buffer;

beforeAll(async () => {
  small = await readFile(seven);
  large = await sharp(small)
    .resize({ width: 1600 })
    .toColourspace('srgb')
    .png({ compressionLevel: 0 })
    .toBuffer();
  expect(large.length).toBeGreaterThan(4_718_592);
});

const choose = (page: Page, names: readonly string[], buffer: Buffer) =>
  page.setInputFiles(
    'input[aria-label=Files]',
    names.map(name => ({ name, mimeType: 'image/png', buffer })),
  );

/** So many bytes a second towards the server; null: as many as go. */
const narrowLine = async (page: Page) => {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  return (bytesPerSecond: number | null) =>
    session.send('Network.emulateNetworkConditions', {
      ...{ offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: bytesPerSecond ?? -1 },
    });
};

/** A reading that is not there yet is a 404, which the browser's console counts among errors. */
const real = (faults: readonly string[]) => faults.filter(fault => !/status of 404/.test(fault));

describe.skipIf(noBrowser)('uploads from the page (skipped where chromium is not on PATH)', () => {
  const { open: openPage, s3Url } = useBrowser();

  /** However slow the machine is. */
  const open: typeof openPage = (size, prepare = async () => {}) =>
    openPage(size, async page => {
      page.setDefaultTimeout(100_000);
      await prepare(page);
    });

  const keys = async (prefix = 'uploads/') => {
    const client = openClient(s3Url());
    try {
      return await listKeys(client, prefix);
    } finally {
      client.destroy();
    }
  };

  const shown = async (page: Page, name: string): Promise<void> => {
    const folder = process.env.SCREENSHOTS;
    if (folder !== undefined) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
  };

  it.each(sizeNames)(
    'a large file goes to the bucket with its progress, and is read, on a %s',
    async size => {
      const { page, url, faults, foreign } = await open(size);
      const narrow = await narrowLine(page);
      await narrow(1_500_000);
      const posted: string[] = [];
      page.on('request', request => {
        if (request.method() === 'POST') posted.push(request.url());
      });
      await page.getByLabel('Expect').selectOption('digit');
      await choose(page, [`large ${size}.png`], large);
      await page
        .locator('.inputs')
        .getByText('1 file goes into the bucket, and will be kept there')
        .waitFor();
      const bar = page.locator('.items .status progress');
      await expect
        .poll(() => bar.evaluate(one => (one as unknown as { value: number }).value))
        .toBeGreaterThan(0);
      expect(await bar.evaluate(one => (one as unknown as { value: number }).value)).toBeLessThan(
        large.length,
      );
      await page
        .locator('.detail')
        .getByText(/On its way to the bucket: \d\.\d MB of \d\.\d MB/)
        .waitFor();
      await shown(page, `uploading-${size}`);
      expect(await accessFaults(page)).toEqual([]);
      await expectNoSideways(page);
      await narrow(null);
      await page.locator('.items .mark.accepted').waitFor();
      const detail = await page.locator('.detail').innerText();
      const key = /uploads\/\S+/.exec(detail)?.[0] ?? '';
      expect(key).toMatch(new RegExp(`/large-${size}\\.png$`));
      expect(await page.locator('.detail .value').first().innerText()).toBe('7');
      // All ten digits: what was expected of the file came along with it.
      expect(await keys(key)).toEqual([key, `${key}.json`]);
      const stored = await (await fetch(`${url}v1/readings/${key}`)).json();
      expect(stored.digits[0].alternatives).toHaveLength(10);
      expect(posted).toEqual([`${url}v1/uploads`]);
      expect(foreign.every(one => one.startsWith(`${s3Url()}/${bucketName}/uploads/`))).toBe(true);
      expect(real(faults)).toEqual([]);
      await shown(page, `uploaded-${size}`);
      expect(await accessFaults(page)).toEqual([]);
      await expectNoSideways(page);
    },
  );

  it.each(sizeNames)('a connection that drops midway is said and overcome on a %s', async size => {
    const name = `dropped-${size}.png`;
    const line = await startPoorLine(s3Url());
    try {
      const { page } = await open(size, async fresh => {
        // The page is given the poor line's address in the place of the bucket's.
        await fresh.route('**/v1/uploads', async route => {
          const answer = await route.fetch();
          const body = (await answer.text()).replaceAll(s3Url(), line.url);
          await route.fulfill({ response: answer, body });
        });
      });
      await choose(page, [name], large);
      await page
        .locator('.results')
        .getByText('The connection to the bucket dropped; trying again in')
        .waitFor();
      await shown(page, `dropped-${size}`);
      expect(await accessFaults(page)).toEqual([]);
      line.mend();
      await page.locator('.items .mark.accepted').waitFor();
      expect(line.cut()).toBeGreaterThan(0);
      // Nothing of the earlier tries is left.
      expect((await keys()).filter(key => key.endsWith(name))).toHaveLength(1);
    } finally {
      await line.close();
    }
  });

  it('an answer that was lost is no second upload, and an address that expired is asked for anew', async () => {
    let puts = 0;
    let asked = 0;
    const { page } = await open('desktop', async fresh => {
      await fresh.route('**/v1/uploads', route => {
        asked += 1;
        return route.continue();
      });
      await fresh.route(`${s3Url()}/**`, async route => {
        if (route.request().method() !== 'PUT') return route.continue();
        puts += 1;
        if (puts === 1) {
          await route.fetch();
          return route.abort('connectionreset');
        }
        if (puts === 3)
          return route.fulfill({ status: 403, body: '<Error><Code>AccessDenied</Code></Error>' });
        return route.continue();
      });
    });
    await choose(page, ['lost-answer.png'], large);
    await page.getByText('1 done', { exact: true }).waitFor();
    expect([puts, asked]).toEqual([2, 1]);
    expect((await keys()).filter(key => key.endsWith('lost-answer.png'))).toHaveLength(1);
    await choose(page, ['expired.png'], large);
    await page.getByText('2 done', { exact: true }).waitFor();
    expect([puts, asked]).toEqual([4, 3]);
    expect(await page.locator('.items .mark.accepted').count()).toBe(2);
  });

  it.each(sizeNames)('what the bucket or the server refuses is told on a %s', async size => {
    let answer: { status: number; body: string } | null = null;
    const { page } = await open(size, async fresh => {
      await fresh.route('**/v1/uploads', route =>
        answer === null
          ? route.continue()
          : route.fulfill({ ...answer, contentType: 'application/problem+json' }),
      );
      await fresh.route(`${s3Url()}/**`, route =>
        answer === null && route.request().method() === 'PUT'
          ? route.fulfill({ status: 403, body: '<Error><Code>AccessDenied</Code></Error>' })
          : route.continue(),
      );
    });
    await choose(page, ['refused.png'], large);
    await page.locator('.detail').getByText('The bucket refused the file (403 AccessDenied)').waitFor();
    await shown(page, `refused-${size}`);
    expect(await accessFaults(page)).toEqual([]);
    answer = { status: 400, body: '{"detail":"not today"}' };
    await page.getByRole('button', { name: 'Try failed again' }).click();
    await page.locator('.detail').getByText('The server refused it (400): not today').waitFor();
    answer = { status: 404, body: '{}' };
    await page.getByRole('button', { name: 'Try failed again' }).click();
    await page
      .locator('.detail')
      .getByText('this server takes at most 4.7 MB, and no uploads to a bucket')
      .waitFor();
    expect((await keys()).filter(key => key.endsWith('refused.png'))).toEqual([]);
  });

  it('a file that is no picture ends with its reading', async () => {
    const { page } = await open('desktop');
    await choose(page, ['none.png'], Buffer.alloc(4_718_593, 7));
    await page.getByText('1 done', { exact: true }).waitFor();
    expect(await page.locator('.detail').innerText()).toContain('the file is no picture that can be read');
  });

  const dropMany = async (page: Page, count: number, name: string): Promise<void> => {
    await page.evaluate(
      ({ bytes, count, name }) => {
        const transfer = new DataTransfer();
        for (let i = 0; i < count; i += 1)
          transfer.items.add(new File([new Uint8Array(bytes)], `${name}-${i}.png`, { type: 'image/png' }));
        document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true }));
      },
      { bytes: [...small], count, name },
    );
  };

  const watchHangs = (page: Page) =>
    page.evaluate(() => {
      const watched = globalThis as unknown as { longestMs: number };
      watched.longestMs = 0;
      let last = performance.now();
      setInterval(() => {
        const now = performance.now();
        watched.longestMs = Math.max(watched.longestMs, now - last);
        last = now;
      }, 10);
    });

  const offer = 'Send the waiting ones to the bucket, and keep them';

  it('a thousand files at once go to the bucket where the person says so, and all are read', async () => {
    const { page, faults } = await open('desktop');
    await page.getByLabel('Expect').selectOption('digit');
    await dropMany(page, 1000, 'scan');
    await page.getByText('kept nowhere').waitFor();
    await shown(page, 'offer-desktop');
    expect(await accessFaults(page)).toEqual([]);
    // Not before: that look at the page holds it up itself.
    await watchHangs(page);
    await page.getByRole('button', { name: offer }).click();
    await page
      .locator('.inputs')
      .getByText(/\d+ files go into the bucket/)
      .waitFor();
    await shown(page, 'many-desktop');
    await page.getByText('1000 done', { exact: true }).waitFor({ timeout: 280_000 });
    expect(await page.locator('.filters').innerText()).toContain('Accepted 1000');
    const stored = (await keys()).filter(key => /\/scan-\d+\.png$/.test(key));
    expect(stored.length).toBeGreaterThan(500);
    expect(new Set(stored.map(key => key.split('/').at(-1))).size).toBe(stored.length);
    expect(
      await page.evaluate(() => (globalThis as unknown as { longestMs: number }).longestMs),
    ).toBeLessThan(2000);
    expect(real(faults)).toEqual([]);
    // A minute or less where nothing else runs.
  }, 300_000);

  it('many files on a phone are kept nowhere unless the person says so', async () => {
    const { page } = await open('phone');
    await dropMany(page, 101, 'unkept');
    await page.getByRole('button', { name: offer }).waitFor();
    await shown(page, 'offer-phone');
    expect(await accessFaults(page)).toEqual([]);
    await expectNoSideways(page);
    await page.getByText('101 done', { exact: true }).waitFor();
    expect((await keys()).filter(key => key.includes('unkept'))).toEqual([]);
    // Asked first: they are kept nowhere else.
    page.once('dialog', dialog => dialog.dismiss());
    await page.getByRole('button', { name: 'Remove all' }).click();
    await page.getByText('101 done', { exact: true }).waitFor();
    page.once('dialog', dialog => dialog.accept());
    // A hundred are few enough to need no question.
    await page.getByRole('button', { name: 'Remove all' }).click();
    await dropMany(page, 100, 'few');
    await page.getByText(/\d+ of 100 done/).waitFor();
    expect(await page.getByRole('button', { name: offer }).count()).toBe(0);
    await page.getByText('100 done', { exact: true }).waitFor();
  });

  it('many files are read one by one after all where the server takes no uploads', async () => {
    const { page } = await open('desktop', async fresh => {
      await fresh.route('**/v1/uploads', route => route.fulfill({ status: 404, body: '{}' }));
    });
    await dropMany(page, 150, 'back');
    await page.getByRole('button', { name: offer }).click();
    await page.getByText('This server takes no uploads to a bucket').waitFor();
    await page.getByText('150 done', { exact: true }).waitFor();
    expect(await page.locator('.filters').innerText()).toContain('Accepted 150');
  });
});
