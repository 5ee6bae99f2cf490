// Nothing is said of what a picture holds: one digit, a number, several lines or nothing. Both readers look; the digit
// model answers for one character, the number model for all else, and neither is accepted against the other.
import { boxAround, characterIn, findLines } from './characters.ts';
import { clearOfLines } from './clear-of-lines.ts';
import type { Component } from './components.ts';
import { isCutByEdge } from './cut-by-edge.ts';
import { isEncircled } from './encircled.ts';
import { boxHeight, type PixelBox } from './grey-image.ts';
import type { FoundInk } from './ink.ts';
import { mostPieces } from './ink-rows.ts';
import { doubted, type Finding, findingOf } from './judge.ts';
import { holdsOthers } from './judge-number.ts';
import { isCutOff, isRinged, whySeveral } from './only-character.ts';
import { type CharacterDeps, readCharacter } from './read-character.ts';
import { type FoundNumber, readString, type StringDeps } from './read-string.ts';
import type { Sight } from './sight.ts';
import { leavesCutDigit, lookAround } from './unread-writing.ts';

export interface EitherDeps {
  readonly digit: CharacterDeps;
  readonly number: StringDeps;
}

/** As sure as this, one reader's word stands against the other's: letters and pairs of digits are seen so. */
const clearly = 0.5;
/** Single digits are the digit model's own trade: another digit, or a mark instead of a 1, takes more. */
const surely = 0.9;
/** Beside other ink, a stroke of less than so many pixels is as likely dirt as a 1. */
const speck = 10;
// All by judgement, looking at 5,000 digits of MNIST's training part and 800 of NIST's training letters, and
// for specks at 300 drawn slips.

export const blank = findingOf('rejected', 'blank', 'there is no ink in the image');
export const unclear = findingOf(
  'review',
  'not-a-digit',
  'there are blots or shadows but no strokes of a pen in the image',
);

/** @param found the ink on the picture, in the polarity of the sight. */
export const readEither = async (
  found: FoundInk | 'blank' | 'unclear',
  sight: Sight,
  { digit, number }: EitherDeps,
): Promise<Finding> => {
  const string = await readString(sight, number);
  if (typeof found === 'string') return withoutInk(found, string);
  const ink = readsClearly(string) ? clearOfLines(found, string.boxes) : found;
  if (ink.components.length === 0) return withoutInk('unclear', string);
  if (ink.components.length > mostPieces) return amongPieces(ink.components.length, string);
  const lines = findLines(ink.components);
  const only = lines.length === 1 && whySeveral(lines[0]!, ink.components) === null;
  if (!only && (isOneCharacter(string) ? isRinged(ink.components) : isEncircled(ink))) return ringed(string);
  if (!only && !isOneCharacter(string)) return string.finding;
  const box = only ? lines[0]!.characters[0]! : characterOf(string, ink.components);
  const character = await readCharacter(ink, box, sight, digit);
  const finding = only ? guard(character, string) : agreed(character, string);
  if (!only && finding.value === '1' && boxHeight(box) < speck)
    return doubted(finding, 'several-characters', 'there is other ink, and the stroke may be a speck');
  const isCut =
    (only && (isCutOff(box, ink.map) || isCutByEdge(sight.upright, box))) ||
    leavesCutDigit(lookAround(sight.upright, [box], finding.value ?? ''));
  return isCut
    ? doubted(finding, 'low-confidence', "the character may be cut off by the picture's edge")
    : finding;
};

/** With a ring around it a digit is read as a 0, or as none: whatever it is, there is something to look at. */
const ringed = ({ finding }: FoundNumber): Finding => {
  const message = 'one shape lies within another';
  return finding.value === null
    ? { ...findingOf('review', 'several-characters', message), seen: finding.seen }
    : doubted(finding, 'several-characters', message);
};

/** The ink of the one character where the number model read one; all ink, where it read none. */
const characterOf = ({ boxes: [box] }: FoundNumber, pieces: readonly Component[]): PixelBox =>
  (box === undefined ? null : characterIn(box, pieces)) ?? boxAround(pieces);

const readsClearly = ({ finding, best, boxes }: FoundNumber): boolean =>
  boxes.length > 0 && (finding.confidence ?? 0) >= clearly && !holdsOthers(best?.text ?? '');

/** In the number model's eyes, whatever the ink is made of: a digit, or no part of a number. */
const isOneCharacter = ({ finding, best }: FoundNumber): boolean =>
  finding.lines.length === 0 && best !== null && /^[0-9?]$/.test(best.text);

/** Strokes are not always told from a patterned ground, where the number model sees them still: so many digits are no blot. */
const leastDigits = 2;

/** What stands out of no ground may be faint: a person should look, and is told of a number where there may be one. */
const withoutInk = (ink: 'blank' | 'unclear', { finding }: FoundNumber): Finding =>
  ink === 'unclear' && finding.status === 'accepted' && finding.digits.length >= leastDigits
    ? finding
    : (finding.reason !== 'not-a-digit' && (finding.confidence ?? 0) >= clearly) ||
        (ink === 'unclear' && (finding.value?.length ?? 0) > 1)
      ? doubted(finding, 'low-confidence', 'the ink hardly stands out of the ground')
      : { ...(ink === 'blank' ? blank : unclear), seen: finding.seen };

const amongPieces = (pieces: number, { finding }: FoundNumber): Finding => {
  const message = `${pieces} pieces of ink were found`;
  return finding.value === null
    ? {
        ...findingOf('review', 'several-characters', `${message}, and no number among them`),
        seen: finding.seen,
      }
    : doubted(finding, 'several-characters', message);
};

/** Ink in several pieces or shapes, one character for the number model: accepted where both read the same digit. */
const agreed = (character: Finding, { finding }: FoundNumber): Finding => {
  if (finding.value === null) return doubted(character, 'not-a-digit', maybeLetter);
  if (character.value !== finding.value) return surer(character, finding);
  // What the number model read leaves something out.
  return finding.reason === 'several-characters' || finding.reason === 'several-lines'
    ? doubted(character, finding.reason, finding.message ?? 'there may be another character')
    : character;
};

const maybeLetter = 'the character may be a letter or a scribble';

/** What was taken for the one character may be a point of the number: the number's digits are this many times as high. */
const farHigher = 2;

/** The digit model's answer for one character, unless the number model clearly sees something else. */
const guard = (character: Finding, { finding, best }: FoundNumber): Finding => {
  if (best === null) return character;
  if (finding.digits.length > 1 && heightOf(finding) >= farHigher * heightOf(character)) return finding;
  // A page whose rules and shade run into one piece of ink looks like a character; one character is no lines of digits.
  if (finding.lines.some(({ digits }) => digits.length > 1)) return finding;
  if (best.confidence < clearly) return character;
  if (holdsOthers(best.text)) return doubted(character, 'not-a-digit', maybeLetter);
  if (best.value.length > 1) return surer(character, finding);
  if (best.value === character.value || best.confidence < surely) return character;
  return doubted(
    character,
    'low-confidence',
    best.value === '' ? 'the character may be a mark' : `the character may be a ${best.value}`,
  );
};

/** Of two readers that differ, the surer one; accepted only where the other would not be. */
const surer = (character: Finding, string: Finding): Finding => {
  const [first, second] =
    (string.confidence ?? 0) > (character.confidence ?? 0) ? [string, character] : [character, string];
  return second.status === 'accepted' || first.by === 'digit'
    ? doubted(first, 'several-characters', `it may also be ${second.value ?? 'no number'}`)
    : first;
};

/** Of its highest digit, in pixels of the image. */
const heightOf = ({ digits }: Finding): number => Math.max(0, ...digits.map(({ box }) => box.height));
