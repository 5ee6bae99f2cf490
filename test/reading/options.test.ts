import { describe, expect, it } from 'vitest';
import { defaultOptions, parseOptions, withSettings } from '../../lib/reading/options.ts';

describe('parseOptions', () => {
  it.each([
    ['0.005', 0.005],
    ['.01', 0.01],
    ['5e-3', 0.005],
    [0.02, 0.02],
  ])('reads maxError %s', (stated, rate) => {
    expect(parseOptions({ maxError: stated }).maxError).toBe(rate);
  });

  it.each(['', '0', '1', 'x', '0.', '1.2.3', 'NaN', null, true])('refuses maxError %s', stated => {
    expect(() => parseOptions({ maxError: stated })).toThrow('maxError');
  });

  it('refuses a rate made to be slow as fast as any other', () => {
    const started = performance.now();
    expect(() => parseOptions({ maxError: `${'1'.repeat(200_000)}x` })).toThrow('maxError');
    expect(performance.now() - started).toBeLessThan(1000);
    const told = (() => {
      try {
        return parseOptions({ maxError: '1'.repeat(100_000) });
      } catch (error) {
        return (error as Error).message;
      }
    })();
    expect(String(told).length).toBeLessThan(300);
  });

  it.each([
    [{ length: 5 }, { length: 5 }],
    [{ length: '64' }, { length: 64 }],
    [{ pattern: '99999[-9999]' }, { pattern: '99999[-9999]' }],
    [
      { check: 'luhn', length: '16' },
      { check: 'luhn', length: 16 },
    ],
    [
      { expect: 'digit', length: 1, pattern: '9' },
      { expect: 'digit', length: 1, pattern: '9' },
    ],
  ])('reads %j', (stated, options) => {
    expect(parseOptions(stated)).toEqual({ ...defaultOptions, ...options });
  });

  it.each([
    [{ length: 0 }, /^length: expected a whole number from 1 to 64, got 0$/],
    [{ length: '65' }, /^length: expected a whole number from 1 to 64, got "65"$/],
    [{ length: 2.5 }, /^length/],
    [{ length: '1e1' }, /^length/],
    [{ pattern: '' }, /^pattern/],
    [{ pattern: '99[9' }, /pattern/],
    [{ pattern: 99 }, /^pattern: expected a text, got 99$/],
    [{ check: 'sum' }, /^check: .* got "sum"$/],
    [{ length: 4, pattern: '99999' }, /length 4, pattern 99999/],
    [{ expect: 'digit', length: 2 }, /^length: expected 1 with expect digit, got 2$/],
    [{ expect: 'digit', pattern: '99' }, /^pattern: expected 9 with expect digit, got "99"$/],
    [{ expect: 'digit', check: 'luhn' }, /check/],
    [{ colour: 'red' }, /unknown option "colour"; known are expect, maxError, length, pattern, check/],
  ])('refuses %j', (stated, message) => {
    const fault = (() => {
      try {
        return parseOptions(stated);
      } catch (error) {
        return error;
      }
    })();
    expect(fault).toMatchObject({ code: 'bad-option', message: expect.stringMatching(message) });
  });
});

describe('settings of the house', () => {
  const settings = { ...defaultOptions, length: 5, check: 'luhn', maxError: 0.02 } as const;

  it('hold where the caller asks for nothing', () => {
    expect(withSettings(defaultOptions, settings)).toEqual(settings);
    expect(withSettings({ ...defaultOptions, maxError: 0.05 }, settings)).toEqual({
      ...settings,
      maxError: 0.05,
    });
  });

  it('say nothing of the field once the caller says anything of it', () => {
    expect(withSettings({ ...defaultOptions, expect: 'digit' }, settings)).toEqual({
      ...defaultOptions,
      expect: 'digit',
      maxError: 0.02,
    });
  });
});
