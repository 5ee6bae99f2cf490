// The page's help: what stands under its pictures, and examples of the API that run as they stand.
import { execFile } from 'node:child_process';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { helpPictures } from '../../../samples/help-pictures.ts';
import { findPeer } from '../peers.ts';
import { accessFaults, expectNoSideways, noBrowser, sizeNames, useBrowser } from './browser.ts';

const run = promisify(execFile);
const home = new URL('../../../', import.meta.url);
const sample = (name: string) => new URL(`samples/images/${name}`, home);

/** The examples that are shown, by operation, title and language. */
const examplesOf = async (page: Page, language: string): Promise<readonly [string, string][]> => {
  await page.locator('.languages').getByText(language, { exact: true }).click();
  return page
    .locator('.operation')
    .evaluateAll(all =>
      all.flatMap(operation =>
        [...operation.querySelectorAll('.example')].map((example): [string, string] => [
          `${operation.getAttribute('aria-label')}: ${example.querySelector('h4')?.textContent}`,
          example.querySelector('code')?.textContent ?? '',
        ]),
      ),
    );
};

/** What each must print: of readings the value and status of each, else a part of the JSON. */
const answers: Readonly<Record<string, readonly string[] | object>> = {
  'POST /v1/readings: One picture, as it is': ['4760 accepted'],
  'POST /v1/readings: Several pictures, as a form': ['4760 accepted', '142 accepted'],
  'POST /v1/readings: Encoded pictures in JSON': ['7 accepted'],
  'POST /v1/readings: Grey levels in JSON': ['7 accepted'],
  'POST /v1/readings: A picture that lies in the bucket': ['4760 accepted'],
  'GET /v1/readings/{key}: GET /v1/readings/inbox/zip.png': {
    schema: 'digitdrop.reading/1',
    value: '4760',
    status: 'accepted',
  },
  'GET /v1/models: GET /v1/models': { models: expect.anything() },
  'GET /v1/health: GET /v1/health': { status: 'ok' },
  'GET /openapi.json: GET /openapi.json': { openapi: '3.1.0' },
};

interface Told {
  readonly readings: readonly { readonly value: string; readonly status: string }[];
}

describe.skipIf(noBrowser)('help (skipped where chromium is not on PATH)', () => {
  const { open, url, folder, s3Url } = useBrowser();

  it.each(sizeNames)('is there on a %s, with its pictures', async size => {
    const { page, faults, foreign } = await open(size);
    await page.getByRole('link', { name: 'Help' }).press('Enter');
    await page.getByRole('heading', { name: 'How to take a good picture' }).waitFor();
    const widths = () =>
      page
        .locator('figure img')
        .evaluateAll(all => all.map(one => (one as unknown as { naturalWidth: number }).naturalWidth));
    await expect.poll(widths, { timeout: 30_000 }).toEqual(Array(helpPictures.length).fill(320));
    await page.locator('.operation').first().waitFor();
    for (const summary of await page.locator('summary').all()) await summary.click();
    expect(await accessFaults(page)).toEqual([]);
    await expectNoSideways(page);
    await page.getByRole('link', { name: 'Read' }).press('Enter');
    await page.getByRole('button', { name: 'Choose files' }).waitFor();
    expect([faults, foreign]).toEqual([[], []]);
  });

  it('tells under each picture what this server reads in it', async () => {
    const { page } = await open('desktop');
    await page.goto(`${url()}#help`);
    const figures = page.locator('figure');
    expect(await figures.count()).toBe(helpPictures.length);
    for (const figure of await figures.all()) {
      const src = (await figure.locator('img').getAttribute('src')) ?? '';
      const picture = await (await fetch(new URL(src, url()))).arrayBuffer();
      const headers = { 'content-type': 'image/webp' };
      const answer = await fetch(`${url()}v1/readings`, { method: 'POST', headers, body: picture });
      const { readings } = (await answer.json()) as Told;
      const words = { accepted: 'Accepted', review: 'Please look', rejected: 'Nothing to read' };
      const { value, status } = readings[0]!;
      expect(await figure.locator('.answer').innerText()).toContain(
        `${words[status as keyof typeof words]} ${value}`,
      );
    }
  });

  it('explains every status and reason that the API knows, in its words', async () => {
    const { page } = await open('desktop');
    await page.goto(`${url()}#help`);
    const told = await page.locator('.statuses').innerText();
    const document = (await (await fetch(`${url()}openapi.json`)).json()) as {
      components: { schemas: { Reading: { properties: Record<'status' | 'reason', Described> } } };
    };
    interface Described {
      readonly description: string;
    }
    const { status, reason } = document.components.schemas.Reading.properties;
    const listed = [...status.description.split('\n'), ...reason.description.split('\n')];
    expect(listed).toHaveLength(15);
    for (const line of listed) {
      const [, code = '', words = ''] = /^- `([a-z-]+)`[^:]*: (.+?)\.?$/.exec(line) ?? [];
      expect(told).toContain(code);
      expect(told).toContain(words.replaceAll('`', ''));
    }
  });

  describe('has examples that run as they are copied', () => {
    const shown: Record<string, readonly [string, string][]> = {};
    const there = () => ({ cwd: folder() });
    const languages: readonly (readonly [string, (code: string) => Promise<{ stdout: string }>])[] = [
      ['curl', code => run('sh', ['-c', code], there())],
      [
        'JavaScript',
        async code => {
          await writeFile(join(folder(), 'example.mjs'), code);
          return run(process.execPath, ['example.mjs'], there());
        },
      ],
      ['Python', code => run('python3', ['-c', code], there())],
    ];
    const programs: Readonly<Record<string, string>> = { curl: 'curl', Python: 'python3' };
    /** Where peers are required it runs, and fails. */
    const isMissing = (language: string): boolean =>
      process.env.DIGITDROP_PEERS !== 'required' && findPeer(programs[language] ?? 'node') === null;

    beforeAll(async () => {
      await copyFile(sample('amount.jpg'), join(folder(), 'picture.jpg'));
      await copyFile(sample('house-number.jpg'), join(folder(), 'second.jpg'));
      await fetch(`${s3Url()}/digitdrop/inbox/zip.png`, {
        method: 'PUT',
        body: await readFile(sample('amount.jpg')),
      });
      await vi.waitFor(
        async () => {
          const { status } = await fetch(`${url()}v1/readings/inbox/zip.png`);
          if (status !== 200) throw new Error(`expected a reading, got ${status}`);
        },
        { timeout: 60_000, interval: 200 },
      );
      const { page } = await open('desktop');
      await page.goto(`${url()}#help`);
      await page.locator('.operation').first().waitFor();
      for (const [language] of languages) shown[language] = await examplesOf(page, language);
    });

    const missing = '(skipped where its program is not on PATH)';
    for (const [language, start] of languages)
      it.skipIf(isMissing(language))(`in ${language} ${missing}`, async () => {
        const examples = shown[language] ?? [];
        expect(examples.map(([title]) => title)).toEqual(expect.arrayContaining(Object.keys(answers)));
        for (const [title, code] of examples) {
          expect(code).toContain(url());
          const { stdout } = await start(code);
          const answer = answers[title];
          if (answer === undefined) continue;
          if (!Array.isArray(answer)) expect(JSON.parse(stdout), title).toMatchObject(answer);
          else if (language === 'curl') {
            const { readings } = JSON.parse(stdout) as Told;
            expect(
              readings.map(({ value, status }) => `${value} ${status}`),
              title,
            ).toEqual(answer);
          } else {
            const lines = stdout.trimEnd().split('\n');
            expect(
              lines.map(line => line.replace(/ 0\.\d+$/, '')),
              title,
            ).toEqual(answer);
          }
        }
      });
  });

  it('copies an example with the keyboard alone, and says so', async () => {
    const { page } = await open('desktop');
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.goto(`${url()}#help`);
    const button = page.getByRole('button', { name: 'Copy: Encoded pictures in JSON' });
    await button.waitFor();
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
    while ((await focused()) !== 'Copy: Encoded pictures in JSON') await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.locator('[role=status]', { hasText: 'Copied' }).waitFor();
    const code = await page.locator('.example code').nth(2).innerText();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(code);
    // Said of what is shown: another language has not been copied.
    await page.locator('.languages').getByText('Python').click();
    expect(await page.locator('[role=status]', { hasText: 'Copied' }).count()).toBe(0);
  });

  it('selects an example where the clipboard is closed to pages', async () => {
    const { page } = await open('desktop', async fresh => {
      await fresh.addInitScript(() => {
        Object.defineProperty(navigator, 'clipboard', { value: undefined });
        document.execCommand = () => false;
      });
    });
    await page.goto(`${url()}#help`);
    await page.getByRole('button', { name: 'Copy: One picture, as it is' }).press(' ');
    await page.locator('[role=status]', { hasText: 'Press Ctrl+C' }).waitFor();
    const code = await page.locator('.example code').first().innerText();
    expect(await page.evaluate(() => getSelection()?.toString().trim())).toBe(code);
  });

  it('says that the description of the API did not arrive, and loads it again', async () => {
    let isLost = true;
    const { page } = await open('desktop', async fresh => {
      await fresh.route('**/openapi.json', route => (isLost ? route.abort() : route.continue()));
    });
    await page.goto(`${url()}#help`);
    await page.getByText('The description did not arrive').waitFor();
    expect(await accessFaults(page)).toEqual([]);
    isLost = false;
    await page.getByRole('button', { name: 'Load it again' }).press('Enter');
    await page.locator('.operation').first().waitFor();
  });
});
