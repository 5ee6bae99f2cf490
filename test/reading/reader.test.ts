// The reader as the doors see it, with the packaged model: every fault of content is a reading, never a throw.

import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { DigitdropError } from '../../lib/errors.ts';
import { createLog } from '../../lib/log.ts';
import { openReader } from '../../lib/reading/open-reader.ts';
import { defaultOptions, type ReadOptions } from '../../lib/reading/options.ts';
import type { Reader } from '../../lib/reading/reader.ts';
import { noSource, type Reading, readingSchema } from '../../lib/reading/reading.ts';
import { above, asPixels, beside, drawn, mapped, one, onPaper, seven } from './drawing.ts';
import { asSharp, pngClaiming } from './encoded.ts';

let reader: Reader;
beforeAll(async () => {
  const store = { get: async () => null };
  reader = await openReader({ log: createLog('silent'), modelUri: null, store });
});

const big = (rows: readonly string[]) => drawn(rows, { zoom: 8 });
const readBytes = (
  bytes: Uint8Array,
  options: ReadOptions = defaultOptions,
  optionFault: string | null = null,
) => reader.readImage({ bytes, options, source: noSource, optionFault });
const read = async (picture: Parameters<typeof asSharp>[0], options?: ReadOptions) =>
  readBytes(await asSharp(picture).png().toBuffer(), options);

const sevenPage = onPaper(big(seven), 40);

/** What a reading says, without the fields that only tell when and by whom. */
const verdict = ({ status, reason, value }: Reading) => ({ status, reason, value });

describe('readImage', () => {
  it('reads a digit, and every reading fits its schema', async () => {
    const reading = await read(sevenPage);
    expect(verdict(reading)).toEqual({ status: 'accepted', reason: null, value: '7' });
    expect(reading.confidence).toBeGreaterThanOrEqual(reading.promise.threshold);
    expect(readingSchema.parse(reading)).toEqual(reading);
    expect(reading.digits).toHaveLength(1);
    expect(reading.digits[0]!.alternatives).toHaveLength(10);
    expect(reading.alternatives.map(a => a.value)).not.toContain('7');
  });

  it('reads light on dark alike', async () => {
    expect((await read(mapped(sevenPage, v => 1 - v))).value).toBe('7');
  });

  it("tells the box in the image's own pixels, though it works on a smaller picture", async () => {
    const bytes = await asSharp(sevenPage).resize(3200, null, { kernel: 'nearest' }).png().toBuffer();
    const reading = await readBytes(bytes);
    const scale = 3200 / sevenPage.width;
    const { x, y, width, height } = reading.digits[0]!.box;
    expect(Math.abs(x - 40 * scale)).toBeLessThan(0.02 * 3200);
    expect(Math.abs(y - 40 * scale)).toBeLessThan(0.02 * 3200);
    expect(Math.abs(width - 72 * scale)).toBeLessThan(0.02 * 3200);
    expect(Math.abs(height - 96 * scale)).toBeLessThan(0.02 * 3200);
    expect(reading.image.width).toBe(3200);
  });

  it('reads a number, its digits in their places, and says so by the number model', async () => {
    const page = onPaper(beside(big(one), big(seven), 16), 40);
    for (const expect_ of [null, 'number'] as const) {
      const reading = await read(page, { ...defaultOptions, expect: expect_ });
      expect(reading).toMatchObject({ value: '17', text: '17', model: { name: 'number' }, lines: [] });
      expect(readingSchema.parse(reading)).toEqual(reading);
      expect(reading.digits.map(({ value }) => value)).toEqual(['1', '7']);
      // The 1 is 4 x 8 pixels wide and stands at 40; the 7, 9 x 8, begins 16 further on.
      const boxes = reading.digits.map(({ box }) => box);
      expect(Math.abs(boxes[0]!.x - 40)).toBeLessThanOrEqual(3);
      expect(Math.abs(boxes[0]!.width - 32)).toBeLessThanOrEqual(5);
      expect(Math.abs(boxes[1]!.x - 88)).toBeLessThanOrEqual(3);
      expect(Math.abs(boxes[1]!.height - 96)).toBeLessThanOrEqual(5);
      expect(reading.writing?.heightPixels).toBeCloseTo(96, -1);
    }
  });

  it('reads light on dark numbers alike', async () => {
    const page = onPaper(beside(big(one), big(seven), 16), 40);
    expect((await read(mapped(page, v => 1 - v))).value).toBe('17');
  });

  it('leaves several lines to a person, and reads each', async () => {
    const line = beside(big(one), big(seven), 16);
    const reading = await read(onPaper(above(line, beside(big(seven), big(seven), 16), 60), 40));
    expect(verdict(reading)).toMatchObject({ status: 'review', reason: 'several-lines' });
    expect(reading.lines.map(({ value, text }) => [value, text])).toEqual([
      ['17', '17'],
      ['77', '77'],
    ]);
    expect(['17', '77']).toContain(reading.value);
    expect(reading.lines[0]!.box.y).toBeLessThan(reading.lines[1]!.box.y);
    expect(readingSchema.parse(reading)).toEqual(reading);
  });

  it('keeps to what the field is known to hold', async () => {
    const page = onPaper(beside(big(one), big(seven), 16), 40);
    const ruled = (rule: Partial<ReadOptions>) => read(page, { ...defaultOptions, ...rule });
    expect((await ruled({ length: 2 })).value).toBe('17');
    expect((await ruled({ pattern: '9[9]' })).value).toBe('17');
    expect(await ruled({ length: 5 })).toMatchObject({
      status: 'review',
      reason: 'breaks-rule',
      value: '17',
    });
  });

  it('a number where one digit is expected is for a person, and no blank', async () => {
    const bytes = await readFile(new URL('../../samples/images/amount.jpg', import.meta.url));
    const reading = await readBytes(bytes, { ...defaultOptions, expect: 'digit' });
    expect(reading).toMatchObject({ status: 'review', reason: 'several-characters', value: null });
    expect(reading.message).toContain('4760');
  });

  it('reads one character whatever its pieces when a digit is expected', async () => {
    const broken = mapped(sevenPage, (v, _x, y) => (y === 80 || y === 81 ? 1 : v));
    expect((await read(broken, { ...defaultOptions, expect: 'digit' })).value).toBe('7');
  });

  it('rejects a blank sheet', async () => {
    const reading = await read(mapped(sevenPage, () => 0.9));
    expect(verdict(reading)).toEqual({ status: 'rejected', reason: 'blank', value: null });
    expect(reading.image).toEqual({ format: 'png', width: sevenPage.width, height: sevenPage.height });
  });

  it.each([
    ['text', Buffer.from('seven'), 'rejected', 'not-an-image'],
    ['nothing', new Uint8Array(0), 'rejected', 'not-an-image'],
    ['a bomb', pngClaiming(20_000, 20_000), 'rejected', 'image-too-large'],
    ['a speck', pngClaiming(4, 4), 'rejected', 'image-too-small'],
    ['a stub', pngClaiming(40, 40), 'rejected', 'image-broken'],
  ] as const)('rejects %s', async (_name, bytes, status, reason) => {
    const reading = await readBytes(bytes);
    expect(verdict(reading)).toEqual({ status, reason, value: null });
    expect(reading.message).toBeTruthy();
    expect(readingSchema.parse(reading)).toEqual(reading);
  });

  it('never passes the first page of a TIFF off as the whole', async () => {
    const page = await asSharp(sevenPage).png().toBuffer();
    const reading = await readBytes(
      await sharp([page, page], { join: { animated: true } })
        .tiff()
        .toBuffer(),
    );
    expect(verdict(reading)).toEqual({ status: 'review', reason: 'several-pages', value: null });
    const single = await readBytes(await asSharp(sevenPage).tiff().toBuffer());
    expect(single.value).toBe('7');
  });

  it('says review at best where an option could not be had', async () => {
    const bytes = await asSharp(sevenPage).png().toBuffer();
    const reading = await readBytes(bytes, defaultOptions, 'expect: expected digit or number, got "zip"');
    expect(verdict(reading)).toEqual({ status: 'review', reason: 'bad-option', value: '7' });
    expect(reading.message).toContain('zip');
  });
});

describe('readPixels', () => {
  it('reads either polarity, as it reads the same picture from a file', async () => {
    const pixels = asPixels(sevenPage);
    const reading = await reader.readPixels({ pixels, options: defaultOptions });
    expect(reading.value).toBe('7');
    const inverted = pixels.map(row => row.map(v => 255 - v));
    expect((await reader.readPixels({ pixels: inverted, options: defaultOptions })).value).toBe('7');
    expect(reading.confidence).toBe((await read(sevenPage)).confidence);
    expect(readingSchema.parse(reading)).toEqual(reading);
  });
});

describe('options', () => {
  it('asks by the settings where its caller asks for nothing, and does not open with some that cannot be had', async () => {
    const open = (settings: ReadOptions) =>
      openReader({
        log: createLog('silent'),
        modelUri: null,
        store: { get: async () => null },
        settings,
      });
    const set = await open({ ...defaultOptions, maxError: 0.05, length: 2 });
    const request = { bytes: await asSharp(sevenPage).png().toBuffer(), source: noSource, optionFault: null };
    const byTheSettings = await set.readImage({ ...request, options: defaultOptions });
    expect(byTheSettings).toMatchObject({ reason: 'breaks-rule', promise: { maxError: 0.05 } });
    const asked = await set.readImage({ ...request, options: { ...defaultOptions, expect: 'digit' } });
    expect(asked).toMatchObject({ status: 'accepted', value: '7', promise: { maxError: 0.05 } });
    await expect(open({ ...defaultOptions, maxError: 1e-9 })).rejects.toMatchObject({ code: 'bad-config' });
  });

  it('promises what the model promises, a looser rate too, and refuses a stricter one by naming the smallest', async () => {
    const maxError = Math.max(...reader.models.map(model => model.promises[0]!.maxError));
    expect(() => reader.checkOptions({ ...defaultOptions, maxError })).not.toThrow();
    expect(() => reader.checkOptions({ ...defaultOptions, maxError: 2 * maxError })).not.toThrow();
    expect(() => reader.checkOptions({ ...defaultOptions, maxError: maxError / 2 })).toThrow(
      String(maxError),
    );
    expect((await read(sevenPage, { ...defaultOptions, maxError: 2 * maxError })).promise.maxError).toBe(
      2 * maxError,
    );
  });

  it('refuses an image unread with the same frame', () => {
    const source = { ...noSource, key: 'big.png', bytes: 30_000_000 };
    const reading = reader.refuse(new DigitdropError('image-too-large', 'expected 20 MB'), source);
    expect(verdict(reading)).toEqual({ status: 'rejected', reason: 'image-too-large', value: null });
    expect(reading.source).toEqual(source);
    expect(readingSchema.parse(reading)).toEqual(reading);
  });
});
