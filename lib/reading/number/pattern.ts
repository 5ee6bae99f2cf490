// What a number looks like, in a small language (that of input masks, as in Inputmask), compiled to run without loops.
//
//   9        any digit
//   0 … 8    that digit            \0 … \9   that digit, the nine among them
//   [ … ]    may be missing, as a whole; may hold others
//   . , - / : ' = $ € £ # * + and blank      what usually stands there
//
// Digits bind: a number obeys whose digits, left to right, are what the pattern says. Marks do not bind, since writers
// leave them out, put others, and close amounts with them: written or not, here or elsewhere, they break no pattern.
// They say which of two texts with the same digits is meant (`fitsMarks`).
import { DigitdropError } from '../../errors.ts';

/** A step of the program: a digit (-1: any), a mark that may be skipped, or a way round to a later step. */
type Step =
  | { readonly kind: 'digit'; readonly digit: number }
  | { readonly kind: 'mark'; readonly mark: string }
  | { readonly kind: 'skip'; readonly to: number };

export interface Pattern {
  /** Skips only go forward; the place after the last step is the end. */
  readonly steps: readonly Step[];
}

/** Digits that any option may ask for. */
export const mostDigits = 64;
const mostCharacters = 200;
const mostDepth = 16;
const marks = ".,-/:'=$€£#*+ ";
const language = `9 (any digit), 0 to 8 or \\9 (that digit), [ ] around what may be missing, one of ${marks.trim()}, or a blank`;

/** @throws DigitdropError `bad-option`. */
export const parsePattern = (text: string): Pattern => {
  const characters = [...text];
  if (characters.length > mostCharacters)
    throw fault(`expected at most ${mostCharacters} characters, got ${characters.length}`);
  const steps: Step[] = [];
  const open: number[] = [];
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at]!;
    if (character === '[') {
      if (open.push(steps.length) > mostDepth)
        throw fault(`expected at most ${mostDepth} brackets in each other`);
      steps.push({ kind: 'skip', to: 0 });
    } else if (character === ']') {
      const start = open.pop();
      if (start === undefined) throw fault(`expected a [ before the ] at place ${at + 1}`);
      if (!steps.slice(start).some(({ kind }) => kind === 'digit'))
        throw fault(`expected a digit between the brackets that close at place ${at + 1}`);
      steps[start] = { kind: 'skip', to: steps.length };
    } else if (character === '\\') {
      const next = characters[++at];
      if (next === undefined || !isDigit(next)) throw fault(`expected a digit after the \\ at place ${at}`);
      steps.push({ kind: 'digit', digit: Number(next) });
    } else if (isDigit(character))
      steps.push({ kind: 'digit', digit: character === '9' ? -1 : Number(character) });
    else if (marks.includes(character)) steps.push({ kind: 'mark', mark: character });
    else throw fault(`expected ${language}; got ${JSON.stringify(character)} at place ${at + 1}`);
  }
  if (open.length > 0) throw fault('expected a ] for each [');
  const digits = steps.filter(({ kind }) => kind === 'digit').length;
  if (digits === 0) throw fault('expected at least one digit, as 9');
  if (digits > mostDigits) throw fault(`expected at most ${mostDigits} digits, got ${digits}`);
  return { steps };
};

const isDigit = (character: string): boolean =>
  character >= '0' && character <= '9' && character.length === 1;

const fault = (message: string): DigitdropError => new DigitdropError('bad-option', `pattern: ${message}`);

/** Sets in `active` the steps that can be next, where some are: skips are taken and not, marks left out. */
const close = ({ steps }: Pattern, active: Uint8Array): void => {
  for (const [at, step] of steps.entries()) {
    if (active[at] === 0 || step.kind === 'digit') continue;
    active[at + 1] = 1;
    if (step.kind === 'skip') active[step.to] = 1;
  }
};

/** The steps that can be next before anything is read; one place more than there are steps, the last is the end. */
export const startPattern = (pattern: Pattern): Uint8Array => {
  const active = new Uint8Array(pattern.steps.length + 1);
  active[0] = 1;
  close(pattern, active);
  return active;
};

/** The steps that can be next after one more digit, or one more mark where marks are to fit. */
export const advancePattern = (pattern: Pattern, active: Uint8Array, character: string): Uint8Array => {
  const after = new Uint8Array(active.length);
  const digit = isDigit(character) ? Number(character) : null;
  for (const [at, step] of pattern.steps.entries()) {
    if (active[at] === 0) continue;
    if (step.kind === 'digit' && digit !== null && (step.digit < 0 || step.digit === digit))
      after[at + 1] = 1;
    if (step.kind === 'mark' && step.mark === character) after[at + 1] = 1;
  }
  close(pattern, after);
  return after;
};

/** For each step and the end: by count of digits up to `mostDigits`, 1 where so many can follow. */
export const countsToEnd = ({ steps }: Pattern): readonly Uint8Array[] => {
  const counts = Array.from({ length: steps.length + 1 }, () => new Uint8Array(mostDigits + 1));
  counts[steps.length]![0] = 1;
  for (let at = steps.length - 1; at >= 0; at--) {
    const step = steps[at]!;
    const own = counts[at]!;
    if (step.kind === 'digit') own.set(counts[at + 1]!.subarray(0, mostDigits), 1);
    else own.set(counts[at + 1]!);
    if (step.kind === 'skip') for (let n = 0; n <= mostDigits; n++) own[n]! |= counts[step.to]![n]!;
  }
  return counts;
};

/** Does every mark of the text stand where the pattern has that mark? */
export const fitsMarks = (pattern: Pattern, text: string): boolean => {
  let active = startPattern(pattern);
  for (const character of text) active = advancePattern(pattern, active, character);
  return active[pattern.steps.length] === 1;
};
