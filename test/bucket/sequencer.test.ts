// Which event came later, and when nobody can tell.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareSequencers } from '../../lib/bucket/sequencer.ts';

test.each([
  ['0055AED6DCD90281E5', '0055AED6DCD90281E6', -1],
  ['0055AED6DCD90281E6', '0055AED6DCD90281E5', 1],
  ['0055AED6DCD90281E5', '0055aed6dcd90281e5', 0],
  // The shorter is padded on its right.
  ['0055AED6DCD90281', '0055AED6DCD90281E5', -1],
  ['0055AED6DCD90282', '0055AED6DCD90281E5', 1],
  ['0055AED6DCD90281', '0055AED6DCD9028100', 0],
  // MinIO's are the nanoseconds of its clock.
  ['1899F4C3A5E1B2D0', '1899F4C3A5E1B2D1', -1],
  // Of two kinds: a bucket that moved from MinIO to AWS, or back.
  ['1899F4C3A5E1B2D0', '0055AED6DCD90281E5', null],
  ['0055AED6DCD90281E5', 'F899F4C3A5E1B2D0', null],
  // Counters of versitygw begin again with the server; others are no numbers at all.
  ['1', '2', null],
  ['2', 'A', null],
  ['12', '0055AED6DCD90281E5', null],
  ['ceph:FF5A6E69D0C1A20B', 'ceph:005B6E6911111111', null],
  ['0055AED6DCD90281E5', 'yesterday, at noon', null],
  ['0055AED6DCD90281E5', null, null],
  [null, null, null],
])('%s against %s: %s', (a, b, order) => {
  expect(compareSequencers(a, b)).toBe(order);
});

test('orders as the numbers do, and turns round with its arguments', () => {
  const sequencers = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
  const spell = (n: bigint) => n.toString(16).toUpperCase().padStart(18, '0');
  fc.assert(
    fc.property(sequencers, sequencers, (a, b) => {
      const order = compareSequencers(spell(a), spell(b))!;
      expect(Math.sign(order)).toBe(a < b ? -1 : a > b ? 1 : 0);
      expect(compareSequencers(spell(b), spell(a))! + order).toBe(0);
    }),
  );
});
