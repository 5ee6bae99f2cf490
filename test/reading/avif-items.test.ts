// What an AVIF's boxes say of the pixels that are decoded for it, and what is refused because of it.
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { pixelsToDecode } from '../../lib/reading/avif-items.ts';
import { decode, readHeader } from '../../lib/reading/decode.ts';

const u16 = (...values: readonly number[]) => Buffer.from(values.flatMap(v => [v >> 8, v & 0xff]));
const u32 = (...values: readonly number[]) => Buffer.concat(values.map(v => u16(v >>> 16, v & 0xffff)));
const id16 = (value: number) => u16(value);

/** A box (ISO/IEC 14496-12, 4.2), and one with version and flags. */
const box = (type: string, ...parts: readonly Uint8Array[]): Buffer => {
  const data = Buffer.concat(parts);
  return Buffer.concat([u32(data.length + 8), Buffer.from(type, 'latin1'), data]);
};
const fullBox = (type: string, version: number, flags: number, ...parts: readonly Uint8Array[]): Buffer =>
  box(type, u32(((version << 24) | flags) >>> 0), ...parts);

const fileType = box('ftyp', Buffer.from('avif'), u32(0), Buffer.from('avifmif1miafMA1B'));
const sizeBox = (side: number) => fullBox('ispe', 0, 0, u32(side, side));

interface Item {
  readonly id: number;
  /** Its side in pixels; null for an item that states none. */
  readonly side: number | null;
}

/** From, to. */
type Reference = readonly [type: 'dimg' | 'auxl' | 'thmb', from: number, to: readonly number[]];

interface Layout {
  readonly primary?: number;
  readonly items: readonly Item[];
  readonly references?: readonly Reference[];
  /** IDs of four bytes and indices of two: other versions of the boxes. */
  readonly isWide?: boolean;
}

/** The boxes alone, of whatever sizes they state: nothing in it can be decoded. */
const boxesOf = ({ primary = 1, items, references = [], isWide = false }: Layout): Buffer => {
  const idOf = isWide ? u32 : id16;
  const version = isWide ? 1 : 0;
  const entries = items.map(({ id, side }, index) =>
    Buffer.concat([
      idOf(id),
      side === null
        ? Buffer.from([0])
        : Buffer.concat([Buffer.from([1]), isWide ? u16(0x8001 + index) : Buffer.from([0x81 + index])]),
    ]),
  );
  return Buffer.concat([
    fileType,
    fullBox(
      'meta',
      0,
      0,
      fullBox('pitm', version, 0, idOf(primary)),
      fullBox(
        'iref',
        version,
        0,
        ...references.map(([type, from, to]) =>
          box(type, idOf(from), u16(to.length), ...to.map(id => idOf(id))),
        ),
      ),
      box(
        'iprp',
        box('ipco', ...items.map(({ side }) => sizeBox(side ?? 1))),
        fullBox('ipma', version, isWide ? 1 : 0, u32(items.length), ...entries),
      ),
    ),
  ]);
};

const picture: Item = { id: 1, side: 64 };

describe('the pixels that an AVIF makes a decoder hold', () => {
  it.each([
    ['one picture', { items: [picture] }, 64 ** 2],
    [
      'a thumbnail beside it, which nobody decodes',
      { items: [picture, { id: 2, side: 100 }], references: [['thmb', 2, [1]]] },
      64 ** 2,
    ],
    [
      'its alpha',
      { items: [picture, { id: 2, side: 100 }], references: [['auxl', 2, [1]]] },
      64 ** 2 + 100 ** 2,
    ],
    [
      'a grid that names one tile four times, and another once',
      {
        items: [picture, { id: 2, side: 100 }, { id: 3, side: 10 }],
        references: [['dimg', 1, [2, 2, 2, 2, 3]]],
      },
      64 ** 2 + 4 * 100 ** 2 + 10 ** 2,
    ],
    [
      'a grid whose tile has alpha of its own',
      {
        items: [picture, { id: 2, side: 100 }, { id: 3, side: 50 }],
        references: [
          ['dimg', 1, [2]],
          ['auxl', 3, [2]],
        ],
      },
      64 ** 2 + 100 ** 2 + 50 ** 2,
    ],
    [
      'what belongs to another item',
      { items: [picture, { id: 2, side: 9 }, { id: 3, side: 100 }], references: [['dimg', 2, [3]]] },
      64 ** 2,
    ],
    ['itself', { items: [picture], references: [['dimg', 1, [1]]] }, Number.POSITIVE_INFINITY],
    [
      'an item that states no size',
      { items: [picture, { id: 2, side: null }], references: [['dimg', 1, [2]]] },
      Number.POSITIVE_INFINITY,
    ],
  ] as const satisfies readonly (readonly [string, Layout, number])[])(
    'are counted: %s',
    (_name, layout, pixels) => {
      expect(pixelsToDecode(boxesOf(layout))).toBe(pixels);
      expect(pixelsToDecode(boxesOf({ ...layout, isWide: true }))).toBe(pixels);
    },
  );

  it('are counted once an item, however many ways lead to it', () => {
    // Each of 7 names the next 1,000 times: 10^21 ways.
    const items = Array.from({ length: 8 }, (_, i) => ({ id: i + 1, side: 1 }));
    const references = items
      .slice(1)
      .map(({ id }): Reference => ['dimg', id - 1, Array.from({ length: 1000 }, () => id)]);
    expect(pixelsToDecode(boxesOf({ items, references }))).toBeCloseTo(1.001e21, -19);
  });

  it('have no end where items are made of items too often', () => {
    const items = Array.from({ length: 30 }, (_, i) => ({ id: i + 1, side: 1 }));
    const references = items.slice(1).map(({ id }): Reference => ['dimg', id - 1, [id]]);
    expect(pixelsToDecode(boxesOf({ items, references }))).toBe(Number.POSITIVE_INFINITY);
  });

  it('are not known where no box says which item is the picture, or one ends too early', () => {
    expect(pixelsToDecode(fileType)).toBeNull();
    expect(pixelsToDecode(Buffer.concat([fileType, fullBox('meta', 0, 0)]))).toBeNull();
    expect(
      pixelsToDecode(Buffer.concat([fileType, fullBox('meta', 0, 0, fullBox('pitm', 0, 0))])),
    ).toBeNull();
    const manyEntries = box('iprp', box('ipco'), fullBox('ipma', 0, 0, u32(0xffffffff)));
    const started = performance.now();
    expect(
      pixelsToDecode(
        Buffer.concat([fileType, fullBox('meta', 0, 0, fullBox('pitm', 0, 0, u16(1)), manyEntries)]),
      ),
    ).toBeNull();
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

describe('an AVIF of more boxes than any picture has', () => {
  const free = box('free');
  it('is refused before they take time or memory', async () => {
    const whole = await sharp({ create: { width: 16, height: 16, channels: 3, background: '#eee' } })
      .avif({ effort: 0 })
      .toBuffer();
    expect((await readHeader(Buffer.concat([whole, Buffer.alloc(9_000 * 8, free)]))).width).toBe(16);
    const bytes = Buffer.concat([whole, Buffer.alloc(19_000_000, free)]);
    const started = performance.now();
    await expect(readHeader(bytes)).rejects.toMatchObject({ code: 'image-broken' });
    expect(performance.now() - started).toBeLessThan(1000);
  });

  it('or of more parts', () => {
    const items = [picture, { id: 2, side: 1 }];
    const partsOf = (count: number): Layout => ({
      items,
      references: Array.from({ length: count / 1000 }, (): Reference => ['dimg', 1, Array(1000).fill(2)]),
    });
    expect(pixelsToDecode(boxesOf(partsOf(10_000)))).toBe(64 ** 2 + 10_000);
    expect(pixelsToDecode(boxesOf(partsOf(11_000)))).toBeNull();
  });
});

/** A grid of one real tile, named `count` times, that claims to be 64 pixels a side. */
const gridOf = async (side: number, count: number): Promise<Buffer> => {
  const tile = await sharp({ create: { width: side, height: side, channels: 3, background: '#eee' } })
    .avif({ effort: 0, quality: 20 })
    .toBuffer();
  const cut = (name: string): Buffer => {
    const at = tile.indexOf(name) - 4;
    return tile.subarray(at, at + tile.readUInt32BE(at));
  };
  const data = cut('mdat').subarray(8);
  const grid = Buffer.concat([Buffer.from([0, 0, 0, count - 1]), u16(64, 64)]);
  const named = (id: number, type: string) =>
    fullBox('infe', 2, 0, u16(id, 0), Buffer.from(type, 'latin1'), Buffer.from([0]));
  const meta = (dataAt: number): Buffer =>
    fullBox(
      'meta',
      0,
      0,
      fullBox('hdlr', 0, 0, u32(0), Buffer.from('pict'), Buffer.alloc(13)),
      fullBox('pitm', 0, 0, u16(1)),
      fullBox('iinf', 0, 0, u16(2), named(1, 'grid'), named(2, 'av01')),
      fullBox(
        'iloc',
        0,
        0,
        u16(0x4400, 2),
        ...[u16(1, 0, 1), u32(dataAt, grid.length), u16(2, 0, 1), u32(dataAt + grid.length, data.length)],
      ),
      fullBox('iref', 0, 0, box('dimg', u16(1, count), ...Array.from({ length: count }, () => u16(2)))),
      box(
        'iprp',
        box('ipco', sizeBox(64), sizeBox(side), cut('av1C'), cut('pixi')),
        fullBox('ipma', 0, 0, u32(2), u16(1), Buffer.from([1, 1]), u16(2), Buffer.from([3, 2, 0x83, 4])),
      ),
    );
  const dataAt = fileType.length + meta(0).length + 8;
  return Buffer.concat([fileType, meta(dataAt), box('mdat', grid, data)]);
};

describe('an AVIF made of tiles', () => {
  it('is read where they are as large as it says', async () => {
    const bytes = await gridOf(64, 1);
    const header = await readHeader(bytes);
    // Four of the picture, four of its tile.
    expect(header).toMatchObject({ width: 64, height: 64, copies: 8 });
    expect((await decode(bytes, header)).grey.width).toBe(64);
  });

  it('is refused before anything is decoded where they are far larger', async () => {
    // 100 tiles of 1,000 pixels a side come to 1,200 MB as the decoder holds them.
    await expect(readHeader(await gridOf(1000, 100))).rejects.toMatchObject({
      code: 'image-too-large',
      message: 'expected at most 200 MB once decoded, got 1200 MB',
    });
  });
});
