// How much one request may ask for: time and pixels. What has begun is finished, nothing more is begun.
import { describe, expect, it } from 'vitest';
import type { ImageRequest } from '../../lib/reading/reader.ts';
import { askJson } from './ask.ts';
import { createFakeHouse, readingOf } from './fake-house.ts';

const image = { pixels: Array(8).fill(Array(8).fill(0)) };
const imagesOf = (count: number) => ({ images: Array(count).fill(image) });

/** A house whose every image takes `ms` of a clock of its own and has `megapixels`. */
const createSlowHouse = ({ ms = 0, megapixels = 0, reason = null as 'image-too-large' | null }) => {
  const { house } = createFakeHouse();
  let [now, begun] = [0, 0];
  const reading = readingOf('5', {
    image: { format: 'png', width: megapixels * 1000, height: 1000 },
    reason,
  });
  const readPixels = async () => {
    begun += 1;
    now += ms;
    return reading;
  };
  return {
    house: { ...house, reader: { ...house.reader, readPixels } },
    timeLeftMs: () => 30_000 - now,
    begun: () => begun,
  };
};

describe('the work of one request', () => {
  it('is bounded in time: no image is begun that might not be answered before the caller’s gateway gives up', async () => {
    const slow = createSlowHouse({ ms: 1_000 });
    expect((await askJson(slow.house, imagesOf(15), '', slow.timeLeftMs)).status).toBe(200);
    const more = createSlowHouse({ ms: 1_000 });
    const { status, json } = await askJson(more.house, imagesOf(1000), '', more.timeLeftMs);
    expect([status, json.code]).toEqual([413, 'too-much-at-once']);
    expect(json.detail).toMatch(/got 1000 images, of which 2\d .*fewer or smaller.*bucket/);
    expect(more.begun()).toBeLessThan(30);
  });

  it('is bounded in pixels, whatever the machine: ten of the largest images', async () => {
    const ten = createSlowHouse({ megapixels: 50 });
    expect((await askJson(ten.house, imagesOf(10), '', ten.timeLeftMs)).status).toBe(200);
    const forty = createSlowHouse({ megapixels: 50 });
    const { status, json } = await askJson(forty.house, imagesOf(40), '', forty.timeLeftMs);
    expect([status, json.code]).toEqual([413, 'too-much-at-once']);
    expect(forty.begun()).toBeLessThanOrEqual(12);
  });

  it('does not count pixels that were refused unread', async () => {
    const bombs = createSlowHouse({ megapixels: 100, reason: 'image-too-large' });
    expect((await askJson(bombs.house, imagesOf(40), '', bombs.timeLeftMs)).status).toBe(200);
  });

  it('may always be one image, however little time is left', async () => {
    const { house } = createFakeHouse();
    expect((await askJson(house, imagesOf(1), '', () => 0)).status).toBe(200);
  });

  it('tells the reader once nobody waits any more', async () => {
    const { house, asked } = createFakeHouse();
    let left = 30_000;
    await askJson(house, { images: [{ data: Buffer.from('image:5').toString('base64') }] }, '', () => left);
    const isGone = (asked[0] as ImageRequest).isGone!;
    expect(isGone()).toBe(false);
    left = 0;
    expect(isGone()).toBe(true);
  });
});
