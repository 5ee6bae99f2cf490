// A TIFF's decoder reads through every page before it says how many there are, and sorts all the tags that it does
// not know anew for each of them: 20 MB of pages take it seconds, 50 KB of tags as long. Two pages are as good as any
// number, which none is read of: the others are cut off before anything decodes it.
import { DigitdropError } from '../errors.ts';

/** Tags on one page. All that are known come to some 400, of which a picture has dozens. */
const maxTags = 1000;
/** Pages are counted up to here. */
const maxPages = 10_000;

interface Page {
  /** Where its list of tags stands. */
  readonly at: number;
  readonly tags: number;
  /** Where the offset of the next page's list stands. */
  readonly linkAt: number;
}

/** The layout of TIFF (TIFF 6.0, section 2), and of BigTIFF, where counts and offsets have eight bytes. */
const openTiff = (tiff: Uint8Array) => {
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength);
  const isIntel = tiff[0] === 0x49;
  const isBig = tiff[isIntel ? 2 : 3] === 43;
  const [countBytes, tagBytes, linkBytes] = isBig ? [8, 20, 8] : [2, 12, 4];
  /** 0 past the end of the file. */
  const numberAt = (at: number, bytes: number): number => {
    if (at + bytes > tiff.length) return 0;
    if (bytes === 2) return view.getUint16(at, isIntel);
    return bytes === 4 ? view.getUint32(at, isIntel) : Number(view.getBigUint64(at, isIntel));
  };
  /** The page that a link leads to; null where it leads nowhere. */
  const follow = (linkAt: number): Page | null => {
    const at = numberAt(linkAt, linkBytes);
    const tags = at === 0 ? 0 : numberAt(at, countBytes);
    return tags === 0 ? null : { at, tags, linkAt: at + countBytes + tags * tagBytes };
  };
  return { first: follow(isBig ? 8 : 4), follow, linkBytes };
};

/**
 * The same TIFF with two pages at most; what is damaged is left as it is, for the decoder to refuse.
 * @throws DigitdropError `image-broken` where a page has more tags than any picture needs.
 */
export const withTwoPages = (tiff: Uint8Array): Uint8Array => {
  const { first, follow, linkBytes } = openTiff(tiff);
  const second = first && follow(first.linkAt);
  const tags = Math.max(first?.tags ?? 0, second?.tags ?? 0);
  if (tags > maxTags)
    throw new DigitdropError(
      'image-broken',
      `expected a TIFF of at most ${maxTags} tags a page, got ${tags}`,
    );
  if (second === null || follow(second.linkAt) === null) return tiff;
  return new Uint8Array(tiff).fill(0, second.linkAt, second.linkAt + linkBytes);
};

/** How many pages it has, each counted once though they may come round; 10,000 where there are more. */
export const countPages = (tiff: Uint8Array): number => {
  const { first, follow } = openTiff(tiff);
  const seen = new Set<number>();
  for (let page = first; page !== null && !seen.has(page.at); page = follow(page.linkAt)) {
    seen.add(page.at);
    if (seen.size === maxPages) break;
  }
  return seen.size;
};
