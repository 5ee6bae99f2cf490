// What options rule: the pattern's language against regular expressions, and what is refused.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitsMarks, parsePattern } from '../../../lib/reading/number/pattern.ts';
import { onlyLength, parseRule, type RuleOptions } from '../../../lib/reading/number/rule.ts';
import { obeysRule } from '../../../lib/reading/number/rule-automaton.ts';

const none: RuleOptions = { length: null, pattern: null, check: null };
const obeys = (options: Partial<RuleOptions>, value: string): boolean =>
  obeysRule(parseRule({ ...none, ...options })!, value);

/** A pattern and the regular expression that its digits are known to mean. */
interface Told {
  readonly pattern: string;
  readonly meaning: string;
}

const token: fc.Arbitrary<Told> = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ pattern: '9', meaning: '[0-9]' }) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 8 }).map(d => ({ pattern: `${d}`, meaning: `${d}` })) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 9 }).map(d => ({ pattern: `\\${d}`, meaning: `${d}` })) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(...".,-/:'=$€£#*+ ").map(mark => ({ pattern: mark, meaning: '' })),
  },
);
const joined = (parts: readonly Told[]): Told => ({
  pattern: parts.map(({ pattern }) => pattern).join(''),
  meaning: parts.map(({ meaning }) => meaning).join(''),
});
const { patterns } = fc.letrec<{ patterns: Told; optional: Told }>(tie => ({
  optional: tie('patterns').map(({ pattern, meaning }) => ({
    pattern: `[9${pattern}]`,
    meaning: `(?:[0-9]${meaning})?`,
  })),
  patterns: fc
    .array(fc.oneof({ maxDepth: 3, depthSize: 'small' }, token, tie('optional') as fc.Arbitrary<Told>), {
      maxLength: 5,
    })
    .map(joined),
}));

describe('patterns', () => {
  it('mean the regular expression of their digits', () => {
    fc.assert(
      fc.property(patterns, fc.stringMatching(/^\d{0,7}$/), (told, value) => {
        const pattern = `9${told.pattern}`;
        fc.pre(pattern.length <= 200 && told.meaning.replaceAll('[0-9]', '9').replace(/\D/g, '').length < 64);
        expect(obeys({ pattern }, value)).toBe(new RegExp(`^[0-9]${told.meaning}$`).test(value));
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['99999[-9999]', '12345', true],
    ['99999[-9999]', '123456789', true],
    ['99999[-9999]', '1234567', false],
    ['99.99.2\\999', '31121999', false],
    ['99.99.1\\999', '31121999', true],
    ['99.99.1\\999', '31121899', false],
    ['[9][9][9]', '', true],
    ['7[9[9]]', '712', true],
    ['7[9[9]]', '812', false],
  ])('%s and %s: %s', (pattern, value, expected) => {
    expect(obeys({ pattern }, value)).toBe(expected);
  });

  it.each([
    ['99999[-9999]', '12345-6789', true],
    ['99999[-9999]', '123456789', true],
    ['99999[-9999]', '12345.6789', false],
    ['99999[-9999]', '1234-56789', false],
    ['99/99', '12/34', true],
    ['99/99', '12/34.', false],
  ])('%s has the marks of %s: %s', (pattern, text, expected) => {
    expect(fitsMarks(parsePattern(pattern), text)).toBe(expected);
  });

  it('take time that grows with their length alone', () => {
    const pattern = '[9'.repeat(16) + ']'.repeat(16) + '[1][\\9][9]'.repeat(14);
    expect(pattern.length).toBeLessThanOrEqual(200);
    const start = performance.now();
    for (let n = 0; n < 20; n++) obeys({ pattern }, '91'.repeat(20));
    expect(performance.now() - start).toBeLessThan(1_000);
  });
});

describe('parseRule', () => {
  it('rules nothing where nothing is asked', () => {
    expect(parseRule(none)).toBeNull();
    expect(parseRule({ ...none, length: 3 })).not.toBeNull();
  });

  it('takes all options together', () => {
    const all = { length: 5, pattern: '9999[9][9]', check: 'luhn' } as const;
    // 1234 has the Luhn digit 4; 12344 passes.
    expect(obeys(all, '12344')).toBe(true);
    expect(obeys(all, '12345')).toBe(false);
    expect(obeys({ ...all, length: 6 }, '12344')).toBe(false);
    expect(onlyLength(parseRule(all)!)).toBe(5);
    expect(onlyLength(parseRule({ ...all, length: null })!)).toBeNull();
  });

  it.each<[Partial<RuleOptions>, RegExp]>([
    [{ length: 0 }, /length: expected a whole number from 1 to 64, got 0/],
    [{ length: 65 }, /got 65/],
    [{ length: 2.5 }, /got 2.5/],
    [{ pattern: '' }, /at least one digit/],
    [{ pattern: '##-##' }, /at least one digit/],
    [{ pattern: '99x' }, /got "x" at place 3/],
    [{ pattern: '[99' }, /expected a \] for each \[/],
    [{ pattern: '99]' }, /expected a \[ before the \] at place 3/],
    [{ pattern: '9[]' }, /a digit between the brackets/],
    [{ pattern: '9[-]' }, /a digit between the brackets/],
    [{ pattern: '9\\' }, /a digit after the \\ at place 2/],
    [{ pattern: '9\\x' }, /a digit after the \\/],
    [{ pattern: '9'.repeat(65) }, /at most 64 digits, got 65/],
    [{ pattern: '-'.repeat(201) }, /at most 200 characters, got 201/],
    [{ pattern: '[9'.repeat(17) + ']'.repeat(17) }, /at most 16 brackets/],
    [{ pattern: '9999', length: 5 }, /some number can obey, got length 5, pattern 9999/],
    [{ pattern: '9999', check: 'ean13' }, /got pattern 9999, check ean13/],
    [{ length: 1, check: 'luhn' }, /got length 1, check luhn/],
  ])('refuses %o', (options, message) => {
    expect(() => parseRule({ ...none, ...options })).toThrow(message);
    expect(() => parseRule({ ...none, ...options })).toThrow(expect.objectContaining({ code: 'bad-option' }));
  });
});
