// "How the model sees it" on the page: asked when somebody opens it, and shown as the server sends it.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { accessFaults, expectNoSideways, noBrowser, sizeNames, useBrowser } from './browser.ts';

const sample = (name: string): string =>
  fileURLToPath(new URL(`../../../samples/images/${name}`, import.meta.url));

interface Told {
  readonly readings: readonly {
    readonly seen: readonly { readonly png: string }[];
  }[];
}

describe.skipIf(noBrowser)('how the model sees it (skipped where chromium is not on PATH)', () => {
  const { open, url } = useBrowser();

  it.each(sizeNames)('is asked and shown when it is opened by key, on a %s', async size => {
    const { page, faults, foreign } = await open(size);
    const asked: string[] = [];
    page.on('request', request => {
      if (request.method() === 'POST') asked.push(new URL(request.url()).search);
    });
    await page.getByLabel('Expect').selectOption('number');
    await page.setInputFiles('input[aria-label=Files]', sample('amount.jpg'));
    await page.getByText('1 done', { exact: true }).waitFor();
    // Meant for pictures to come: the one that is there was read as a number, and is looked at as one.
    await page.getByLabel('Expect').selectOption('digit');
    expect(asked).toEqual(['?expect=number']);
    await page.locator('.detail summary').press('Enter');
    const shown = page.locator('.detail .seen img');
    await shown.first().waitFor();
    expect(asked).toEqual(['?expect=number', '?expect=number&show=model-input']);
    const answer = await fetch(`${url()}v1/readings?expect=number&show=model-input`, {
      method: 'POST',
      headers: { 'content-type': 'image/jpeg' },
      body: await readFile(sample('amount.jpg')),
    });
    const { readings } = (await answer.json()) as Told;
    // As they are painted: the policy lets nobody read the blobs themselves.
    const painted = await shown.evaluateAll(all =>
      all.map(one => {
        const image = one as HTMLImageElement;
        const canvas = document.createElement('canvas');
        [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
        const context = canvas.getContext('2d');
        context?.drawImage(image, 0, 0);
        const { data } = context?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
        return Array.from(data).filter((_, i) => i % 4 === 0);
      }),
    );
    const sent = await Promise.all(
      (readings[0]?.seen ?? []).map(async ({ png }) => {
        const bytes = Buffer.from(png.replace('data:image/png;base64,', ''), 'base64');
        return [...(await sharp(bytes).extractChannel(0).raw().toBuffer())];
      }),
    );
    expect(sent.length).toBeGreaterThan(0);
    expect(painted).toEqual(sent);
    expect(await accessFaults(page)).toEqual([]);
    await expectNoSideways(page);
    // Opened once more, it is there.
    await page.locator('.detail summary').press('Enter');
    await page.locator('.detail summary').press('Enter');
    await shown.first().waitFor();
    expect(asked).toHaveLength(2);
    expect([faults, foreign]).toEqual([[], []]);
  });

  it('is told where no network looked, and can be asked again where the answer was lost', async () => {
    let isLost = true;
    const { page } = await open('desktop', async fresh => {
      await fresh.route('**/v1/readings?show=model-input', route =>
        isLost ? route.abort() : route.continue(),
      );
    });
    await page.setInputFiles('input[aria-label=Files]', sample('note.png'));
    await page.getByText('1 done', { exact: true }).waitFor();
    await page.locator('.detail summary').press(' ');
    await page.locator('.detail [role=alert]', { hasText: 'The connection dropped.' }).waitFor();
    expect(await accessFaults(page)).toEqual([]);
    isLost = false;
    await page.getByRole('button', { name: 'Ask again' }).press('Enter');
    await page.getByText('No network looked at this picture.').waitFor();
    // Another picture begins closed.
    await page.setInputFiles('input[aria-label=Files]', sample('pen-on-white.png'));
    await page.getByText('2 done', { exact: true }).waitFor();
    expect(await page.locator('.detail details').getAttribute('open')).toBeNull();
  });
});
