// The plan of a chaos run: as large and as disorderly as it must be, and the same for the same seed.
import { expect, test } from 'vitest';
import { createRandom } from '../../lib/random.ts';
import { planRun } from './plan.ts';

const size = { events: 2_000, keys: 500, pictures: { whole: 20, broken: 3 } };
const plan = planRun(size, createRandom(5));
const puts = plan.steps.filter(step => step.do === 'put');
const tells = plan.steps.filter(step => step.do === 'tell');

test('enough of everything', () => {
  expect(plan.keys.length).toBeGreaterThanOrEqual(500);
  expect(tells.length).toBeGreaterThanOrEqual(2_000);
  expect(plan.reversals).toBeGreaterThan(100);
  expect(plan.duplicates).toBeGreaterThan(300);
  const versions = plan.keys.flatMap(key => key.versions);
  expect(versions.filter(version => version.inFlight).length).toBeGreaterThan(100);
  expect(versions.filter(version => version.kind === 'broken').length).toBeGreaterThan(30);
  expect(new Set(tells.map(step => step.shape))).toEqual(new Set(['s3', 'eventbridge', 'sns']));
});

test('each version is put once, after the one before, and told at least once, after it was put', () => {
  expect(puts).toHaveLength(plan.keys.flatMap(key => key.versions).length);
  const put = new Map<number, number>();
  const told = new Set<string>();
  for (const step of plan.steps) {
    const before = put.get(step.key) ?? -1;
    if (step.do === 'put') {
      expect(step.version).toBe(before + 1);
      put.set(step.key, step.version);
    } else {
      expect(step.version).toBeLessThanOrEqual(before);
      told.add(`${step.key} ${step.version}`);
    }
  }
  expect(told.size).toBe(puts.length);
});

test('some keys get the same bytes again with another option', () => {
  const again = plan.keys.filter(({ versions }) =>
    versions.some((version, i) => {
      const before = versions[i - 1];
      return (
        before?.picture === version.picture && before.kind === version.kind && before.asked !== version.asked
      );
    }),
  );
  expect(again.length).toBeGreaterThan(20);
});

test('the seed decides', () => {
  expect(planRun(size, createRandom(5))).toEqual(plan);
  expect(planRun(size, createRandom(6))).not.toEqual(plan);
});
