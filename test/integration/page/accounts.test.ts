// Signing in from the page, at a real OpenID provider that this test starts.
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { accessFaults, expectNoSideways, noBrowser, sizeNames, useBrowser } from './browser.ts';
import { audience, clientId, type OpenIdProvider, startProvider } from './openid-provider.ts';

const image = new URL('../../../samples/images/pen-on-white.png', import.meta.url);
const fileOf = async (name: string) => ({ name, mimeType: 'image/png', buffer: await readFile(image) });
/** Where to leave pictures of the page for people to look at; unset: nowhere. */
const shots = process.env.SCREENSHOTS;
const shoot = async (page: Page, name: string): Promise<void> => {
  if (shots !== undefined) await page.screenshot({ path: `${shots}/accounts-${name}.png` });
};

describe.skipIf(noBrowser)('accounts (skipped where chromium is not on PATH)', () => {
  let provider: OpenIdProvider;
  const { open, url } = useBrowser(async () => {
    provider = await startProvider();
    return {
      AUTH_ISSUER: provider.url,
      AUTH_AUDIENCE: audience,
      AUTH_CLIENT_ID: clientId,
      AUTH_DEFAULT_ROLE: 'none',
    };
  });
  beforeAll(() => provider.admit(url()));
  beforeEach(() => provider.give({ lifeSeconds: 600, isRenewable: true }));
  afterAll(() => provider?.close());

  const enter = async (page: Page, name: string): Promise<void> => {
    await page.getByLabel('Name').fill(name);
    await page.getByRole('button', { name: 'Continue' }).click();
  };
  const signInAs = async (page: Page, name: string): Promise<void> => {
    await page.getByRole('button', { name: 'Sign in' }).click();
    await enter(page, name);
    await page.locator('.account .who').getByText(name).waitFor({ state: 'attached' });
  };
  /** Lets a test move the page's time on. */
  const withClock = (page: Page): Promise<void> => page.clock.install();
  const drop = async (page: Page, name: string): Promise<void> =>
    page.setInputFiles('input[aria-label=Files]', await fileOf(name));
  const accepted = (page: Page) => page.locator('.items .mark.accepted');

  it.each(sizeNames)('sign in, read, and sign out, on a %s', async size => {
    const { page, faults, foreign } = await open(size);
    await page.getByText('Sign in to have pictures read.').waitFor();
    expect(await accessFaults(page)).toEqual([]);
    await expectNoSideways(page);
    await shoot(page, `out-${size}`);
    await page.evaluate("location.hash = '#read'");
    await signInAs(page, 'reader@example.org');
    // Neither the code nor a token stays in the address, or in a store that other pages or tabs could look into.
    expect(page.url()).toBe(`${url()}#read`);
    expect(await page.evaluate('[sessionStorage.length, localStorage.length, document.cookie]')).toEqual([
      0,
      0,
      '',
    ]);
    await drop(page, 'seven.png');
    await accepted(page).waitFor();
    expect(await accessFaults(page)).toEqual([]);
    await expectNoSideways(page);
    await shoot(page, `in-${size}`);
    page.on('dialog', dialog => dialog.accept());
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Leave' }).click();
    await page.getByText('Sign in to have pictures read.').waitFor();
    expect(page.url()).toBe(url());
    // The provider has forgotten them too: it asks for the name again.
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByLabel('Name').waitFor();
    expect(faults).toEqual([]);
    for (const address of foreign) expect(address.startsWith(`${provider.url}/`), address).toBe(true);
  });

  it.each(sizeNames)('a sign-in that ends takes nothing from the page, on a %s', async size => {
    provider.give({ lifeSeconds: 600, isRenewable: false });
    const { page } = await open(size, withClock);
    await signInAs(page, 'reader@example.org');
    await drop(page, 'first.png');
    await accepted(page).waitFor();
    await page.clock.fastForward(601_000);
    await page.getByText('Your sign-in has ended. Nothing on this page is lost').waitFor();
    await drop(page, 'second.png');
    await page.locator('.results').getByText('Waits until you sign in').first().waitFor();
    expect(await accessFaults(page)).toEqual([]);
    await shoot(page, `ended-${size}`);
    provider.give({ lifeSeconds: 600, isRenewable: true });
    const [window] = await Promise.all([
      page.waitForEvent('popup'),
      page.getByRole('button', { name: 'Sign in' }).click(),
    ]);
    // The provider knows the person still, and the window closes by itself.
    if (!window.isClosed()) await window.waitForEvent('close');
    await page.getByText('2 done', { exact: true }).waitFor();
    expect(await accepted(page).count()).toBe(2);
    expect(await page.locator('.items').innerText()).toMatch(/first\.png[\s\S]*second\.png/);
  });

  it('a token is renewed before it ends, without a word', async () => {
    const { page, faults } = await open('desktop', withClock);
    const said: string[] = [];
    await page.exposeFunction('heard', (text: string) => said.push(text));
    await signInAs(page, 'reader@example.org');
    await page.evaluate(() => {
      const notice = document.querySelector('.account-notice')!;
      const heard = (globalThis as unknown as { heard: (text: string) => void }).heard;
      new MutationObserver(() => heard(notice.textContent ?? '')).observe(notice, {
        childList: true,
        subtree: true,
        characterData: true,
      });
    });
    const renewals = () => provider.granted.filter(kind => kind === 'refresh_token').length;
    for (const times of [1, 2]) {
      const before = renewals();
      // A minute before it ends, and not yet.
      await page.clock.fastForward(530_000);
      expect(renewals(), `${times}`).toBe(before);
      // In small steps: the page may have set its clock a moment after the provider gave the last token. Steps taken
      // while an answer is on its way are part of the next token's life: two of them must not use up its ten seconds.
      const aLittleLater = async () => {
        await page.clock.fastForward(4_000);
        return renewals();
      };
      await expect.poll(aLittleLater, { timeout: 60_000 }).toBe(before + 1);
    }
    await drop(page, 'seven.png');
    await accepted(page).waitFor();
    expect([said, faults]).toEqual([[], []]);
  });

  it('an account without a role is told so, in words', async () => {
    const { page } = await open('phone');
    await signInAs(page, 'stranger@example.org');
    await page.getByText('it has no role. Ask whoever runs this server').waitFor();
    await drop(page, 'seven.png');
    await page.locator('.detail').getByText('expected the role reader, got none').waitFor();
    expect(await accessFaults(page)).toEqual([]);
    await expectNoSideways(page);
    await shoot(page, 'no-role-phone');
  });

  it('an answer that was not asked for signs nobody in, nor does one that was changed', async () => {
    const { page } = await open('desktop');
    await page.goto(`${url()}?code=stolen&state=made-up`);
    // Nobody waits for it: the page is shown as ever.
    await page.getByText('Sign in to have pictures read.').waitFor();
    expect(page.url()).toBe(url());
    const asked = page.waitForRequest(request => request.url().startsWith(`${provider.url}/auth?`));
    await page.getByRole('button', { name: 'Sign in' }).click();
    const state = new URL((await asked).url()).searchParams.get('state') ?? '';
    await page.getByLabel('Name').waitFor();
    const changed = new URLSearchParams({ code: 'of-somebody-else', state, iss: provider.url });
    await page.goto(`${url()}?${changed}`);
    await page.getByText('Signing in did not work').waitFor();
    expect(await page.locator('.account').count()).toBe(0);
  });
});
