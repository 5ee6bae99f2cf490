// Reasons why a number that reads surely may still not be what is written: what a reader of one crop cannot see.
import { isBracketed } from './bracketed.ts';
import { boxAround } from './characters.ts';
import { isCutAlong, isCutByEdge } from './cut-by-edge.ts';
import type { PixelBox } from './grey-image.ts';
import { doubted, type Finding } from './judge.ts';
import type { Rule } from './number/rule.ts';
import { standsApart } from './number/stands-apart.ts';
import { stepsDown } from './number/steps-down.ts';
import { inPicture, type ReadPlace } from './read-places.ts';
import type { Sight } from './sight.ts';
import { median } from './statistics.ts';
import { isStruckThrough } from './struck-through.ts';
import { leavesStroke } from './unread-stroke.ts';
import { leavesCutDigit, leavesWriting, lookAround } from './unread-writing.ts';

/**
 * Below this a digit is likelier to be something else, by what its own frames say. A value's confidence is its share among
 * the texts that were found: in a pattern that is no writing each of them is all but impossible, and one may have nearly all.
 */
const leastDigit = 0.5;

/** The finding, for a person where there is such a reason. */
export const doubtNumber = (
  finding: Finding,
  place: ReadPlace,
  { upright }: Sight,
  rule: Rule | null,
): Finding => {
  const { read, crop } = place;
  const isOnlyUnsure = finding.status === 'review' && finding.reason === 'low-confidence';
  if ((finding.status !== 'accepted' && !isOnlyUnsure) || read.digits.length === 0) return finding;
  // Who says how the number looks has said that it is one, and whole.
  if (rule !== null) return finding;
  const digits = read.digits.map(({ box }) => inPicture(place, box));
  if (leavesStroke(upright, digits, read.best.text))
    return doubted(finding, 'several-characters', 'a stroke beside the number may be a 1');
  if (isOnlyUnsure) return finding;
  const least = Math.min(...read.digits.map(({ confidence }) => confidence));
  if (least < leastDigit)
    return {
      ...doubted(finding, 'low-confidence', 'a digit of it may as well be another'),
      confidence: least,
    };
  if (partsNumbers.test(read.best.text) || standsApart(read.digits, read.best.text, crop))
    return doubted(finding, 'several-characters', 'there may be two numbers beside each other');
  if (isBracketed(upright, digits, read.best.text))
    return doubted(finding, 'low-confidence', 'the first and the last 1 may be brackets');
  if (stepsDown(digits))
    return doubted(finding, 'several-characters', 'there may be two numbers, one lower than the other');
  const surroundings = lookAround(upright, digits, read.best.text);
  if (leavesWriting(surroundings))
    return doubted(finding, 'several-characters', 'above or below the number there is other writing');
  const number = boxOf(digits);
  if (isStruckThrough(upright, number))
    return doubted(finding, 'not-a-digit', 'the number may be struck out');
  return isCutByEdge(upright, number) || isCutAlong(upright, digits) || leavesCutDigit(surroundings)
    ? doubted(finding, 'low-confidence', "the number may be cut off by the picture's edge")
    : finding;
};

/** Of a calculation, not of a number: 3€50 and 1.234$00 are amounts, 51=46 is none. */
const partsNumbers = /[0-9][=+*#]+[0-9]/;

/** Around the digits; as high as most of them, since a line under it may count as a digit's ink. */
const boxOf = (digits: readonly PixelBox[]): PixelBox => ({
  ...boxAround(digits),
  top: median(Float32Array.from(digits, ({ top }) => top)),
  bottom: median(Float32Array.from(digits, ({ bottom }) => bottom)),
});
