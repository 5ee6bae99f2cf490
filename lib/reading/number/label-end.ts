// A form's print before a number, in the same crop: a word, of which letters may have been read as digits, and a colon.
import { boxHeight, type GreyImage } from '../grey-image.ts';
import { formHeight } from './number-form.ts';
import type { NumberRead } from './number-reader.ts';

// All by judgement, looking at drawn forms (models/training/number/forms.py, seed 1).
/** Paper between the word's colon and the number, in heights of its first digit; where only digits stand before the colon. */
const afterColon = 0.2;
const afterDigits = 0.3;
/** A time of day has a colon too, and no such gap after it. */
const inTime = 0.6;
const time = /^[0-9]{1,2}:[0-9]{2}$/;
/** Ink this strong is a stroke's. Beside a digit it is sought in these of its rows, in heights: a rule runs below. */
const strokeInk = 0.4;
const middleRows = [0.15, 0.75];
/** An upright line darkens this share of them, and is so many columns of the form wide at most. */
const lineShare = 0.9;
const lineWidth = 5;
/** Paper that stays before the number, in heights. */
const margin = 0.35;

/**
 * From which column of the crop on the number stands alone; null where no word with a colon is seen before it. Without one
 * nobody knows whether what follows letters is a number, or the end of a word in which letters look like digits.
 */
export const labelEnd = (
  { best: { text }, digits, forms }: Pick<NumberRead, 'best' | 'digits' | 'forms'>,
  crop: Pick<GreyImage, 'width' | 'height'>,
): number | null => {
  const [, head, tail] = /^(.*:)([^?:]*[0-9][^?:]*)\?*$/.exec(text) ?? [];
  if (head === undefined || tail === undefined) return null;
  const first = digits.at(-tail.replace(/[^0-9]/g, '').length)?.box;
  if (first === undefined) return null;
  const high = boxHeight(first);
  const before = paperBefore(first, forms[0]!, crop);
  if (before === null || (time.test(head + tail) && before.all < inTime * high)) return null;
  const end = Math.floor(first.left - Math.min(before.free / 2, margin * high));
  return before.all >= (head.includes('?') ? afterColon : afterDigits) * high && end > 0 ? end : null;
};

/**
 * Columns of the crop between a digit and the ink before it, and how many of them are paper from the digit on: the border of
 * a cell or a frame may stand there. Null where there is no ink before it.
 */
const paperBefore = (
  digit: NumberRead['digits'][number]['box'],
  { ink, width, cropWidth }: NumberRead['forms'][number],
  crop: Pick<GreyImage, 'width' | 'height'>,
): { readonly all: number; readonly free: number } | null => {
  const [down, across] = [formHeight / crop.height, cropWidth / crop.width];
  const [top, bottom] = middleRows.map(share =>
    Math.round((digit.top + share * boxHeight(digit)) * down),
  ) as [number, number];
  const inked = (x: number): number => {
    let count = 0;
    for (let y = top; y < bottom; y++) if (ink[y * width + x]! > strokeInk) count += 1;
    return count / Math.max(1, bottom - top);
  };
  const start = Math.round(digit.left * across);
  let [x, free] = [start - 1, -1];
  for (; x >= 0; x--) {
    if (inked(x) === 0) continue;
    if (free < 0) free = start - 1 - x;
    const end = x;
    while (x >= 0 && inked(x) >= lineShare) x -= 1;
    const isLine = end > x && end - x <= lineWidth && (x < 0 || inked(x) === 0);
    if (!isLine) return { all: (start - 1 - end) / across, free: free / across };
  }
  return null;
};
