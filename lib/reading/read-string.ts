// A picture that may hold numbers → the number, or the lines of them: rows are found, read, and the best is taken.
import type { Promised } from '../model/accept.ts';
import { describeWriting } from './describe-writing.ts';
import { doubtNumber } from './doubt-number.ts';
import { boxHeight, type GreyImage, type PixelBox, unionOf } from './grey-image.ts';
import { findInkRows } from './ink-rows.ts';
import { doubted, type Finding, findingOf } from './judge.ts';
import { holdsNumber, holdsOthers, judgeNumber, noPart } from './judge-number.ts';
import { inputsOfNumber } from './model-input.ts';
import { type FoundRow, findRows } from './number/find-rows.ts';
import { inkOfDigits } from './number/ink-of-digits.ts';
import type { NumberRead } from './number/number-reader.ts';
import {
  inPicture,
  isMiddleOf,
  type PlaceDeps,
  type ReadPlace,
  readBoxes,
  readRows,
  readWhole,
  replaceBy,
  sortByWorth,
  stacked,
  standsBeside,
  within,
} from './read-places.ts';
import { inverted, type Sight } from './sight.ts';
import type { ReasonOf } from './verdict-words.ts';

export interface StringDeps extends PlaceDeps {
  readonly promise: Promised;
}

export interface FoundNumber {
  readonly finding: Finding;
  /** Null where there was nothing to read. */
  readonly best: NumberRead['best'] | null;
  /** Its digits, in the picture's pixels. */
  readonly boxes: readonly PixelBox[];
  /** How well it reads as a number, 0 to 1: to choose between polarities. */
  readonly worth: number;
}

/** What each place further down the order costs. By judgement: models/training/number/read.py has the same. */
const later = 0.4;
/**
 * Where the whole picture reads so surely as one number, rows are not sought: several of them, squeezed into one, read
 * as nothing or as little (of 60 pages drawn by models/training/number/pages.py, one as sure as this).
 */
const surely = 0.9;
/** A row that takes this share of the picture's height, with its margins, is what the picture was cut for. */
const fieldShare = 0.55;
/** A row that climbs or falls by more than this, dy per dx, is read level, however close it is cut. */
const steepest = 0.06;
/** Rows of less than this share of the picture's height do not make a field doubtful: they are bits at its borders. */
const rivalShare = 0.25;
/** What reads so surely as a number is not struck out: joined zeros, or the bars of sevens, only look like a stroke. */
const unstruck = 0.95;
/** A picture so much higher than wide may hold a number turned by a quarter, of digits so much alike in prominence. */
const onEnd = 1.25;
const alike = 0.6;
/** Beside writing so many times as prominent a lone digit may be no digit. By judgement, looking at drawn slips. */
const farMore = 3;
/** Several lines hold so many times the digits that they read as when squeezed into one. */
const squeezed = 2;
/** Digits of one line are of about one height: the lower piece has this share of the other's. */
const pieceHeight = 0.5;
/** A row is a line among others where it reads as a number at least this surely; less is writing of another kind. */
const leastLine = 0.05;
/** A row that is no such line may hold a number for all that with so many digits, and such a share of its characters. */
const fewestDigits = 2;
const digitShare = 1 / 3;

export const readString = async (sight: Sight, deps: StringDeps): Promise<FoundNumber> => {
  const { upright } = sight;
  const field = await readWhole(upright, deps);
  if (field.worth >= surely) return single(field, sight, deps);
  const rows = findRows(upright);
  if (isCutAround(upright, rows) && (field.worth >= later || isNumberOfSeveral(field, rows)))
    return single(field, sight, deps);
  const places = await readRows(upright, rows, deps);
  const read = rows
    .map((row, i) => ({ row, place: places[i]! }))
    .filter(({ row, place }) => !row.struckOut || place.worth >= unstruck)
    .toSorted((a, b) => b.row.prominence - a.row.prominence)
    .map(({ place }) => place);
  const [sought] = sortByWorth(inOrder(read));
  const inked = (sought?.worth ?? 0) < surely ? await readInkRows(upright, rows, deps) : [];
  const [row] = sortByWorth([...(sought === undefined ? [] : [sought]), ...inOrder(inked)]);
  const seen = row === undefined || read.some(place => place.box === row.box) ? read : replaceBy(row, read);
  const lines = stacked(seen.filter(place => isLine(place.read)));
  if (row === undefined || !isBetter(row, field, lines)) {
    const allStruckOut = field.worth === 0 && rows.length > 0 && read.length === 0;
    if (allStruckOut) return { finding: struckOut, best: null, boxes: [], worth: 0 };
    const found = single(field, sight, deps);
    const isTurned =
      found.finding.status === 'rejected' && standsOnEnd(upright) && read.filter(isCharacter).length > 1;
    return isTurned ? { ...found, finding: { ...turned, seen: found.finding.seen } } : found;
  }
  if (lines.length > 1) return severalLines(row, lines, sight, deps);
  const found = await oneLine(row, seen, sight, deps);
  if (digitsOf([row]) === 1 && isOneOfMany(row, rows, places, upright))
    return doubtedBy('there is other writing above or below the digit', found);
  return read.some(place => isHalfRead(place, row))
    ? doubtedBy('above or below the number there may be another', found, 'several-lines')
    : found;
};

/** A row that was found in pieces is read as a whole; where that reads worse, no piece of it is accepted. */
const oneLine = async (
  row: ReadPlace,
  seen: readonly ReadPlace[],
  sight: Sight,
  deps: StringDeps,
): Promise<FoundNumber> => {
  const pieces = seen.filter(place => isPieceBeside(place, row));
  if (pieces.length === 0) return single(row, sight, deps);
  const [joined] = await readBoxes(
    sight.upright,
    [[row, ...pieces].map(({ box }) => box).reduce(unionOf)],
    deps,
  );
  if (digitsOf([joined!]) > digitsOf([row]) && joined!.worth >= later * row.worth)
    return single(joined!, sight, deps);
  return doubtedBy('beside the number there are other digits', single(row, sight, deps));
};

const doubtedBy = (
  message: string,
  found: FoundNumber,
  reason: ReasonOf<'review'> = 'several-characters',
): FoundNumber => ({ ...found, finding: doubted(found.finding, reason, message) });

/** Another row, not this one seen again, that is no line for all that cannot be read in it, but has digits: rows run together. */
const isHalfRead = (place: ReadPlace, row: ReadPlace): boolean =>
  !isMiddleOf(row.box, place.box) &&
  !isMiddleOf(place.box, row.box) &&
  !standsBeside(place.box, row.box) &&
  place.read.best.value.length >= fewestDigits &&
  place.read.best.value.length >= digitShare * place.read.best.text.length;

/** Digits on the same line, about as high. */
const isPieceBeside = (place: ReadPlace, row: ReadPlace): boolean =>
  place !== row &&
  standsBeside(place.box, row.box) &&
  boxHeight(place.box) >= pieceHeight * boxHeight(row.box) &&
  isLine(place.read);

/**
 * Does other writing, which is no number, say that a lone digit is none? Of a number turned by a quarter each digit is a
 * row, and one may read as a digit; beside writing that is far more prominent a digit may be a speck of it.
 */
const isOneOfMany = (
  row: ReadPlace,
  rows: readonly FoundRow[],
  places: readonly ReadPlace[],
  picture: GreyImage,
): boolean => {
  const own = rows.find(({ box }) => box === row.box)?.prominence ?? 0;
  return rows.some(({ box, prominence, struckOut }, i) => {
    if (isMiddleOf(row.box, box)) return false;
    const isNoNumber = struckOut || holdsOthers(places[i]!.read.best.text);
    const isTurned = standsOnEnd(picture) && isCharacter(places[i]!);
    return (isTurned && prominence >= alike * own) || (isNoNumber && prominence >= farMore * own);
  });
};

const standsOnEnd = ({ width, height }: GreyImage): boolean => height >= onEnd * width;

/** One character that is no part of a number: a letter, or a digit that lies. */
const isCharacter = ({ read }: ReadPlace): boolean => read.best.text === noPart;

/** A number in a picture that is cut around it, unsure as it may be: no piece of it says more. */
const isNumberOfSeveral = ({ read, worth }: ReadPlace, rows: readonly FoundRow[]): boolean =>
  rows.length > 0 && worth > 0 && read.best.value.length > 1 && holdsNumber(read);

/** Lines of ink, but for those that the finder saw struck out. */
const readInkRows = (
  picture: GreyImage,
  rows: readonly FoundRow[],
  deps: PlaceDeps,
): Promise<readonly ReadPlace[]> => {
  const taken = rows.filter(row => row.struckOut);
  const boxes = findInkRows(picture).filter(box => !taken.some(row => isMiddleOf(box, row.box)));
  return readBoxes(picture, boxes, deps);
};

const inOrder = (places: readonly ReadPlace[]): readonly ReadPlace[] =>
  places.map((place, i) => ({ ...place, worth: place.worth * later ** i }));

const isLine = (read: NumberRead): boolean => holdsNumber(read) && read.best.confidence >= leastLine;

/**
 * Is the picture cut around one row, so that all of it is best read as it is? What stands at the height of the highest
 * row is a part of it, found as a row of its own.
 */
const isCutAround = ({ height }: GreyImage, rows: readonly FoundRow[]): boolean => {
  if (rows.some(row => Math.abs(row.slope) > steepest)) return false;
  const [highest, ...others] = rows.map(row => row.box).toSorted((a, b) => boxHeight(b) - boxHeight(a));
  return (
    highest === undefined ||
    (boxHeight(highest) >= fieldShare * height &&
      others.every(box => boxHeight(box) < rivalShare * height || isLevelWith(box, highest)))
  );
};

/** The middle of one in the middle half of the other's height, wherever they stand along the line. */
const isLevelWith = (box: PixelBox, highest: PixelBox): boolean =>
  isMiddleOf({ ...box, left: highest.left, right: highest.right }, highest);

/**
 * Is what was found better than the whole picture? Never where it holds fewer digits of a field that reads at all: it
 * is a piece of it. Else where it is several lines that all read better (in the mean, where they hold far more digits),
 * reads far better, or is the same seen closer.
 */
const isBetter = (row: ReadPlace, field: ReadPlace, lines: readonly ReadPlace[]): boolean => {
  const several = lines.length > 1 ? lines : [row];
  const missing = digitsOf([field]) - digitsOf(several) > 0 && field.worth >= leastLine;
  if (missing) return false;
  if (lines.length > 1) {
    const mean = lines.reduce((sum, { worth }) => sum + worth, 0) / lines.length;
    const isSqueezed = digitsOf(lines) >= squeezed * digitsOf([field]);
    return (isSqueezed ? mean : Math.min(...lines.map(({ worth }) => worth))) > field.worth;
  }
  const least = digitsOf([row]) >= digitsOf([field]) ? 1 : later;
  return least * row.worth > field.worth;
};

const digitsOf = (places: readonly ReadPlace[]): number =>
  places.reduce((sum, { read }) => sum + read.best.value.length, 0);

const turned = findingOf(
  'review',
  'not-a-digit',
  'characters stand one above the other: the picture may be turned',
  'number',
);

const struckOut = findingOf('rejected', 'not-a-digit', 'what is written is struck out', 'number');

const single = (place: ReadPlace, sight: Sight, { promise, rule }: StringDeps): FoundNumber => {
  const { read, crop, part, worth } = place;
  const seen = inputsOfNumber(read.forms, sight.toOriginal(part));
  const judged = judgeNumber(read, within(place, sight.toOriginal), promise);
  const finding = { ...doubtNumber(judged, place, sight, rule), seen };
  if (finding.value === null) return { finding, best: read.best, boxes: [], worth };
  const picture = sight.inkIsDark ? crop : inverted(crop);
  const writing = describeWriting(inkOfDigits(crop, read.digits), picture, sight.scale);
  const boxes = read.digits.map(digit => inPicture(place, digit.box));
  return { finding: { ...finding, writing }, best: read.best, boxes, worth };
};

/** @param row the most prominent of the lines, by which the whole is told; the lines come top to bottom. */
const severalLines = (
  row: ReadPlace,
  lines: readonly ReadPlace[],
  sight: Sight,
  deps: StringDeps,
): FoundNumber => {
  const found = single(row, sight, deps);
  const told = lines.map(place => {
    const { value, text, confidence, digits } = judgeNumber(
      place.read,
      within(place, sight.toOriginal),
      deps.promise,
    );
    return { value, text, confidence, digits, box: sight.toOriginal(place.box) };
  });
  // Of each line the view that its boxes were found in.
  const seen = lines.flatMap(({ read, part }) =>
    inputsOfNumber(read.forms.slice(0, 1), sight.toOriginal(part)),
  );
  const message = `${lines.length} lines were found`;
  return {
    ...found,
    finding: { ...found.finding, status: 'review', reason: 'several-lines', message, lines: told, seen },
  };
};
