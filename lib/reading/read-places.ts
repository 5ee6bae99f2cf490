// Places of a picture that may hold a number each, read and weighed against each other.
import { boxHeight, boxWidth, crop, type GreyImage, type PixelBox } from './grey-image.ts';
import { worthOf } from './judge-number.ts';
import { cutRow } from './number/cut-row.ts';
import type { FoundRow } from './number/find-rows.ts';
import { labelEnd } from './number/label-end.ts';
import type { NumberRead, ReadNumbers } from './number/number-reader.ts';
import type { Rule } from './number/rule.ts';
import type { ToOriginal } from './sight.ts';

/** A part of the picture, and where its pixels lie in it. */
interface Place {
  readonly box: PixelBox;
  /** The part of it that is read: without a label before the number. */
  readonly part: PixelBox;
  readonly crop: GreyImage;
  readonly toPicture: (x: number, y: number) => { readonly x: number; readonly y: number };
}

/** A place that was read, and how well it reads as a number, 0 to 1. */
export interface ReadPlace extends Place {
  readonly read: NumberRead;
  readonly worth: number;
}

export interface PlaceDeps {
  readonly readNumbers: ReadNumbers;
  readonly rule: Rule | null;
}

export const readWhole = async (picture: GreyImage, deps: PlaceDeps): Promise<ReadPlace> => {
  const [place] = await readBoxes(
    picture,
    [{ left: 0, top: 0, right: picture.width, bottom: picture.height }],
    deps,
  );
  return place!;
};

/** In the order of the rows. */
export const readRows = (
  picture: GreyImage,
  rows: readonly FoundRow[],
  deps: PlaceDeps,
): Promise<readonly ReadPlace[]> =>
  readPlaces(
    rows.map(row => ({ box: row.box, part: row.box, ...cutRow(picture, row) })),
    deps,
  );

/** In the order of the boxes. */
export const readBoxes = (
  picture: GreyImage,
  boxes: readonly PixelBox[],
  deps: PlaceDeps,
): Promise<readonly ReadPlace[]> =>
  readPlaces(
    boxes.map(box => ({
      box,
      part: box,
      crop: crop(picture, box),
      toPicture: (x, y) => ({ x: box.left + x, y: box.top + y }),
    })),
    deps,
  );

const readPlaces = async (
  places: readonly Place[],
  { readNumbers, rule }: PlaceDeps,
): Promise<readonly ReadPlace[]> => {
  const readEach = async (some: readonly Place[]): Promise<readonly ReadPlace[]> => {
    const reads = await readNumbers(
      some.map(place => place.crop),
      rule,
    );
    return reads.map((read, i) => ({ ...some[i]!, read, worth: worthOf(read) }));
  };
  const whole = await readEach(places);
  // What obeys a rule holds no word.
  if (rule !== null) return whole;
  const parts = whole.flatMap((place, i) => {
    const end = labelEnd(place.read, place.crop);
    return end === null ? [] : [{ i, part: from(places[i]!, end) }];
  });
  const others = await readEach(parts.map(({ part }) => part));
  const better = new Map(parts.map(({ i }, k) => [i, others[k]!]));
  return whole.map((place, i) => {
    const part = better.get(i);
    return part !== undefined && part.worth > place.worth ? part : place;
  });
};

/** A place from a column of its crop on. */
const from = ({ box, crop: whole, toPicture }: Place, left: number): Place => ({
  box,
  part: { ...box, left: Math.round(toPicture(left, whole.height / 2).x) },
  crop: crop(whole, { left, top: 0, right: whole.width, bottom: whole.height }),
  toPicture: (x, y) => toPicture(left + x, y),
});

export const sortByWorth = (places: readonly ReadPlace[]): readonly ReadPlace[] =>
  places.toSorted((a, b) => b.worth - a.worth);

/** The places, with `better` instead of those that it shows again: the middle of one lies in the other's middle half. */
export const replaceBy = (better: ReadPlace, places: readonly ReadPlace[]): readonly ReadPlace[] => [
  ...places.filter(({ box }) => !isMiddleOf(better.box, box) && !isMiddleOf(box, better.box)),
  better,
];

/** Does a box stand in the rows of another, its middle within the other's middle half? */
export const isMiddleOf = (inner: PixelBox, outer: PixelBox): boolean =>
  Math.abs(inner.top + inner.bottom - outer.top - outer.bottom) / 2 <= boxHeight(outer) / 4 &&
  inner.left < outer.right &&
  outer.left < inner.right;

/** Lines stand above each other; what stands beside a better reading is a piece of the same line. */
export const stacked = (places: readonly ReadPlace[]): readonly ReadPlace[] => {
  const kept: ReadPlace[] = [];
  for (const place of sortByWorth(places))
    if (!kept.some(other => standsBeside(other.box, place.box))) kept.push(place);
  return kept.toSorted((a, b) => a.box.top + a.box.bottom - b.box.top - b.box.bottom);
};

/** Most of the lower one's height in common, and hardly any of the narrower one's width: tilted lines share both. */
export const standsBeside = (a: PixelBox, b: PixelBox): boolean => {
  const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  return (
    down > 0.6 * Math.min(boxHeight(a), boxHeight(b)) && across < 0.2 * Math.min(boxWidth(a), boxWidth(b))
  );
};

/** From a place's pixels, which may be turned, to an upright box in the picture's. */
export const inPicture = ({ toPicture }: Place, { left, top, right, bottom }: PixelBox): PixelBox => {
  const corners = [
    toPicture(left, top),
    toPicture(right, top),
    toPicture(left, bottom),
    toPicture(right, bottom),
  ];
  const [xs, ys] = [corners.map(({ x }) => x), corners.map(({ y }) => y)];
  return { left: Math.min(...xs), top: Math.min(...ys), right: Math.max(...xs), bottom: Math.max(...ys) };
};

/** Likewise to a box in the original's pixels. */
export const within =
  (place: Place, toOriginal: ToOriginal): ToOriginal =>
  box =>
    toOriginal(inPicture(place, box));
