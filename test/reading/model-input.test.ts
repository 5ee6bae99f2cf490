// What is shown as the networks' input is what their sessions got: the tensors are listened to on their way in.
import { readFile } from 'node:fs/promises';
import type { Tensor } from 'onnxruntime-node';
import sharp from 'sharp';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { createLog } from '../../lib/log.ts';
import { inputOfDigit, showInputs } from '../../lib/reading/model-input.ts';
import { openReader } from '../../lib/reading/open-reader.ts';
import { defaultOptions } from '../../lib/reading/options.ts';
import type { Reader } from '../../lib/reading/reader.ts';
import { noSource, readingSchema, type ShownInput } from '../../lib/reading/reading.ts';
import { asPixels, drawn, onPaper, seven } from './drawing.ts';

interface Got {
  readonly data: Float32Array;
  readonly height: number;
  readonly width: number;
}

const got = vi.hoisted((): Got[] => []);

vi.mock('onnxruntime-node', async importOriginal => {
  const actual = await importOriginal<typeof import('onnxruntime-node')>();
  const create = async (...given: Parameters<typeof actual.InferenceSession.create>) => {
    const session = await actual.InferenceSession.create(...given);
    const run = (feeds: Readonly<Record<string, Tensor>>) => {
      for (const { data, dims } of Object.values(feeds))
        got.push({ data: Float32Array.from(data as Float32Array), height: dims[2]!, width: dims[3]! });
      return session.run(feeds);
    };
    return { run };
  };
  return { ...actual, InferenceSession: { create } };
});

let reader: Reader;

beforeAll(async () => {
  reader = await openReader({ log: createLog('silent'), modelUri: null, store: { get: async () => null } });
});

const read = async (file: string, showsInput = true) => {
  got.length = 0;
  const bytes = await readFile(new URL(`../../samples/images/${file}`, import.meta.url));
  return reader.readImage({
    ...{ bytes, options: defaultOptions, source: noSource, optionFault: null },
    showsInput,
  });
};

/** The samples that a shown picture stands for. */
const samplesOf = async ({ png, white, black }: ShownInput): Promise<Got> => {
  const bytes = Buffer.from(png.replace('data:image/png;base64,', ''), 'base64');
  const { data, info } = await sharp(bytes).extractChannel(0).raw().toBuffer({ resolveWithObject: true });
  const grey = Float32Array.from(data, level => white + ((black - white) * (255 - level)) / 255);
  return { data: grey, height: info.height, width: info.width };
};

/** No sample further off than what a grey level stands for. */
const isSame = (shown: Got, { data, height, width }: Got, step: number): boolean =>
  shown.height === height &&
  shown.width === width &&
  shown.data.every((value, i) => Math.abs(value - data[i]!) <= step);

const stepOf = ({ white, black }: ShownInput): number => (Math.abs(black - white) / 255) * 0.51;

describe('what the networks got', () => {
  it.each([
    ['pen-on-white.png', 'digit', 1],
    ['amount.jpg', 'number', 1],
    ['two-rows.png', 'number', 2],
    ['letter.png', 'digit', 1],
  ] as const)('of %s is shown as the %s model’s session got it', async (file, model, pictures) => {
    const { seen = [], image } = await read(file);
    expect(seen.map(one => one.model)).toEqual(Array(pictures).fill(model));
    for (const shown of seen) {
      const samples = await samplesOf(shown);
      expect([shown.width, shown.height]).toEqual([samples.width, samples.height]);
      expect(got.some(tensor => isSame(samples, tensor, stepOf(shown)))).toBe(true);
      // The positive control: it is not the same as whatever else went in.
      const turned = { ...samples, data: samples.data.toReversed() };
      expect(got.some(tensor => isSame(turned, tensor, stepOf(shown)))).toBe(false);
      expect(shown.box.x + shown.box.width).toBeLessThanOrEqual(image.width ?? 0);
      expect(shown.box.y + shown.box.height).toBeLessThanOrEqual(image.height ?? 0);
    }
  });

  it('of a field that was not sure at first is shown in every view', async () => {
    const tiny = await readFile(new URL('../../web/pictures/bad-cut.webp', import.meta.url));
    got.length = 0;
    const options = { ...defaultOptions, expect: 'number' } as const;
    const request = { bytes: tiny, options, source: noSource, optionFault: null, showsInput: true };
    const { seen = [] } = await reader.readImage(request);
    expect(seen).toHaveLength(3);
    expect(new Set(seen.map(({ width }) => width)).size).toBe(3);
    for (const shown of seen) {
      const samples = await samplesOf(shown);
      expect(got.some(tensor => isSame(samples, tensor, stepOf(shown)))).toBe(true);
    }
  });

  it('is told where it is asked for, of bytes and of pixels, and fits the schema', async () => {
    const asked = await read('amount.jpg');
    expect(readingSchema.parse(asked)).toEqual(asked);
    expect(await read('amount.jpg', false)).not.toHaveProperty('seen');
    const pixels = asPixels(onPaper(drawn(seven, { zoom: 4 }), 12));
    expect(
      (await reader.readPixels({ pixels, options: defaultOptions, showsInput: true })).seen,
    ).toHaveLength(1);
    expect(await reader.readPixels({ pixels, options: defaultOptions })).not.toHaveProperty('seen');
  });

  it('is nothing where nothing was looked at', async () => {
    expect((await read('note.png')).seen).toEqual([]);
  });

  it('is bounded, however many rows a page has', () => {
    const box = { x: 0, y: 0, width: 28, height: 28 };
    const shown = showInputs(Array.from({ length: 40 }, () => inputOfDigit(new Float32Array(784), box)));
    expect(shown).toHaveLength(16);
  });
});
