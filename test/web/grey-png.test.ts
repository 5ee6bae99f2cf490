// The page's own PNG, taken apart by a decoder of others.
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { encodeGreyPng } from '../../web/grey-png.ts';

it('holds the grey of every pixel', async () => {
  const [width, height] = [37, 11];
  const grey = Array.from({ length: width * height }, (_, i) => (i * 53) % 256);
  const data = Uint8ClampedArray.from(grey.flatMap(level => [level, level, level, 255]));
  const png = await encodeGreyPng({ width, height, data });
  const decoded = await sharp(await png.arrayBuffer())
    .extractChannel(0)
    .raw()
    .toBuffer({ resolveWithObject: true });
  expect(png.type).toBe('image/png');
  expect([decoded.info.width, decoded.info.height]).toEqual([width, height]);
  expect([...decoded.data]).toEqual(grey);
  expect(await sharp(await png.arrayBuffer()).metadata()).toMatchObject({ space: 'b-w', channels: 1 });
});
