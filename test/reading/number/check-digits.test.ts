// Checks by name, on numbers that their own publishers give as examples, and on what each promises to notice.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CheckName, checkNames, parseRule } from '../../../lib/reading/number/rule.ts';
import { obeysRule } from '../../../lib/reading/number/rule-automaton.ts';

/** Published valid numbers, and where. */
const published: Readonly<Record<CheckName, readonly string[]>> = {
  // Wikipedia "Luhn algorithm"; test numbers of Visa, MasterCard and American Express in their developers' pages.
  luhn: ['17893729974', '79927398713', '4111111111111111', '5555555555554444', '378282246310005'],
  // The npm packages iso7064mod9710 (79444) and ISO7064-Mod-97-10 (10757107) in their READMEs.
  mod97: ['79444', '10757107'],
  // Wikipedia "Verhoeff algorithm" (236 → 3); the README of the npm package cdigit (1234 → 0).
  verhoeff: ['2363', '12340'],
  // Wikipedia "Damm algorithm" (572 → 4).
  damm: ['5724'],
  // Wikipedia "International Article Number": EAN-13 of a Stabilo pen, an EAN-8; "Universal Product Code".
  gtin: ['4006381333931', '73513537', '036000291452'],
  // The same pen; GS1's check digit calculator (629104150021 → 3).
  ean13: ['4006381333931', '6291041500213'],
  // Wikipedia "ABA routing transit number" (111000025); JPMorgan Chase, New York.
  aba: ['111000025', '021000021'],
  // Wikipedia "ISBN".
  isbn10: ['0306406152'],
  // Wikipedia "NHS number".
  nhs: ['9434765919'],
  // Wikipédia "Cadastro de Pessoas Físicas" and the example of many validators.
  cpf: ['11144477735', '52998224725'],
};

const passes = (check: CheckName, value: string, length: number | null = null): boolean =>
  obeysRule(parseRule({ length, pattern: null, check })!, value);

const examples = checkNames.flatMap(check => published[check].map(value => ({ check, value })));

describe('check digits', () => {
  it.each(examples)('$check passes $value, its length given or not', ({ check, value }) => {
    expect(passes(check, value)).toBe(true);
    expect(passes(check, value, value.length)).toBe(true);
  });

  it.each(examples)('$check notices each single wrong digit in $value', ({ check, value }) => {
    for (let at = 0; at < value.length; at++) {
      for (let digit = 0; digit < 10; digit++) {
        if (String(digit) === value[at]) continue;
        const wrong = value.slice(0, at) + digit + value.slice(at + 1);
        // A first check digit of 0 stands for two remainders in a CPF; all else is noticed by every check here.
        expect(passes(check, wrong), wrong).toBe(false);
      }
    }
  });

  it.each([
    ['verhoeff', '2363'],
    ['damm', '5724'],
    ['mod97', '79444'],
    ['isbn10', '0306406152'],
    ['nhs', '9434765919'],
  ] as const)('%s notices neighbours that changed places in %s', (check, value) => {
    for (let at = 0; at + 1 < value.length; at++) {
      if (value[at] === value[at + 1]) continue;
      const swapped = value.slice(0, at) + value[at + 1] + value[at] + value.slice(at + 2);
      expect(passes(check, swapped), swapped).toBe(false);
    }
  });

  it('does not notice 09 for 90 by Luhn, whatever stands around it', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\d{1,8}$/), fc.stringMatching(/^\d{1,8}$/), (left, right) => {
        expect(passes('luhn', `${left}09${right}`)).toBe(passes('luhn', `${left}90${right}`));
      }),
    );
  });

  it.each([
    ['ean13', '73513537'],
    ['gtin', '73513537000'],
    ['aba', '00'],
    ['isbn10', '00000000000'],
    ['luhn', '0'],
    ['luhn', ''],
  ] as const)('%s is not defined for as many digits as %s has', (check, value) => {
    expect(passes(check, value)).toBe(false);
  });

  it('has one number in ten pass each check of one digit', () => {
    for (const check of ['luhn', 'verhoeff', 'damm'] as const) {
      const count = Array.from({ length: 10_000 }, (_, n) => String(n).padStart(4, '0'));
      expect(count.filter(value => passes(check, value))).toHaveLength(1_000);
    }
  });
});
