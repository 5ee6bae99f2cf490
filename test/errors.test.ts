import { describe, expect, it } from 'vitest';
import { DigitdropError, faultCodeOf, isPassing } from '../lib/errors.ts';
import { createLog } from '../lib/log.ts';

describe('faults', () => {
  it('tells passing from permanent; what nobody foresaw may pass', () => {
    expect(isPassing(new DigitdropError('store-unavailable', 'slow down'))).toBe(true);
    expect(isPassing(new DigitdropError('not-an-image', 'text'))).toBe(false);
    expect(isPassing(new TypeError('oops'))).toBe(true);
    expect(faultCodeOf('thrown string')).toBe('internal');
  });
});

describe('createLog', () => {
  it('writes lines at its level and above, errors spelled out with their causes', () => {
    const lines: string[] = [];
    const log = createLog('warn', line => lines.push(line));
    log.info('not this');
    log.error('this', { error: new DigitdropError('internal', 'outer', { cause: new Error('inner') }) });
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0]!)).toMatchObject({
      level: 'error',
      message: 'this',
      error: { code: 'internal', message: 'outer', cause: { message: 'inner' } },
    });
  });
});
