// An AVIF states the size of its picture, and may build it from others of any size: tiles of a grid, layers, its
// alpha. All of them are decoded, as often as they are named and side by side, whatever becomes of them. Its boxes say
// how many pixels that comes to (ISO/IEC 14496-12 and 23008-12), ahead of any.

interface Box {
  readonly type: string;
  readonly data: DataView;
}

/** Boxes beside each other, or parts of all items: a picture has dozens, a large grid some thousands. */
const mostListed = 10_000;

/**
 * The boxes that follow each other in `data`, as far as they are whole.
 * @throws RangeError where they are more than any picture has: 20 MB of empty ones would take seconds and gigabytes.
 */
function* boxesIn(data: DataView): Generator<Box> {
  let count = 0;
  for (let at = 0; at + 8 <= data.byteLength; ) {
    count += 1;
    if (count > mostListed) throw new RangeError(`more than ${mostListed} boxes`);
    let size = data.getUint32(at);
    let head = 8;
    if (size === 1 && at + 16 <= data.byteLength) {
      size = Number(data.getBigUint64(at + 8));
      head = 16;
    }
    // The last one may leave its size open.
    if (size === 0) size = data.byteLength - at;
    if (size < head || at + size > data.byteLength) return;
    yield { type: textAt(data, at + 4), data: within(data, at + head, at + size) };
    at += size;
  }
}

const textAt = (data: DataView, at: number): string =>
  String.fromCharCode(...[0, 1, 2, 3].map(i => data.getUint8(at + i)));

const within = (data: DataView, start: number, end = data.byteLength): DataView =>
  new DataView(data.buffer, data.byteOffset + start, Math.max(0, end - start));

const named = (data: DataView, type: string): readonly DataView[] =>
  [...boxesIn(data)].filter(box => box.type === type).map(box => box.data);

/** Version and flags come first in such a box, four bytes. */
const fullBytes = 4;
const versionOf = (data: DataView): number => data.getUint8(0);

/** What the boxes of one `meta` say: each item's own pixels, and the items that each is made of. */
interface Items {
  readonly primary: readonly number[];
  readonly pixels: ReadonlyMap<number, number>;
  readonly parts: ReadonlyMap<number, readonly number[]>;
}

/**
 * The pixels that are decoded for the picture: its own, and those of all that it is made of, each as often as it is
 * named. Infinite where an item is made of itself or states no size; null where no box says which item the picture is,
 * or where the boxes are cut short or more than any picture has.
 */
export const pixelsToDecode = (avif: Uint8Array): number | null => {
  try {
    const counts = named(new DataView(avif.buffer, avif.byteOffset, avif.byteLength), 'meta').flatMap(
      meta => {
        const items = itemsOf(within(meta, fullBytes));
        return items.primary.map(item => countPixels(items, item));
      },
    );
    return counts.length === 0 ? null : Math.max(...counts);
  } catch (error) {
    // A box that ends too early, or too many.
    if (error instanceof RangeError) return null;
    throw error;
  }
};

const itemsOf = (meta: DataView): Items => {
  const pixels = new Map<number, number>();
  for (const properties of named(meta, 'iprp')) addSizes(properties, pixels);
  const parts = new Map<number, number[]>();
  for (const references of named(meta, 'iref')) addParts(references, parts);
  const primary = named(meta, 'pitm').map(box =>
    versionOf(box) === 0 ? box.getUint16(fullBytes) : box.getUint32(fullBytes),
  );
  return { primary, pixels, parts };
};

/** `ipco` lists properties, an `ispe` among them is a size; `ipma` says which items have which, counted from 1. */
const addSizes = (properties: DataView, pixels: Map<number, number>): void => {
  const listed = named(properties, 'ipco').flatMap(list => [...boxesIn(list)]);
  const areas = listed.map(({ type, data }) =>
    type === 'ispe' ? data.getUint32(fullBytes) * data.getUint32(fullBytes + 4) : 0,
  );
  for (const box of named(properties, 'ipma')) {
    const idBytes = versionOf(box) === 0 ? 2 : 4;
    const isWide = (box.getUint8(3) & 1) === 1;
    let at = fullBytes + 4;
    for (let entries = box.getUint32(fullBytes); entries > 0; entries--) {
      const item = idBytes === 2 ? box.getUint16(at) : box.getUint32(at);
      const count = box.getUint8(at + idBytes);
      at += idBytes + 1;
      for (let i = 0; i < count; i++) {
        // The first bit says that a reader must know the property.
        const index = isWide ? box.getUint16(at) & 0x7fff : box.getUint8(at) & 0x7f;
        pixels.set(item, Math.max(pixels.get(item) ?? 0, areas[index - 1] ?? 0));
        at += isWide ? 2 : 1;
      }
    }
  }
};

/** `dimg`: an item is made of others. `auxl`: an item is another's alpha or depth. */
const addParts = (references: DataView, parts: Map<number, number[]>): void => {
  const idBytes = versionOf(references) === 0 ? 2 : 4;
  let listed = 0;
  for (const { type, data } of boxesIn(within(references, fullBytes))) {
    if (type !== 'dimg' && type !== 'auxl') continue;
    const idAt = (at: number): number => (idBytes === 2 ? data.getUint16(at) : data.getUint32(at));
    const count = data.getUint16(idBytes);
    listed += count;
    if (listed > mostListed) throw new RangeError(`more than ${mostListed} parts`);
    for (let i = 0; i < count; i++) {
      const other = idAt(idBytes + 2 + i * idBytes);
      const [whole, part] = type === 'dimg' ? [idAt(0), other] : [other, idAt(0)];
      const known = parts.get(whole);
      if (known) known.push(part);
      else parts.set(whole, [part]);
    }
  }
};

/** Each item is counted once and remembered: a few that name each other many times stand for millions of ways. */
const countPixels = ({ pixels, parts }: Items, primary: number): number => {
  const known = new Map<number, number>();
  const countOf = (item: number, depth: number): number => {
    const before = known.get(item);
    if (before !== undefined) return before;
    // Until it is counted: an item that is made of itself has no end.
    known.set(item, Number.POSITIVE_INFINITY);
    const own = pixels.get(item) || Number.POSITIVE_INFINITY;
    const isDeep = depth > deepest && parts.has(item);
    const count = isDeep
      ? Number.POSITIVE_INFINITY
      : (parts.get(item) ?? []).reduce((sum, part) => sum + countOf(part, depth + 1), own);
    known.set(item, count);
    return count;
  };
  return countOf(primary, 0);
};

/** A grid with alpha has two steps; nobody nests more than a few. */
const deepest = 8;
