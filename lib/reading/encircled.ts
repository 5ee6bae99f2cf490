// Has somebody drawn a ring around a number, or around one of its digits? The ring reads as a 0.
import { boxAround } from './characters.ts';
import type { Component } from './components.ts';
import { boxHeight, boxWidth, type GreyImage, type PixelBox } from './grey-image.ts';
import type { FoundInk } from './ink.ts';

/** What a ring holds is this long beside it: the curl within a 0, or what a slanted 4 reaches over, is shorter. */
const heldLength = 0.5;
/** The same of several pieces, which no digit has within it: a ring around two digits is wide. */
const heldLengthOfSeveral = 0.35;
/** The ring is met so often, looking to all four sides from the rows and columns of what it holds: its ends may gape. */
const closedShare = 0.8;
/** Ink, in a map of 0 paper to 1 ink. */
const inkAt = 0.5;

/** Does one piece of ink run around others? Boxes alone do not tell: a leaning digit's box holds its neighbour. */
export const isEncircled = ({ map, components }: Pick<FoundInk, 'map' | 'components'>): boolean =>
  components.some(ring => {
    const held = components.filter(piece => piece !== ring && liesWithin(ring, piece));
    if (held.length === 0) return false;
    const least = held.length > 1 ? heldLengthOfSeveral : heldLength;
    const around = boxAround(held);
    return lengthOf(around) >= least * lengthOf(ring) && runsAround(map, ring, around);
  });

const liesWithin = (ring: Component, piece: Component): boolean =>
  piece.left > ring.left && piece.top > ring.top && piece.right < ring.right && piece.bottom < ring.bottom;

const lengthOf = (box: PixelBox): number => Math.max(boxWidth(box), boxHeight(box));

/** Is a box met by a piece's ink on all four sides of it? Ink of other pieces in between counts too. */
export const runsAround = (map: GreyImage, ring: PixelBox, held: PixelBox): boolean => {
  const rows = { from: held.top, to: held.bottom, step: map.width };
  const columns = { from: held.left, to: held.right, step: 1 };
  const sides = [
    shareMet(map, rows, { from: ring.left, to: held.left, step: 1 }),
    shareMet(map, rows, { from: held.right, to: ring.right, step: 1 }),
    shareMet(map, columns, { from: ring.top, to: held.top, step: map.width }),
    shareMet(map, columns, { from: held.bottom, to: ring.bottom, step: map.width }),
  ];
  return sides.reduce((sum, met) => sum + met, 0) / sides.length >= closedShare;
};

interface Span {
  readonly from: number;
  readonly to: number;
  /** Samples from one place to the next. */
  readonly step: number;
}

/** The share of `lines` with ink somewhere in `across`. */
const shareMet = ({ data }: GreyImage, lines: Span, across: Span): number => {
  let met = 0;
  for (let line = lines.from; line < lines.to; line++) {
    for (let place = across.from; place < across.to; place++) {
      if (data[line * lines.step + place * across.step]! < inkAt) continue;
      met += 1;
      break;
    }
  }
  return met / (lines.to - lines.from);
};
