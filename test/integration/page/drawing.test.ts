// Drawing with mouse, pen and finger, as a browser tells of them, and taking back with the keyboard.
import type { CDPSession, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { accessFaults, noBrowser, useBrowser } from './browser.ts';

type Spot = readonly [number, number];

/** A seven and a one, in shares of the sheet. */
const seven: readonly Spot[] = [
  ...Array.from({ length: 10 }, (_, i): Spot => [0.3 + 0.012 * i, 0.25]),
  ...Array.from({ length: 12 }, (_, i): Spot => [0.42 - 0.006 * i, 0.25 + 0.046 * i]),
];
const one: readonly Spot[] = Array.from({ length: 14 }, (_, i): Spot => [0.55, 0.25 + 0.04 * i]);

const another = seven.map(([x, y]): Spot => [x + 0.18, y]);

const openSheet = async (page: Page) => {
  await page.getByRole('button', { name: 'Draw', exact: true }).click();
  const canvas = page.locator('canvas');
  await canvas.scrollIntoViewIfNeeded();
  const box = await canvas.boundingBox();
  if (box === null) throw new Error('expected a sheet');
  const place = ([x, y]: Spot) => ({ x: box.x + x * box.width, y: box.y + y * box.height });
  return { place, cdp: await page.context().newCDPSession(page) };
};

/** How many pixels of the sheet are dark. */
const inkOf = (page: Page): Promise<number> =>
  page.locator('canvas').evaluate(canvas => {
    const { width, height } = canvas as unknown as HTMLCanvasElement;
    const context = (canvas as unknown as HTMLCanvasElement).getContext('2d');
    const { data } = context?.getImageData(0, 0, width, height) ?? { data: [] };
    let ink = 0;
    for (let i = 0; i < data.length; i += 4) if ((data[i] ?? 255) < 128) ink += 1;
    return ink;
  });

const valueIs = (page: Page, value: string) =>
  page.locator('.drawn:not(.behind) .value', { hasText: new RegExp(`^${value}$`) }).waitFor();

const touch = (
  cdp: CDPSession,
  type: 'touchStart' | 'touchMove' | 'touchEnd',
  touchPoints: readonly { readonly x: number; readonly y: number; readonly id: number }[],
) => cdp.send('Input.dispatchTouchEvent', { type, touchPoints: [...touchPoints] });

const pen = (
  cdp: CDPSession,
  type: 'mousePressed' | 'mouseMoved' | 'mouseReleased',
  spot: { readonly x: number; readonly y: number },
  force: number,
) =>
  cdp.send('Input.dispatchMouseEvent', {
    ...{ type, ...spot, force, pointerType: 'pen', button: 'left', clickCount: 1 },
    buttons: type === 'mouseReleased' ? 0 : 1,
  });

describe.skipIf(noBrowser)('drawing (skipped where chromium is not on PATH)', () => {
  const { open } = useBrowser();

  it('a finger writes, and the page stays where it is', async () => {
    const { page, faults } = await open('phone');
    await page.evaluate(() => {
      document.body.style.minHeight = '3000px';
    });
    const { place, cdp } = await openSheet(page);
    const scrolled = () => page.evaluate(() => scrollY);
    const before = await scrolled();
    await touch(cdp, 'touchStart', [{ ...place(one[0]!), id: 1 }]);
    for (const spot of one) await touch(cdp, 'touchMove', [{ ...place(spot), id: 1 }]);
    await touch(cdp, 'touchEnd', []);
    await valueIs(page, '1');
    expect(await scrolled()).toBe(before);
    // The positive control: beside the sheet the same finger scrolls.
    const beside = await page.locator('.draw .hint').last().boundingBox();
    const [x, y] = [(beside?.x ?? 0) + 20, (beside?.y ?? 0) + 5];
    await touch(cdp, 'touchStart', [{ x, y, id: 1 }]);
    for (let i = 1; i <= 12; i += 1) await touch(cdp, 'touchMove', [{ x, y: y - 20 * i, id: 1 }]);
    await touch(cdp, 'touchEnd', []);
    await expect.poll(scrolled).not.toBe(before);
    expect(faults).toEqual([]);
  });

  it('a second finger, or a palm, breaks no stroke', async () => {
    const { page } = await open('phone');
    const { place, cdp } = await openSheet(page);
    await touch(cdp, 'touchStart', [{ ...place(seven[0]!), id: 1 }]);
    for (const [i, spot] of seven.entries()) {
      const palm = { ...place([0.8, 0.9 - 0.01 * i]), id: 2 };
      if (i === 6) await touch(cdp, 'touchStart', [{ ...place(spot), id: 1 }, palm]);
      await touch(cdp, 'touchMove', [{ ...place(spot), id: 1 }, ...(i >= 6 ? [palm] : [])]);
    }
    await touch(cdp, 'touchEnd', []);
    await valueIs(page, '7');
    const alone = await inkOf(page);
    await page.getByRole('button', { name: 'Undo' }).click();
    // It was one stroke, and the palm drew nothing.
    expect(await inkOf(page)).toBe(0);
    await touch(cdp, 'touchStart', [{ ...place(seven[0]!), id: 1 }]);
    for (const spot of seven) await touch(cdp, 'touchMove', [{ ...place(spot), id: 1 }]);
    await touch(cdp, 'touchEnd', []);
    await valueIs(page, '7');
    expect(Math.abs((await inkOf(page)) - alone)).toBeLessThan(alone / 20);
  });

  it('a pen writes as firmly as it is pressed', async () => {
    const { page } = await open('desktop');
    const { place, cdp } = await openSheet(page);
    const write = async (force: number): Promise<number> => {
      await pen(cdp, 'mousePressed', place(seven[0]!), force);
      for (const spot of seven) await pen(cdp, 'mouseMoved', place(spot), force);
      await pen(cdp, 'mouseReleased', place(seven.at(-1)!), 0);
      await valueIs(page, '7');
      const ink = await inkOf(page);
      await page.locator('canvas').press('Delete');
      expect(await inkOf(page)).toBe(0);
      return ink;
    };
    const [light, firm] = [await write(0.2), await write(0.9)];
    expect(firm).toBeGreaterThan(1.4 * light);
  });

  it('a pen takes over from the palm that rested first, and fingers rest while it writes', async () => {
    const { page } = await open('desktop');
    const { place } = await openSheet(page);
    const canvas = page.locator('canvas');
    /** Two kinds of pointers at once are more than the debugger can press. */
    const send = (type: string, pointerType: string, pointerId: number, spot: Spot) =>
      canvas.evaluate(
        (element, { type, x, y, ...more }) => {
          const event = { clientX: x, clientY: y, bubbles: true, pressure: 0.5, button: 0, ...more };
          element.dispatchEvent(new PointerEvent(type, event));
        },
        { type, pointerType, pointerId, ...place(spot) },
      );
    // What is sent by hand cannot be captured.
    await canvas.evaluate(element => {
      (element as unknown as HTMLElement).setPointerCapture = () => {};
    });
    await send('pointerdown', 'touch', 5, [0.8, 0.9]);
    await send('pointermove', 'touch', 5, [0.85, 0.92]);
    expect(await inkOf(page)).toBeGreaterThan(0);
    await send('pointerdown', 'pen', 6, one[0]!);
    for (const spot of one) await send('pointermove', 'pen', 6, spot);
    await send('pointermove', 'touch', 5, [0.9, 0.2]);
    await send('pointerup', 'touch', 5, [0.9, 0.2]);
    await send('pointerdown', 'touch', 7, [0.1, 0.2]);
    await send('pointermove', 'touch', 7, [0.2, 0.8]);
    await send('pointerup', 'touch', 7, [0.2, 0.8]);
    await send('pointerup', 'pen', 6, one.at(-1)!);
    await valueIs(page, '1');
    await canvas.press('Control+z');
    expect(await inkOf(page)).toBe(0);
    // A new sheet: whoever has laid the pen aside writes with the finger.
    await send('pointerdown', 'touch', 8, one[0]!);
    for (const spot of one) await send('pointermove', 'touch', 8, spot);
    await send('pointerup', 'touch', 8, one.at(-1)!);
    await valueIs(page, '1');
  });

  it('the keyboard takes back a stroke and clears the sheet, and the focus stays on it', async () => {
    const { page } = await open('desktop');
    const { place } = await openSheet(page);
    const draw = async (spots: readonly Spot[]) => {
      await page.mouse.move(place(spots[0]!).x, place(spots[0]!).y);
      await page.mouse.down();
      for (const spot of spots) await page.mouse.move(place(spot).x, place(spot).y);
      await page.mouse.up();
    };
    await draw(seven);
    await valueIs(page, '7');
    await draw(another);
    await valueIs(page, '77');
    await page.locator('canvas').press('Control+z');
    await valueIs(page, '7');
    await page.keyboard.press('Delete');
    await page.getByText('The reading appears while you write.').waitFor();
    await draw(one);
    await valueIs(page, '1');
    await page.getByRole('button', { name: 'Clear' }).press('Enter');
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('CANVAS');
  });

  it('shows how the model sees it, anew with each stroke', async () => {
    const { page, faults } = await open('desktop');
    const { place } = await openSheet(page);
    const asked: string[] = [];
    page.on('request', request => {
      if (request.method() === 'POST') asked.push(new URL(request.url()).search);
    });
    const draw = async (spots: readonly Spot[]) => {
      await page.mouse.move(place(spots[0]!).x, place(spots[0]!).y);
      await page.mouse.down();
      for (const spot of spots) await page.mouse.move(place(spot).x, place(spot).y);
      await page.mouse.up();
    };
    await draw(seven);
    await valueIs(page, '7');
    expect(new Set(asked)).toEqual(new Set(['']));
    await page.locator('.draw summary').press('Enter');
    const shown = page.locator('.draw .seen img');
    await shown.first().waitFor();
    expect(await shown.evaluateAll(all => all.map(one => (one as HTMLImageElement).naturalWidth))).toEqual([
      28,
    ]);
    expect(asked.at(-1)).toBe('?show=model-input');
    await draw(another);
    await valueIs(page, '77');
    await page.locator('.draw .seen figcaption', { hasText: /^The field, \d+ × 48 pixels$/ }).waitFor();
    expect(await accessFaults(page)).toEqual([]);
    expect(faults).toEqual([]);
  });
});
