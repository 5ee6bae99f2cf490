// A picture → what is written on it: the page is cut out, the polarity settled, and what is expected decides who reads.
import type { Promised } from '../model/accept.ts';
import { boxAround } from './characters.ts';
import type { ReadDigits } from './digit-reader.ts';
import { crop, type GreyImage } from './grey-image.ts';
import { findInk, likelyPolarities } from './ink.ts';
import type { Finding, ReaderName } from './judge.ts';
import type { ReadNumbers } from './number/number-reader.ts';
import { parseRule } from './number/rule.ts';
import type { ReadOptions } from './options.ts';
import { withoutPageEdges } from './page-edges.ts';
import { placeIn } from './placing.ts';
import { readCharacter } from './read-character.ts';
import { blank, readEither, unclear } from './read-either.ts';
import { readString } from './read-string.ts';

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
  { readDigits, readNumbers, promises }: InterpretDeps,
): Promise<Finding> => {
  const page = withoutPageEdges(whole);
  const picture = crop(whole, page);
  const toOriginal = placeIn(page, scale);
  const rule = parseRule(options);
  const digit = { readDigits, promise: promises.digit };
  const number = { readNumbers, promise: promises.number, rule };
  const seen = likelyPolarities(picture).map(dark => ({ dark, upright: dark ? picture : inverted(picture) }));
  // A rule speaks of a string, though it may be of one digit.
  const asks = options.expect ?? (rule === null ? 'either' : 'number');
  if (asks === 'number') {
    const found = await Promise.all(seen.map(({ upright }) => readString(upright, toOriginal, number)));
    return found.reduce((best, other) => (other.worth > best.worth ? other : best)).finding;
  }
  const inks = seen.map(({ dark, upright }) => ({ upright, ink: findInk(picture, dark) }));
  const inked = inks.filter(({ ink }) => typeof ink === 'object');
  if (asks === 'digit' && inked.length === 0) return inks[0]!.ink === 'unclear' ? unclear : blank;
  const findings = await Promise.all(
    (asks === 'digit' ? inked : inks).map(({ ink, upright }) =>
      asks === 'digit' && typeof ink === 'object'
        ? readCharacter(ink, boxAround(ink.components), toOriginal, digit)
        : readEither(ink, upright, toOriginal, { digit, number }),
    ),
  );
  // Where the polarity is unsure and both ways something is read, the surer reading tells which way it was.
  const [first, second] = findings;
  return second !== undefined && (second.confidence ?? 0) > (first!.confidence ?? 0) ? second : first!;
};

const inverted = ({ width, height, data }: GreyImage): GreyImage => ({
  width,
  height,
  data: data.map(value => 1 - value),
});
