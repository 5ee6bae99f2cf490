// A picture that may hold numbers → the number, or the lines of them: rows are found, read, and the best is taken.
import type { Promised } from '../model/accept.ts';
import { boxHeight, type GreyImage, type PixelBox } from './grey-image.ts';
import { type Finding, findingOf } from './judge.ts';
import { isNumber, judgeNumber, worthOf } from './judge-number.ts';
import { cutRow } from './number/cut-row.ts';
import { type FoundRow, findRows } from './number/find-rows.ts';
import type { NumberRead, ReadNumbers } from './number/number-reader.ts';
import type { Rule } from './number/rule.ts';
import type { ToOriginal } from './placing.ts';

export interface StringDeps {
  readonly readNumbers: ReadNumbers;
  readonly promise: Promised;
  readonly rule: Rule | null;
}

/** A part of the picture, and where its pixels lie in it. */
interface Place {
  readonly box: PixelBox;
  readonly crop: GreyImage;
  readonly toPicture: (x: number, y: number) => { readonly x: number; readonly y: number };
}

/** A place that was read, and what it is worth as a number among the others. */
interface ReadPlace extends Place {
  readonly read: NumberRead;
  readonly worth: number;
}

export interface FoundNumber {
  readonly finding: Finding;
  /** Null where there was nothing to read. */
  readonly best: NumberRead['best'] | null;
  /** How well it reads as a number, 0 to 1: to choose between polarities. */
  readonly worth: number;
}

/** What each place further down the order costs. By judgement: models/training/number/read.py has the same. */
const later = 0.4;
/** A row that takes this share of the picture's height, with its margins, is what the picture was cut for. */
const fieldShare = 0.55;
/** Rows of less than this share of the picture's height do not make a field doubtful: they are bits at its borders. */
const rivalShare = 0.25;
/** A row is a line among others where it reads as a number at least this surely; less is writing of another kind. */
const leastLine = 0.3;

/** @param picture paper light, ink dark. */
export const readString = async (
  picture: GreyImage,
  toOriginal: ToOriginal,
  deps: StringDeps,
): Promise<FoundNumber> => {
  const rows = findRows(picture);
  const [field] = await readPlaces([wholeOf(picture)], deps);
  // Squeezed into one row, several rows read as nothing: what reads as a number is one.
  if (field!.worth >= later && isCutAround(picture, rows)) return single(field!, toOriginal, deps);
  const standing = rows.filter(row => !row.struckOut).toSorted((a, b) => b.prominence - a.prominence);
  const read = await readPlaces(
    standing.map(row => ({ box: row.box, ...cutRow(picture, row) })),
    deps,
  );
  const [row] = sortByWorth(read.map((place, i) => ({ ...place, worth: place.worth * later ** i })));
  const lines = stacked(read.filter(place => isLine(place.read)));
  if (row === undefined || !isBetter(row, field!, lines))
    return field!.worth === 0 && rows.length > 0 && standing.length === 0
      ? struckOut
      : single(field!, toOriginal, deps);
  return lines.length > 1 ? severalLines(row, lines, toOriginal, deps) : single(row, toOriginal, deps);
};

const sortByWorth = (places: readonly ReadPlace[]): readonly ReadPlace[] =>
  places.toSorted((a, b) => b.worth - a.worth);

/** Is the picture cut around one row, so that all of it is best read as it is? */
const isCutAround = ({ height }: GreyImage, rows: readonly FoundRow[]): boolean =>
  rows.length === 0 ||
  (rows.some(({ box }) => boxHeight(box) >= fieldShare * height) &&
    rows.filter(({ box }) => boxHeight(box) >= rivalShare * height).length < 2);

/**
 * Is a found row better than the whole picture? Where it reads far better; where it is the same string seen closer;
 * where it is one of several that all read better.
 */
const isBetter = (row: ReadPlace, field: ReadPlace, lines: readonly ReadPlace[]): boolean =>
  later * row.worth > field.worth ||
  (row.worth > field.worth && row.read.best.value.length === field.read.best.value.length) ||
  (lines.length > 1 && lines.every(line => worthOf(line.read) > field.worth));

const wholeOf = (picture: GreyImage): Place => ({
  box: { left: 0, top: 0, right: picture.width, bottom: picture.height },
  crop: picture,
  toPicture: (x, y) => ({ x, y }),
});

const struckOut: FoundNumber = {
  finding: findingOf('rejected', 'not-a-digit', 'what is written is struck out', 'number'),
  best: null,
  worth: 0,
};

const readPlaces = async (
  places: readonly Place[],
  { readNumbers, rule }: StringDeps,
): Promise<readonly ReadPlace[]> => {
  const reads = await readNumbers(
    places.map(place => place.crop),
    rule,
  );
  return reads.map((read, i) => ({ ...places[i]!, read, worth: worthOf(read) }));
};

const isLine = (read: NumberRead): boolean => isNumber(read) && read.best.confidence >= leastLine;

/** Lines stand above each other; what shares the rows of a better reading is a piece of the same line. */
const stacked = (places: readonly ReadPlace[]): readonly ReadPlace[] =>
  sortByWorth(places).reduce<readonly ReadPlace[]>(
    (kept, place) => (kept.some(other => sharesRows(other.box, place.box)) ? kept : [...kept, place]),
    [],
  );

/** Half of the lower one's height in common: margins of neighbouring lines overlap by less. */
const sharesRows = (a: PixelBox, b: PixelBox): boolean =>
  Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 0.5 * Math.min(boxHeight(a), boxHeight(b));

/** From a place's pixels, which may be turned, to an upright box in the original's. */
const within =
  ({ toPicture }: Place, toOriginal: ToOriginal): ToOriginal =>
  ({ left, top, right, bottom }) => {
    const corners = [
      toPicture(left, top),
      toPicture(right, top),
      toPicture(left, bottom),
      toPicture(right, bottom),
    ];
    const [xs, ys] = [corners.map(({ x }) => x), corners.map(({ y }) => y)];
    return toOriginal({
      left: Math.min(...xs),
      top: Math.min(...ys),
      right: Math.max(...xs),
      bottom: Math.max(...ys),
    });
  };

const single = (place: ReadPlace, toOriginal: ToOriginal, deps: StringDeps): FoundNumber => ({
  finding: judgeNumber(place.read, within(place, toOriginal), deps.promise),
  best: place.read.best,
  worth: place.worth,
});

const severalLines = (
  best: ReadPlace,
  lines: readonly ReadPlace[],
  toOriginal: ToOriginal,
  deps: StringDeps,
): FoundNumber => {
  const found = single(best, toOriginal, deps);
  const told = lines
    .toSorted((a, b) => a.box.top + a.box.bottom - b.box.top - b.box.bottom)
    .map(place => {
      const { value, text, confidence, digits } = judgeNumber(
        place.read,
        within(place, toOriginal),
        deps.promise,
      );
      return { value, text, confidence, digits, box: toOriginal(place.box) };
    });
  const message = `${lines.length} lines were found, expected one`;
  return {
    ...found,
    finding: { ...found.finding, status: 'review', reason: 'several-lines', message, lines: told },
  };
};
