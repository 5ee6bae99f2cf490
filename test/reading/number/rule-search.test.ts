// The search under a rule against every path of small lattices, filtered by plain statements of the same rules.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { latticeOf, probabilitiesOf, spell } from '../../../lib/reading/number/lattice.ts';
import { readLattices } from '../../../lib/reading/number/read-lattices.ts';
import { parseRule, type RuleOptions } from '../../../lib/reading/number/rule.ts';
import { createRuleAutomaton } from '../../../lib/reading/number/rule-automaton.ts';
import { searchTexts } from '../../../lib/reading/number/search.ts';
import { enumerateTexts, peakedLattices, tinyLattices } from './tiny-lattices.ts';

const labels = ['1', '7', '-'];
const none: RuleOptions = { length: null, pattern: null, check: null };
const unlimited = { width: 3_000, least: 0, perState: 3_000, leastLog: Number.NEGATIVE_INFINITY };

/** From the right, every second digit doubled and its digits added: as ISO/IEC 7812 says it, by hand. */
const passesLuhn = (value: string): boolean =>
  value.length > 1 &&
  [...value]
    .reverse()
    .flatMap((digit, place) => [...String(Number(digit) * (place % 2 === 1 ? 2 : 1))].map(Number))
    .reduce((sum, digit) => sum + digit, 0) %
    10 ===
    0;

const rules: readonly {
  readonly options: Partial<RuleOptions>;
  readonly obeys: (value: string) => boolean;
}[] = [
  { options: { length: 2 }, obeys: value => value.length === 2 },
  { options: { pattern: '9[-71]' }, obeys: value => /^[17](71)?$/.test(value) },
  { options: { check: 'luhn' }, obeys: passesLuhn },
  { options: { check: 'luhn', length: 3 }, obeys: value => value.length === 3 && passesLuhn(value) },
  {
    options: { pattern: '[7]9[9]', check: 'luhn' },
    obeys: value => /^7?[17][17]?$/.test(value) && passesLuhn(value),
  },
];

const textsOf = (lattice: Parameters<typeof enumerateTexts>[0]): [string, number][] =>
  [...enumerateTexts(lattice)].map(([codes, probability]) => [
    spell(codes === '' ? [] : codes.split(' ').map(Number), labels),
    probability,
  ]);

describe('a search under a rule', () => {
  it.each(rules)('finds all texts that obey $options and no other', ({ options, obeys }) => {
    const rule = parseRule({ ...none, ...options })!;
    let some = 0;
    fc.assert(
      fc.property(tinyLattices(labels.length), lattice => {
        const expected = new Map(textsOf(lattice).filter(([text]) => obeys(text.replaceAll('-', ''))));
        const automaton = createRuleAutomaton(rule, labels);
        const found = searchTexts(probabilitiesOf(lattice), lattice.classes, unlimited, automaton);
        expect(found).toHaveLength(expected.size);
        some += expected.size;
        for (const { codes, logProbability } of found)
          expect(Math.exp(logProbability)).toBeCloseTo(expected.get(spell(codes, labels))!, 6);
      }),
      // So many that the rarest of the rules finds its texts, whatever is drawn.
      { numRuns: 200 },
    );
    expect(some).toBeGreaterThan(40);
  });

  it.each(rules)(
    'finds the likeliest text that obeys $options in a narrow beam of a clear lattice',
    ({ options, obeys }) => {
      const rule = parseRule({ ...none, ...options })!;
      const narrow = { ...unlimited, width: 24, perState: 4 };
      fc.assert(
        fc.property(peakedLattices(labels.length, 6), lattice => {
          const best = textsOf(lattice)
            .filter(([text]) => obeys(text.replaceAll('-', '')))
            .reduce((most, [, probability]) => Math.max(most, probability), 0);
          const automaton = createRuleAutomaton(rule, labels);
          const [found] = searchTexts(probabilitiesOf(lattice), lattice.classes, narrow, automaton);
          // Below a thousandth it has no weight under the rule, and may be crowded out.
          fc.pre(best > 1e-3);
          expect(Math.exp(found!.logProbability)).toBeGreaterThan(0.95 * best);
        }),
        // A narrow beam promises nothing of the kind for every lattice: these are the same each time.
        { numRuns: 30, seed: 4 },
      );
    },
  );
});

/** Digits, each in one frame between blanks, with what else each may be. */
const written = (...characters: readonly Readonly<Record<string, number>>[]) => {
  const all = [...'0123456789./'];
  const rows = characters.flatMap(shares => {
    const rest = 1 - Object.values(shares).reduce((sum, share) => sum + share, 0);
    const logits = all.map(label => Math.log(shares[label] ?? 1e-7));
    return [
      [Math.log(Math.max(rest, 1e-7)), ...logits],
      [0, ...all.map(() => Math.log(1e-7))],
    ];
  });
  return { lattice: latticeOf(Float32Array.from(rows.flat()), all.length + 1), labels: all };
};

const read = (options: Partial<RuleOptions>, ...characters: readonly Readonly<Record<string, number>>[]) => {
  const { lattice, labels: all } = written(...characters);
  return readLattices([lattice], all, parseRule({ ...none, ...options }));
};

describe('readLattices under a rule', () => {
  it('takes the likeliest value that obeys, and its probability given that it must', () => {
    // 14 (0.6) or 17 (0.4): only 17 ends in the seven that is known. 0.4 / (0.4 + 0.02 * 0.6) = 0.971.
    const seen = [{ 1: 1 }, { 4: 0.6, 7: 0.4 }];
    expect(read({}, ...seen).candidates[0]).toMatchObject({ value: '14' });
    const { obeys, candidates } = read({ pattern: '97' }, ...seen);
    expect(obeys).toBe(true);
    expect(candidates.map(({ value }) => value).slice(0, 2)).toEqual(['17', '14']);
    expect(candidates[0]!.raw).toBeCloseTo(0.4 / (0.4 + 0.02 * 0.6), 3);
    expect(candidates[1]!.raw).toBeCloseTo((0.02 * 0.6) / (0.4 + 0.02 * 0.6), 3);
  });

  it('stays with what is written where nothing plausible obeys', () => {
    const { obeys, candidates } = read({ pattern: '97' }, { 1: 1 }, { 4: 0.999, 7: 0.001 });
    expect(obeys).toBe(false);
    expect(candidates[0]!.value).toBe('14');
  });

  it('has 0 candidates that obey, and says so, where none can', () => {
    const { obeys, candidates } = read({ length: 9 }, { 1: 1 }, { 4: 1 });
    expect(obeys).toBe(false);
    expect(candidates[0]!.value).toBe('14');
  });

  it('reads a leaning 1 as a stroke where the length has no room for it', () => {
    const seen = [{ 3: 1 }, { 1: 0.7, '/': 0.3 }, { 4: 1 }];
    expect(read({}, ...seen).candidates[0]).toMatchObject({ value: '314' });
    expect(read({ length: 2 }, ...seen).candidates[0]).toMatchObject({ value: '34', text: '3/4' });
    expect(read({ length: 3 }, ...seen).candidates[0]).toMatchObject({ value: '314', text: '314' });
  });

  it('finds the one card number of sixteen doubtful digits that passes, far below the likeliest', () => {
    // Every digit of 4111 1111 1111 1111 may as well be a 7 by 9 to 10; one reading of many passes best.
    const seen = [...'4111111111111111'].map((digit, at) =>
      at === 5 ? { [digit]: 0.02, 7: 0.98 } : { [digit]: 0.97, 7: 0.03 },
    );
    expect(read({}, ...seen).candidates[0]!.value).toBe('4111171111111111');
    const { obeys, candidates } = read({ check: 'luhn', length: 16 }, ...seen);
    expect(obeys).toBe(true);
    expect(passesLuhn(candidates[0]!.value)).toBe(true);
    expect(candidates[0]!.value).toBe('4111111111111111');
  });

  it('takes the pattern’s own mark where the one seen is hardly likelier', () => {
    const seen = [{ 1: 1 }, { '.': 0.6, '/': 0.4 }, { 2: 1 }];
    expect(read({ pattern: '99' }, ...seen).candidates[0]!.text).toBe('1.2');
    expect(read({ pattern: '9/9' }, ...seen).candidates[0]!.text).toBe('1/2');
    const sure = [{ 1: 1 }, { '.': 0.99, '/': 0.01 }, { 2: 1 }];
    expect(read({ pattern: '9/9' }, ...sure).candidates[0]!.text).toBe('1.2');
  });

  it('reads nothing in an empty field', () => {
    const { lattice, labels: all } = written({});
    expect(readLattices([lattice], all, null).candidates[0]).toMatchObject({ value: '', text: '' });
    expect(readLattices([lattice], all, parseRule({ ...none, length: 4 }))).toMatchObject({ obeys: false });
    expect(readLattices([lattice], all, parseRule({ ...none, pattern: '[9]' }))).toMatchObject({
      obeys: true,
    });
  });
});
