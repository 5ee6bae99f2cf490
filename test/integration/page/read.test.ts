// The page in a browser: files in, readings with boxes out, the table, and what is saved of it.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import expected from '../../../samples/expected.json' with { type: 'json' };
import { accessFaults, expectNoSideways, noBrowser, sizeNames, useBrowser } from './browser.ts';

const samples = fileURLToPath(new URL('../../../samples/images/', import.meta.url));
const amount = join(samples, 'amount.jpg');
const names = ['amount.jpg', 'blank-sheet.jpg', 'two-rows.png', 'scan-16-bit.tif', 'pen-on-white.png'];

describe.skipIf(noBrowser)('reading on the page (skipped where chromium is not on PATH)', () => {
  const { open, folder } = useBrowser();

  describe.each(sizeNames)('on a %s', size => {
    it('chosen files come back with boxes, words, and rows to sort, filter and save', async () => {
      const { page, faults, foreign } = await open(size);
      expect(await accessFaults(page)).toEqual([]);
      await page.setInputFiles(
        'input[aria-label=Files]',
        names.map(name => join(samples, name)),
      );
      await page.getByText('5 done', { exact: true }).waitFor();
      const detail = page.locator('.detail');
      expect(await detail.locator('.value').first().innerText()).toBe('47,60');
      expect(await detail.innerText()).toContain('Accepted: of readings like this');
      expect(await detail.locator('.boxes text').allInnerTexts()).toHaveLength(4);
      expect(await detail.locator('.digits tbody tr td:first-child').allInnerTexts()).toEqual([...'4760']);
      // Each box lies over the ink that it is of: the same pixels as the reading tells, whatever size is shown.
      const [image, boxes] = await Promise.all([
        detail.locator('img').boundingBox(),
        detail.locator('.boxes').evaluate(svg => {
          const { left, right, top, bottom } = (
            svg as SVGGraphicsElement & { getBBox: unknown }
          ).getBoundingClientRect();
          return { left, right, top, bottom, view: svg.getAttribute('viewBox') };
        }),
      ]);
      expect(boxes.view).toBe('0 0 420 150');
      expect(image).not.toBeNull();
      const middle = (boxes.left + boxes.right) / 2;
      expect(Math.abs((image?.x ?? 0) + (image?.width ?? 0) / 2 - middle)).toBeLessThan(1.5);
      expect(await accessFaults(page)).toEqual([]);
      await expectNoSideways(page);

      await page.locator('.items thead').getByRole('button', { name: 'File' }).click();
      expect(await page.locator('.items tbody th').allInnerTexts()).toEqual([...names].sort());
      await page.locator('.filters').getByText('Please look').click();
      expect(await page.locator('.items tbody th').allInnerTexts()).toEqual(['two-rows.png']);
      const [csv] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: 'CSV', exact: true }).click(),
      ]);
      expect(csv.suggestedFilename()).toBe('readings.csv');
      expect(await readFile(await csv.path(), 'utf8')).toMatch(
        /^file,value,status,confidence,reason\ntwo-rows\.png,2036,review,0\.\d+,several-lines\n$/,
      );
      await page.locator('.filters').getByText('All 5').click();
      const [ndjson] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: 'NDJSON' }).click(),
      ]);
      const lines = (await readFile(await ndjson.path(), 'utf8'))
        .trimEnd()
        .split('\n')
        .map(line => JSON.parse(line));
      for (const { file, status, value } of lines) {
        const told = expected.find(sample => sample.file === file);
        expect({ file, status, value }).toEqual({ file, status: told?.status, value: told?.value });
      }
      expect(lines).toHaveLength(5);
      expect([faults, foreign]).toEqual([[], []]);
    });

    it('a picture that the browser cannot show has its boxes all the same', async () => {
      const { page } = await open(size);
      await page.setInputFiles('input[aria-label=Files]', join(samples, 'scan-16-bit.tif'));
      await page.locator('.detail .boxes').waitFor();
      await page.locator('.detail .unseen').waitFor();
      expect(await accessFaults(page)).toEqual([]);
    });

    it('a folder is read with what is in its folders, and what is no picture is passed over', async () => {
      const place = join(folder(), `chosen-${size}`);
      await mkdir(join(place, 'inside'), { recursive: true });
      await writeFile(join(place, 'one.jpg'), await readFile(amount));
      await writeFile(join(place, 'inside/two.jpg'), await readFile(amount));
      await writeFile(join(place, 'notes.txt'), 'no picture');
      const { page } = await open(size);
      await page.setInputFiles('input[aria-label=Folder]', place);
      await page.getByText('2 done', { exact: true }).waitFor();
      expect(await page.locator('.items tbody th').allInnerTexts()).toEqual([
        `chosen-${size}/inside/two.jpg`,
        `chosen-${size}/one.jpg`,
      ]);
      expect(await page.locator('.inputs').innerText()).toContain(
        '1 file that is no picture was passed over',
      );
    });

    it.each(['drop', 'paste'] as const)('what is given by %s is read', async way => {
      const { page } = await open(size);
      const bytes = [...(await readFile(amount))];
      await page.evaluate(
        ({ bytes, way }) => {
          const transfer = new DataTransfer();
          transfer.items.add(new File([new Uint8Array(bytes)], 'given.jpg', { type: 'image/jpeg' }));
          const event =
            way === 'drop'
              ? new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true })
              : new ClipboardEvent('paste', { clipboardData: transfer, bubbles: true });
          document.body.dispatchEvent(event);
        },
        { bytes, way },
      );
      await page.getByText('1 done', { exact: true }).waitFor();
      expect(await page.locator('.items tbody tr').innerText()).toMatch(/given\.jpg\s+47,60\s+Accepted/);
    });
  });

  it('on a phone a tap on a row brings its picture and its value into view', async () => {
    const { page } = await open('phone');
    await page.setInputFiles(
      'input[aria-label=Files]',
      names.map(name => join(samples, name)),
    );
    await page.getByText('5 done', { exact: true }).waitFor();
    const top = () => page.locator('.detail').evaluate(detail => detail.getBoundingClientRect().top);
    // From one reading to a far shorter one, and back to a longer.
    for (const name of ['two-rows.png', 'blank-sheet.jpg', 'amount.jpg']) {
      await page.locator('.items tbody').getByRole('button', { name }).tap();
      await page.locator('.detail h2', { hasText: name }).waitFor();
      await page.locator('.detail .value').waitFor();
      await expect.poll(top).toBeGreaterThan(-1);
      await page.waitForTimeout(300);
      expect(Math.abs(await top())).toBeLessThan(2);
    }
  });

  it('the keyboard alone chooses files, goes from row to row, sorts and filters', async () => {
    const { page } = await open('desktop');
    const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '');
    // Listened for from here: that a chooser is not to open a window takes the browser a moment to know.
    const choosing = page.waitForEvent('filechooser');
    while ((await focused()) !== 'Choose files') await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    const chooser = await choosing;
    await chooser.setFiles(names.map(name => join(samples, name)));
    await page.getByText('5 done', { exact: true }).waitFor();
    while ((await focused()) !== 'amount.jpg') await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowDown');
    await page.locator('.detail h2', { hasText: 'blank-sheet.jpg' }).waitFor();
    expect(await page.locator('.detail .status').innerText()).toBe('Nothing to read: the picture is blank.');
    while ((await focused()) !== 'Status') await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    expect(await page.locator('[aria-sort=ascending]').innerText()).toContain('Status');
    while (!(await page.evaluate(() => document.activeElement?.matches('.filters input'))))
      await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('ArrowRight');
    expect(await page.locator('.items tbody tr').count()).toBe(3);
  });
});
