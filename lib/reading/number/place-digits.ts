// Where each digit of a text stands in its crop: its frames tell the columns, the ink in them how high and how wide it is.
import type { GreyImage, PixelBox } from '../grey-image.ts';
import type { Alternative } from '../reading.ts';
import { type AlignedCharacter, alignText } from './align.ts';
import type { Lattice } from './lattice.ts';
import { formHeight, type NumberForm } from './number-form.ts';

export interface PlacedDigit extends Alternative {
  /** The digit itself first. */
  readonly alternatives: readonly Alternative[];
  /** In pixels of the crop. */
  readonly box: PixelBox;
}

/** One view of a crop, and what the network says of it. */
export interface PlacedView {
  readonly lattice: Lattice;
  readonly form: NumberForm;
  readonly labels: readonly string[];
  readonly framePixels: number;
}

/** Ink this strong is a stroke's, not its soft edge. */
const strokeInk = 0.4;
/** Ink fainter than this is paper, where one digit is parted from the next. */
const faintInk = 0.2;
/** Pieces of one digit are no further apart than this, in rows of the form; a rule under it is. */
const widestGap = 4;
/** Nothing stands beside the first and the last character: they reach no further than this, in columns of the form. */
const furthest = formHeight / 2;

/** Columns of the form, `end` outside. */
interface Columns {
  readonly start: number;
  readonly end: number;
}

export const placeDigits = (
  text: string,
  { lattice, form, labels, framePixels }: PlacedView,
  crop: Pick<GreyImage, 'width' | 'height'>,
): readonly PlacedDigit[] => {
  const characters = alignText(lattice, text, labels) ?? [];
  return characters.flatMap((character, at) => {
    if (!/^[0-9]$/.test(character.character)) return [];
    const own = { value: character.character, confidence: character.confidence };
    const box = inCrop(inkWithin(form, columnsOf(characters, at, form, framePixels)), form, crop);
    return [{ ...own, alternatives: [own, ...character.alternatives], box }];
  });
};

/** Between the thinnest ink on either side of the character. */
const columnsOf = (
  characters: readonly AlignedCharacter[],
  at: number,
  form: NumberForm,
  framePixels: number,
): Columns => {
  const { first, last } = characters[at]!;
  const [before, after] = [characters[at - 1], characters[at + 1]];
  const from = (frame: number) => frame * framePixels;
  const left =
    before === undefined ? from(first) - furthest : thinnestColumn(form, from(before.last + 1), from(first));
  const right =
    after === undefined ? from(last + 1) + furthest : thinnestColumn(form, from(last + 1), from(after.first));
  const start = Math.min(form.cropWidth - 1, Math.max(0, left));
  return { start, end: Math.min(form.cropWidth, Math.max(start + 1, right)) };
};

/** The column with the least ink between two, nearest to the middle where several are as thin. */
const thinnestColumn = ({ ink, width, cropWidth }: NumberForm, from: number, to: number): number => {
  const middle = (from + to) / 2;
  let best = { column: Math.round(middle), ink: Number.POSITIVE_INFINITY, off: 0 };
  for (let column = from; column <= Math.min(to, cropWidth - 1); column++) {
    let sum = 0;
    for (let y = 0; y < formHeight; y++) sum += Math.max(0, ink[y * width + column]! - faintInk);
    const off = Math.abs(column - middle);
    if (sum < best.ink || (sum === best.ink && off < best.off)) best = { column, ink: sum, off };
  }
  return best.column;
};

/** The box of the ink in these columns, in pixels of the form; all of them where there is no ink. */
const inkWithin = ({ ink, width }: NumberForm, { start, end }: Columns): PixelBox => {
  const perRow = new Float32Array(formHeight);
  for (let y = 0; y < formHeight; y++) {
    for (let x = start; x < end; x++) {
      const value = ink[y * width + x]!;
      if (value > strokeInk) perRow[y]! += value;
    }
  }
  const { top, bottom } = heaviestRun(perRow);
  if (bottom === 0) return { left: start, top: 0, right: end, bottom: formHeight };
  const isInked = (x: number) => {
    for (let y = top; y < bottom; y++) if (ink[y * width + x]! > strokeInk) return true;
    return false;
  };
  let [left, right] = [start, end];
  while (!isInked(left)) left += 1;
  while (!isInked(right - 1)) right -= 1;
  return { left, top, right, bottom };
};

/** The rows, with gaps no wider than a digit's own, that hold most ink; none where there is none. */
const heaviestRun = (perRow: Float32Array): { readonly top: number; readonly bottom: number } => {
  let best = { top: 0, bottom: 0, ink: 0 };
  let run = { ...best };
  for (let y = 0; y < perRow.length; y++) {
    const ink = perRow[y]!;
    if (ink === 0) continue;
    run =
      run.ink > 0 && y - run.bottom <= widestGap
        ? { ...run, bottom: y + 1, ink: run.ink + ink }
        : { top: y, bottom: y + 1, ink };
    if (run.ink > best.ink) best = run;
  }
  return best;
};

const inCrop = (
  { left, top, right, bottom }: PixelBox,
  { cropWidth }: NumberForm,
  { width, height }: Pick<GreyImage, 'width' | 'height'>,
): PixelBox => ({
  left: Math.floor((left * width) / cropWidth),
  top: Math.floor((top * height) / formHeight),
  right: Math.ceil((right * width) / cropWidth),
  bottom: Math.ceil((bottom * height) / formHeight),
});
