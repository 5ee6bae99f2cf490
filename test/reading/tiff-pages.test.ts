// A TIFF's pages: how many there are, and that nobody spends long on them.
import { describe, expect, it } from 'vitest';
import { readHeader } from '../../lib/reading/decode.ts';
import { countPages, withTwoPages } from '../../lib/reading/tiff-pages.ts';

const side = 16;
const samplesAt = 16;

/** Tag → value: what a grey picture needs (TIFF 6.0, section 4), in the order of the tags. */
const greyTags: readonly (readonly [number, number])[] = [
  [256, side],
  [257, side],
  [258, 8],
  [259, 1],
  [262, 1],
  [273, samplesAt],
  [277, 1],
  [278, side],
  [279, side * side],
];

interface Layout {
  readonly big?: boolean;
  readonly isMotorola?: boolean;
  /** Tags beside those that a picture needs. */
  readonly moreTags?: number;
  /** Which page follows the last; null for none. */
  readonly lastLeadsTo?: number | null;
}

/** A TIFF of so many pages, all of the same white samples. */
const tiffOf = (
  pages: number,
  { big = false, isMotorola = false, moreTags = 0, lastLeadsTo = null }: Layout = {},
): Buffer => {
  const tags = [...greyTags, ...Array.from({ length: moreTags }, (_, i) => [40_000 + i, 1] as const)];
  const pageBytes = big ? 16 + 20 * tags.length : 6 + 12 * tags.length;
  const pageAt = (page: number): number => samplesAt + side * side + page * pageBytes;
  const file = Buffer.alloc(pageAt(pages), 255);
  const view = new DataView(file.buffer, file.byteOffset, file.length);
  const put16 = (at: number, value: number) => view.setUint16(at, value, !isMotorola);
  const put32 = (at: number, value: number) => view.setUint32(at, value, !isMotorola);
  const putOffset = (at: number, value: number) =>
    big ? view.setBigUint64(at, BigInt(value), !isMotorola) : put32(at, value);
  file.write(isMotorola ? 'MM' : 'II', 0, 'latin1');
  put16(2, big ? 43 : 42);
  if (big) {
    put16(4, 8);
    put16(6, 0);
  }
  putOffset(big ? 8 : 4, pageAt(0));
  for (let page = 0; page < pages; page++) {
    let at = pageAt(page);
    if (big) view.setBigUint64(at, BigInt(tags.length), !isMotorola);
    else put16(at, tags.length);
    at += big ? 8 : 2;
    for (const [tag, value] of tags) {
      put16(at, tag);
      put16(at + 2, 4);
      if (big) view.setBigUint64(at + 4, 1n, !isMotorola);
      else put32(at + 4, 1);
      putOffset(at + (big ? 12 : 8), value);
      at += big ? 20 : 12;
    }
    const next = page + 1 < pages ? page + 1 : lastLeadsTo;
    putOffset(at, next === null ? 0 : pageAt(next));
  }
  return file;
};

const layouts: readonly (readonly [string, Layout])[] = [
  ['Intel', {}],
  ['Motorola', { isMotorola: true }],
  ['big, Intel', { big: true }],
  ['big, Motorola', { big: true, isMotorola: true }],
];

describe('the pages of a TIFF', () => {
  it.each(layouts)('are counted as they stand: %s', async (_name, layout) => {
    // libvips takes no BigTIFF in Motorola's order.
    const isTaken = layout.big !== true || layout.isMotorola !== true;
    for (const pages of [1, 2, 3, 7]) {
      const tiff = tiffOf(pages, layout);
      expect(countPages(tiff)).toBe(pages);
      if (isTaken) expect(await readHeader(tiff)).toMatchObject({ width: side, height: side, pages });
    }
  });

  it.each(layouts)(
    'are cut behind the second, and what has no third is left as it is: %s',
    (_name, layout) => {
      for (const pages of [1, 2]) {
        const tiff = tiffOf(pages, layout);
        expect(withTwoPages(tiff)).toBe(tiff);
      }
      const tiff = tiffOf(5, layout);
      const cut = withTwoPages(tiff);
      expect(countPages(cut)).toBe(2);
      expect(cut.length).toBe(tiff.length);
      expect(countPages(tiff)).toBe(5);
    },
  );

  it('end where they come round', async () => {
    expect((await readHeader(tiffOf(1, { lastLeadsTo: 0 }))).pages).toBe(1);
    for (const lastLeadsTo of [0, 1, 2]) expect((await readHeader(tiffOf(3, { lastLeadsTo }))).pages).toBe(3);
  });

  it('are left as they are where they lead out of the file', () => {
    const tiff = tiffOf(2);
    for (let length = 0; length < tiff.length; length++) {
      const torn = tiff.subarray(0, length);
      expect(withTwoPages(torn)).toBe(torn);
    }
  });
});

describe('a TIFF made to be slow', () => {
  it('has very many pages', async () => {
    const tiff = tiffOf(150_000);
    const started = performance.now();
    expect((await readHeader(tiff)).pages).toBeGreaterThan(1000);
    expect(performance.now() - started).toBeLessThan(1000);
  });

  it('has more tags on a page than any picture needs', async () => {
    const started = performance.now();
    for (const tiff of [tiffOf(1, { moreTags: 4000 }), tiffOf(20, { moreTags: 4000 })])
      await expect(readHeader(tiff)).rejects.toMatchObject({ code: 'image-broken' });
    expect(performance.now() - started).toBeLessThan(1000);
    expect((await readHeader(tiffOf(1, { moreTags: 300 }))).width).toBe(side);
  });
});
