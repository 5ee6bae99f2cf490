// The judge of the chaos run: what is lost, wrong and stale, told from made-up results.
import { expect, test } from 'vitest';
import { createMemoryStore } from '../bucket/memory-store.ts';
import { checkResults, judge } from './check-results.ts';
import { createLedger, note, type PutVersion } from './ledger.ts';
import type { Expected } from './pictures.ts';
import { countRun } from './run-counts.ts';

const model = { name: 'digit', version: '1', sha256: 'a'.repeat(64) };
const readAs = (value: string | null, more: Partial<Expected> = {}): Expected => ({
  ...{ status: 'accepted', reason: null, value, model },
  ...more,
});

/** A picture of a digit, whose ETag is its name. */
const pictureOf = (value: string): PutVersion['picture'] => ({
  bytes: new TextEncoder().encode(value),
  etag: `etag-${value}`,
  expected: { digit: readAs(value), word: readAs(value, { status: 'review', reason: 'bad-option' }) },
});

const version = (value: string, asked: PutVersion['asked'] = 'digit'): PutVersion => ({
  picture: pictureOf(value),
  asked,
});

const resultOf = (key: string, { picture, asked }: PutVersion, more: object = {}): string =>
  JSON.stringify({
    schema: 'digitdrop.reading/1',
    source: { bucket: 'digitdrop', key, etag: picture.etag, bytes: picture.bytes.length },
    ...picture.expected[asked],
    ...more,
  });

const one = version('1');
const two = version('2');
const twoAsWord = version('2', 'word');

test.each([
  ['the last version’s reading', resultOf('a', two), [one, two], 'right'],
  ['nothing', null, [one], 'lost'],
  ['an older version’s reading', resultOf('a', one), [one, two], 'stale'],
  ['the reading of the same bytes with older options', resultOf('a', two), [two, twoAsWord], 'stale'],
  ['another value', resultOf('a', two, { value: '7' }), [one, two], 'wrong'],
  ['another key’s reading', resultOf('b', two), [one, two], 'wrong'],
  ['another model', resultOf('a', two, { model: { ...model, version: '2' } }), [one, two], 'wrong'],
  ['no reading', '{"mine":true}', [one, two], 'wrong'],
  ['no JSON', 'half a rea', [one, two], 'wrong'],
] as const)('%s', (_, text, versions, verdict) => {
  expect(judge(text, 'a', versions)).toBe(verdict);
});

test('every key is looked at, somebody else’s files and results of no image too', async () => {
  const store = createMemoryStore();
  const ledger = createLedger();
  note(ledger, 'right', one);
  note(ledger, 'lost', one);
  ledger.foreign.set('kept', { text: '{"mine":1}', message: 'of kept' });
  ledger.foreign.set('taken', { text: '{"mine":2}', message: 'of taken' });
  store.drop('right.json', resultOf('right', one));
  store.drop('kept.json', '{"mine":1}');
  store.drop('taken.json', resultOf('taken', one));
  store.drop('refused/1.json', resultOf('refused/1', one));
  store.drop('.digitdrop/probe.json', '{}');
  const { lost, wrong, stale, faults } = await checkResults(store, ledger);
  expect({ lost, wrong, stale }).toEqual({ lost: 1, wrong: 2, stale: 0 });
  expect(faults.map(fault => fault.slice(0, 20))).toEqual([
    expect.stringContaining('lost: lost'),
    expect.stringContaining('wrong: taken'),
    expect.stringContaining('wrong: refused/1'),
  ]);
});

const nothingFound = { lost: 0, wrong: 0, stale: 0, faults: [] };

test.each([
  ['as it should be', ['poison', 'of kept'], 2, 0],
  ['poison that is still about', ['of kept'], 2, 1],
  ['a good message among the dead', ['poison', 'of kept', 'good'], 2, 1],
  ['a good one in the place of poison: two are off', ['of kept', 'good'], 2, 2],
  ['poison twice', ['poison', 'poison', 'of kept'], 2, 1],
  ['nobody was killed', ['poison', 'of kept'], 0, 1],
] as const)('dead letters: %s', (_, deadLetters, kills, off) => {
  const ledger = createLedger();
  note(ledger, 'a', one);
  ledger.events = 3;
  ledger.poison.push('poison');
  ledger.foreign.set('kept', { text: '', message: 'of kept' });
  const settings = { events: 3, keys: 1 };
  const { counts, faults } = countRun({ settings, ledger, findings: nothingFound, deadLetters, kills });
  expect(counts).toMatchObject({ events: 3, keys: 1, kills, poisonMessages: 2 });
  expect(counts.deadLetters).toBe(deadLetters.length);
  expect(faults).toHaveLength(off);
});

test('fewer events or keys than were asked for is off', () => {
  const ledger = createLedger();
  ledger.poison.push('poison');
  const parts = { ledger, findings: nothingFound, deadLetters: ['poison'], kills: 1 };
  expect(countRun({ ...parts, settings: { events: 1, keys: 1 } }).faults).toHaveLength(2);
});
