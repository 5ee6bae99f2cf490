// Queues of many servers against published tables and sums done by hand.
import { describe, expect, it } from 'vitest';
import {
  busyOf,
  drainSeconds,
  erlangB,
  erlangC,
  fewestServers,
  lateShare,
} from '../../bench/scale-queueing.ts';

describe('Erlang’s formulas', () => {
  it.each([
    // Erlang B tables (ITU-T, Handbook on Teletraffic Engineering): traffic at which N servers lose 1%.
    [10, 4.461],
    [20, 12.03],
    [50, 37.9],
    [100, 84.06],
  ])('%i servers lose a hundredth of %f erlangs', (servers, busy) => {
    expect(erlangB(servers, busy)).toBeCloseTo(0.01, 4);
    expect(fewestServers(n => erlangB(n, busy), 0.0101)).toBe(servers);
  });

  it('are what they are by hand for one and two servers', () => {
    expect(erlangB(1, 1)).toBe(1 / 2);
    expect(erlangB(2, 1)).toBe(1 / 5);
    expect(erlangC(1, 0.3)).toBeCloseTo(0.3, 12);
    expect(erlangC(2, 1)).toBeCloseTo(1 / 3, 12);
    expect(erlangC(2, 2)).toBe(1);
    expect(lateShare(1, 2, 1, 5)).toBe(1);
  });

  it('tell of the textbook’s call centre: 200 calls an hour of 3 minutes, 14 agents', () => {
    const rate = 200 / 3_600;
    expect(busyOf(rate, 180)).toBeCloseTo(10, 12);
    expect(erlangC(14, 10)).toBeCloseTo(0.174, 3);
    expect(1 - lateShare(14, rate, 180, 20)).toBeCloseTo(0.888, 3);
    expect(fewestServers(agents => lateShare(agents, rate, 180, 20), 0.2)).toBe(14);
  });
});

describe('a queue that is emptied', () => {
  it('by as many servers as there are', () => {
    expect(drainSeconds(100, 2, { first: 10, perSecond: 1, most: 10 })).toBe(20);
  });

  it('by servers that grow in number, and then no more', () => {
    const ramp = { first: 0, perSecond: 2, most: 10 };
    // While they grow for five seconds they do 25 seconds of work: 16 are done after four, 125 ten seconds later.
    expect(drainSeconds(16, 1, ramp)).toBe(4);
    expect(drainSeconds(125, 1, ramp)).toBe(15);
    // From 3, one more a second: after four seconds 3 * 4 + 16 / 2.
    expect(drainSeconds(20, 1, { first: 3, perSecond: 1, most: 100 })).toBe(4);
  });
});
