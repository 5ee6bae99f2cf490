// Sequencers grow whatever the clock does.
import { expect, test } from 'vitest';
import { compareSequencers } from '../../lib/bucket/sequencer.ts';
import { createSequencer } from '../../lib/local/sequencer.ts';

const sorted = (sequencers: readonly string[]): readonly string[] =>
  [...sequencers].sort((a, b) => compareSequencers(a, b) ?? Number.NaN);

test('gives 16 hex digits that grow, within a millisecond and over it', () => {
  let now = Date.UTC(2026, 0, 1);
  const next = createSequencer(null, () => now);
  const given = [next(), next(), next()];
  now += 1;
  given.push(next());
  for (const sequencer of given) expect(sequencer).toMatch(/^[0-9A-F]{16}$/);
  expect(new Set(given).size).toBe(4);
  expect(sorted(given)).toEqual(given);
});

test('never goes back where the clock does, nor over a restart', () => {
  let now = Date.UTC(2026, 0, 1);
  const next = createSequencer(null, () => now);
  const first = next();
  now -= 3_600_000;
  const second = next();
  const afterRestart = createSequencer(second, () => now)();
  expect(sorted([afterRestart, second, first])).toEqual([first, second, afterRestart]);
});

test('stays within 16 digits for a long time to come', () => {
  expect(createSequencer(null, () => Date.UTC(2400, 0, 1))()).toMatch(/^[0-9A-F]{16}$/);
});
