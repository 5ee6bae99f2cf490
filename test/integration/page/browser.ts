// Debian's chromium on the page of a house of its own, at the sizes of a desk and of a hand.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { findPeer } from '../peers.ts';
import { type HouseProcess, makeFolder, startHouse } from '../start-house.ts';

const program = findPeer('chromium');

/** Why the tests of the page do not run; null where they do. Where peers are required they run, and fail. */
export const noBrowser = process.env.DIGITDROP_PEERS !== 'required' && program === null;

const sizes: Readonly<Record<'desktop' | 'phone', BrowserContextOptions>> = {
  desktop: { viewport: { width: 1280, height: 800 } },
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
};
export const sizeNames = ['desktop', 'phone'] as const;

interface Shown {
  readonly page: Page;
  readonly url: string;
  /** What the page complained of, and whom it asked besides its own server. */
  readonly faults: readonly string[];
  readonly foreign: readonly string[];
}

/** Starts house and browser for one file of tests; `open` gives a fresh page. */
export const useBrowser = () => {
  let browser: Browser;
  let house: HouseProcess;
  let folder: Awaited<ReturnType<typeof makeFolder>>;

  beforeAll(async () => {
    if (program === null) throw new Error('expected chromium on PATH');
    folder = await makeFolder();
    house = await startHouse(folder.path);
    browser = await chromium.launch({
      executablePath: program,
      args: [
        '--use-fake-device-for-media-stream',
        '--use-fake-ui-for-media-stream',
        // Chromium's sandbox does not run as root, as tests in a container do.
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ],
    });
  });

  afterAll(async () => {
    await browser?.close();
    await house?.end('SIGTERM');
    await folder?.remove();
  });

  return {
    url: () => `${house.httpUrl}/`,
    s3Url: () => house.s3Url,
    folder: () => folder.path,
    open: async (size: keyof typeof sizes, prepare: (page: Page) => Promise<void> = async () => {}) => {
      const context = await browser.newContext({ ...sizes[size], acceptDownloads: true });
      const page = await context.newPage();
      const [faults, foreign]: [string[], string[]] = [[], []];
      const url = `${house.httpUrl}/`;
      page.on('pageerror', error => faults.push(error.message));
      page.on('console', message => {
        if (message.type() === 'error') faults.push(message.text());
      });
      page.on('request', request => {
        if (!request.url().startsWith(url) && !request.url().startsWith('blob:')) foreign.push(request.url());
      });
      await prepare(page);
      await page.goto(url);
      return { page, url, faults, foreign } satisfies Shown;
    },
  };
};

const axe = readFileSync(fileURLToPath(import.meta.resolve('axe-core')), 'utf8');

/** What axe finds wrong with the page as it stands. */
export const accessFaults = async (page: Page): Promise<readonly string[]> => {
  // The policy of the page lets no script in; the debugger's own evaluation is not bound by it.
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const run = (globalThis as unknown as { axe: { run: () => Promise<{ violations: Found[] }> } }).axe.run;
    interface Found {
      readonly id: string;
      readonly nodes: readonly { readonly html: string }[];
    }
    const { violations } = await run();
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 120)}`));
  });
};

/** Nothing sticks out at the side. */
export const expectNoSideways = async (page: Page): Promise<void> => {
  const [content, view] = await page.evaluate<[number, number]>(
    '[document.documentElement.scrollWidth, innerWidth]',
  );
  expect(content).toBeLessThanOrEqual(view);
};
