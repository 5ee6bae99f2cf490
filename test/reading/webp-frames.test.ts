import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { readHeader } from '../../lib/reading/decode.ts';
import { withFirstFrameAlone } from '../../lib/reading/webp-frames.ts';

const frame = (grey: number) =>
  sharp({ create: { width: 40, height: 30, channels: 3, background: { r: grey, g: grey, b: grey } } })
    .png()
    .toBuffer();

const animate = async (...greys: readonly number[]): Promise<Buffer> =>
  sharp(await Promise.all(greys.map(frame)), { join: { animated: true } })
    .webp({ lossless: true })
    .toBuffer();

/** `count` frames more: the first frame's chunk again and again. */
const flood = (webp: Buffer, count: number): Buffer => {
  const at = webp.indexOf('ANMF');
  const chunk = webp.subarray(at, at + 8 + webp.readUInt32LE(at + 4));
  const flooded = Buffer.concat([webp, ...Array<Buffer>(count).fill(chunk)]);
  flooded.writeUInt32LE(flooded.length - 8, 4);
  return flooded;
};

describe('withFirstFrameAlone', () => {
  it('leaves the first of several frames, which decodes as before', async () => {
    const webp = await animate(20, 120, 220);
    expect((await sharp(webp).metadata()).pages).toBe(3);
    const first = withFirstFrameAlone(webp);
    expect(first.length).toBeLessThan(webp.length);
    expect((await sharp(first).metadata()).pages ?? 1).toBe(1);
    expect(await sharp(first).raw().toBuffer()).toEqual(await sharp(webp).raw().toBuffer());
  });

  it('leaves a picture without frames as it is', async () => {
    const still = await sharp(await frame(99))
      .webp()
      .toBuffer();
    expect(withFirstFrameAlone(still)).toBe(still);
  });

  it('leaves what is no chunk as it is', async () => {
    const cut = (await animate(20, 120)).subarray(0, 60);
    expect(withFirstFrameAlone(cut)).toBe(cut);
    for (let length = 0; length < 30; length++) {
      const torn = cut.subarray(0, length);
      expect(withFirstFrameAlone(torn)).toBe(torn);
    }
  });
});

it('a hundred thousand frames cost no more than a few', async () => {
  const bomb = flood(await animate(20, 120), 100_000);
  const begun = performance.now();
  expect(await readHeader(bomb)).toMatchObject({ format: 'webp', width: 40, height: 30 });
  expect(performance.now() - begun).toBeLessThan(5000);
});
