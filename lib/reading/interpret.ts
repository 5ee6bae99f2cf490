// A picture → what is written on it: the page is cut out, the polarity settled, and what is expected decides who reads.
import type { Promised } from '../model/accept.ts';
import type { ReadDigits } from './digit-reader.ts';
import { evenLight } from './even-light.ts';
import { withoutFormLines } from './form-field.ts';
import { crop, type GreyImage, type PixelBox } from './grey-image.ts';
import { findInk, likelyPolarities } from './ink.ts';
import type { Finding, ReaderName } from './judge.ts';
import type { ReadNumbers } from './number/number-reader.ts';
import { parseRule } from './number/rule.ts';
import type { ReadOptions } from './options.ts';
import { withoutPageEdges } from './page-edges.ts';
import { blank, readEither, unclear } from './read-either.ts';
import { readOneDigit } from './read-one-digit.ts';
import { readString } from './read-string.ts';
import { lookAt } from './sight.ts';
import { median, spread } from './statistics.ts';
import { withinFrame } from './within-frame.ts';

export interface InterpretDeps {
  readonly readDigits: ReadDigits;
  readonly readNumbers: ReadNumbers;
  readonly promises: Readonly<Record<ReaderName, Promised>>;
}

/**
 * @param whole grey, at most the working size.
 * @param scale original pixels a pixel of `whole`: boxes are told in the original's pixels.
 */
export const interpret = async (
  whole: GreyImage,
  scale: number,
  options: ReadOptions,
  deps: InterpretDeps,
): Promise<Finding> => {
  const even = evenLight(whole);
  const { picture: cleared, frame } = withoutFormLines(even);
  if (frame !== null) {
    const finding = await readField(cleared, frame, scale, options, deps);
    // A stamp has a frame too, and so may one number of several.
    if (finding.value !== null && !(await holdsNumberBeside(cleared, frame, scale, deps))) return finding;
  }
  const lit = frame === null ? cleared : even;
  return readField(lit, fieldOf(lit), scale, options, deps);
};

/** A number beside a frame reads as surely as this, and has so many digits: letters may look like one. By judgement. */
const clearly = 0.5;
const fewestDigits = 2;

/** Is there a number outside a frame too? */
const holdsNumberBeside = async (
  { width, height, data }: GreyImage,
  frame: PixelBox,
  scale: number,
  { readNumbers, promises }: InterpretDeps,
): Promise<boolean> => {
  const paper = median(spread(data, 4_000));
  const outside = data.slice();
  for (let y = frame.top; y < frame.bottom; y++)
    outside.fill(paper, y * width + frame.left, y * width + frame.right);
  const rest = { width, height, data: outside };
  const page = withoutPageEdges(rest);
  const sight = lookAt(crop(rest, page), true, page, scale);
  const { finding } = await readString(sight, { readNumbers, promise: promises.number, rule: null });
  const values = [finding, ...finding.lines];
  return values.some(
    ({ value, confidence }) => (value?.length ?? 0) >= fewestDigits && (confidence ?? 0) >= clearly,
  );
};

/** @param lit evenly lit. @param field the part of it to read. */
const readField = async (
  lit: GreyImage,
  field: PixelBox,
  scale: number,
  options: ReadOptions,
  { readDigits, readNumbers, promises }: InterpretDeps,
): Promise<Finding> => {
  const picture = crop(lit, field);
  const sights = likelyPolarities(picture).map(dark => lookAt(picture, dark, field, scale));
  const rule = parseRule(options);
  const digit = { readDigits, promise: promises.digit };
  const number = { readNumbers, promise: promises.number, rule };
  // A rule speaks of a string, though it may be of one digit.
  if (options.expect === 'number' || (options.expect === null && rule !== null)) {
    const [first, second] = await Promise.all(sights.map(sight => readString(sight, number)));
    const isSecond =
      second !== undefined && second.worth > first!.worth && !saysMore(first!.finding, second.finding);
    return (isSecond ? second : first!).finding;
  }
  const seen = sights.map(sight => ({ sight, ink: findInk(picture, sight.inkIsDark) }));
  const findings = await Promise.all(
    options.expect === 'digit'
      ? seen.flatMap(({ ink, sight }) =>
          typeof ink === 'string'
            ? []
            : [readOneDigit(ink, sight, { digit, number: { ...number, rule: null } })],
        )
      : seen.map(({ ink, sight }) => readEither(ink, sight, { digit, number })),
  );
  // Where the polarity is unsure and both ways something is read, the surer reading tells which way it was.
  const [first, second] = findings;
  if (first === undefined) return seen[0]!.ink === 'unclear' ? unclear : blank;
  const isSecond =
    second !== undefined && (second.confidence ?? 0) > (first.confidence ?? 0) && !saysMore(first, second);
  return isSecond ? second : first;
};

/** What is left of a picture without a book's edges, a table, and a printed box around all that is written. */
const fieldOf = (picture: GreyImage): PixelBox => {
  const page = withoutPageEdges(picture);
  const inside = withinFrame(crop(picture, page));
  return {
    left: page.left + inside.left,
    top: page.top + inside.top,
    right: page.left + inside.right,
    bottom: page.top + inside.bottom,
  };
};

/** A digit as sure as this, on the average of a number, is hardly a shape between strokes. By judgement. */
const likelyDigit = 0.6;

/**
 * Polarity unsure: does the likelier one hold a longer number, of likely digits? What lies between the strokes of a
 * number reads as a digit here and there, and a short number is surer than a long one.
 */
const saysMore = (likelier: Finding, other: Finding): boolean => {
  const digits = likelier.value?.length ?? 0;
  return digits > (other.value?.length ?? 0) && (likelier.confidence ?? 0) >= likelyDigit ** digits;
};
