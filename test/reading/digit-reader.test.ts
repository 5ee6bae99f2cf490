// The digit reader with a network that answers what it is told, and the verdict on what is no digit.
import { describe, expect, it } from 'vitest';
import type { LoadedDigitModel } from '../../lib/model/load-models.ts';
import { createDigitReader } from '../../lib/reading/digit-reader.ts';
import { judgeDigit } from '../../lib/reading/judge.ts';

const labels = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '?'];

/** A model whose softmax, at a temperature of 2, gives these shares; labels not named share what is left. */
const modelSaying = (shares: Readonly<Record<string, number>>, among = labels): LoadedDigitModel => {
  const rest = 1 - Object.values(shares).reduce((a, b) => a + b, 0);
  const other = rest / (among.length - Object.keys(shares).length);
  const logits = Float32Array.from(among, label => 2 * Math.log(shares[label] ?? other));
  return {
    entry: { output: { labels: among }, calibration: { temperature: 2 } },
    run: async (inputs: readonly Float32Array[]) => inputs.map(() => logits),
  } as unknown as LoadedDigitModel;
};

const paper = new Float32Array(784);
const box = { x: 0, y: 0, width: 28, height: 28 };
const promise = { maxError: 0.005, threshold: 0.9 };

const read = async (model: LoadedDigitModel) => (await createDigitReader(model)([paper]))[0]!;
const judge = async (shares: Readonly<Record<string, number>>) =>
  judgeDigit(await read(modelSaying(shares)), box, promise);

describe('createDigitReader', () => {
  it.each([
    ['ten labels', labels.slice(0, 10), 0.03 / 9],
    ['eleven labels', labels, 0.03 / 10],
  ])('shares certainty among %s', async (_, among, other) => {
    const scores = await read(modelSaying({ '7': 0.97 }, among));
    expect(scores).toHaveLength(among.length);
    expect(scores[0]!.value).toBe('7');
    expect(scores[0]!.confidence).toBeCloseTo(0.97, 5);
    expect(scores.at(-1)!.confidence).toBeCloseTo(other, 5);
  });
});

describe('judgeDigit', () => {
  it.each([
    ['a digit', { '7': 0.97, '?': 0.02 }, 'accepted', null, '7', 0.97],
    ['a digit that may be a letter', { '7': 0.6, '?': 0.35 }, 'review', 'low-confidence', '7', 0.6],
    ['more likely a letter', { '7': 0.3, '?': 0.65 }, 'review', 'not-a-digit', '7', 0.3],
  ] as const)('%s', async (_, shares, status, reason, value, confidence) => {
    const found = await judge(shares);
    expect([found.status, found.reason, found.value]).toEqual([status, reason, value]);
    expect(found.confidence).toBeCloseTo(confidence, 5);
  });

  it('guesses nothing at what is surely no digit', async () => {
    const found = await judge({ '7': 0.01, '?': 0.985 });
    expect([found.status, found.reason, found.value, found.confidence]).toEqual([
      'rejected',
      'not-a-digit',
      null,
      null,
    ]);
    expect(found.digits).toEqual([]);
  });

  it('tells all ten digits and never `?`', async () => {
    const { alternatives, digits } = await judge({ '7': 0.5, '1': 0.1, '?': 0.3 });
    expect(alternatives[0]!.value).toBe('1');
    expect(digits[0]!.alternatives.map(({ value }) => value).toSorted()).toEqual(labels.slice(0, 10));
  });
});
