// The committed samples and the pictures of the page's help are what the script draws, and cover what the demo claims to show.
import { readdir, readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { drawings } from '../../samples/drawings.ts';
import { helpPictures } from '../../samples/help-pictures.ts';

const folder = new URL('../../samples/', import.meta.url);
const committed = (file: string) => readFile(new URL(`images/${file}`, folder));

const pixelsOf = async (bytes: Uint8Array) =>
  sharp(bytes, { pages: -1 }).raw().toBuffer({ resolveWithObject: true });

/** Encoders change from release to release, so pixels are compared, not bytes. */
const expectAlike = async (drawn: Uint8Array, kept: Uint8Array): Promise<void> => {
  const [a, b] = [await pixelsOf(drawn), await pixelsOf(kept)];
  expect({ ...a.info, size: 0 }).toEqual({ ...b.info, size: 0 });
  const apart = a.data.reduce((sum, value, i) => sum + Math.abs(value - (b.data[i] ?? 0)), 0) / a.data.length;
  expect(apart).toBeLessThan(1);
};

describe('the pictures of the help', () => {
  const pictures = new URL('../../web/pictures/', import.meta.url);

  it.each(helpPictures.map(picture => [picture.file, picture] as const))(
    '%s is what the script draws',
    async (file, { draw }) => {
      const kept = await readFile(new URL(file, pictures));
      await expectAlike(await draw(), kept);
      // The positive control: two of them are told apart.
      const other = helpPictures.find(one => one.file !== file)!;
      await expect(expectAlike(await other.draw(), kept)).rejects.toThrow();
    },
  );

  it('are all there, and no others', async () => {
    const files = (await readdir(pictures)).filter(file => file.endsWith('.webp'));
    expect(files.sort()).toEqual(helpPictures.map(({ file }) => file).sort());
  });
});

describe('the sample images', () => {
  it('are the ones expected.json tells of, and no others', async () => {
    const expected = JSON.parse(await readFile(new URL('expected.json', folder), 'utf8'));
    expect(expected).toEqual(drawings.map(({ draw: _, ...rest }) => rest));
    expect((await readdir(new URL('images/', folder))).sort()).toEqual(drawings.map(d => d.file).sort());
  });

  it.each(drawings.map(d => [d.file, d] as const))(
    '%s is what the script draws',
    async (file, { draw, reason }) => {
      const [drawn, kept] = [await draw(), await committed(file)];
      if (reason === 'not-an-image' || reason === 'image-broken') {
        await expect(pixelsOf(kept)).rejects.toThrow();
        expect(Math.abs(drawn.length - kept.length)).toBeLessThan(kept.length / 10);
        return;
      }
      await expectAlike(drawn, kept);
    },
  );

  it('hold every digit, the formats of the README and a picture stored sideways', async () => {
    const digits = new Set(drawings.map(d => d.value));
    for (const digit of '0123456789') expect(digits).toContain(digit);
    const kinds = new Set(drawings.map(d => d.file.split('.').at(-1)));
    for (const kind of ['png', 'jpg', 'webp', 'tif', 'gif', 'avif']) expect(kinds).toContain(kind);
    const facts = async (file: string) => sharp(await committed(file)).metadata();
    expect(await facts('phone-photo.jpg')).toMatchObject({ orientation: 6, width: 1600, height: 1200 });
    expect(await facts('scan-16-bit.tif')).toMatchObject({ depth: 'ushort' });
    expect(await facts('print-cmyk.jpg')).toMatchObject({ space: 'cmyk' });
    expect(await facts('see-through.png')).toMatchObject({ hasAlpha: true });
    expect(await facts('two-pages.tif')).toMatchObject({ pages: 2 });
    expect(await facts('fax.png')).toMatchObject({ bitsPerSample: 1 });
  });

  it('weigh less than 1.5 MB together', async () => {
    const sizes = await Promise.all(drawings.map(async d => (await committed(d.file)).length));
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(1_500_000);
  });
});
