// Scale on paper: the arithmetic against sums done by hand, its inputs against the house, the page against the script.
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { type Figures, figuresSchema } from '../../bench/figures-file.ts';
import { costBucketMillion, costHttpMillion, costOnTop, sumOf } from '../../bench/scale-costs.ts';
import { house } from '../../bench/scale-inputs.ts';
import { catchUpSeconds, demandOfBucket, demandOfUsers, rushOf } from '../../bench/scale-model.ts';
import { computePage, placeBlock } from '../../bench/scale-page.ts';
import { timesOf } from '../../bench/scale-times.ts';

const readFromTree = (path: string) => readFile(new URL(`../../${path}`, import.meta.url), 'utf8');

const warm = (mean: number, bytes: number) => ({
  bytes,
  count: 1,
  mean,
  p50: mean,
  p99: mean,
  peakBytes: 2e8,
});
/** Round figures, for sums by hand. */
const figures: Figures = {
  schema: 'digitdrop.figures/1',
  measuredAt: '2026-11-26T00:00:00.000Z',
  loadBefore: 0,
  processor: 'a processor',
  processors: 2,
  versions: 'none',
  start: { importMs: 300, sessionMs: 100, firstMs: 20 },
  digit: warm(10, 1_000),
  string: warm(20, 5_000),
  photo: warm(200, 1_000_000),
  backlog: { images: 1, seconds: 1, peakBytes: 1 },
};
const times = timesOf(figures);

describe('the time of an image, by hand, with the inputs as they stand', () => {
  it('is the mix of what was measured', () => {
    expect(times.coreMs).toBeCloseTo(0.3 * 10 + 0.6 * 20 + 0.1 * 200, 9);
  });

  it('overlaps with round trips through the bucket, but for its part of the invocation and of new environments', () => {
    // 35 ms of a processor, 3 * 30 + 60 ms of round trips, four at a time; four images an invocation.
    expect(times.bucket.serviceMs).toBeCloseTo((35 + 150) / 4 + 3 / 4, 9);
    expect(times.bucket.billedMs).toBeCloseTo(47 + (0.005 * 400) / 4, 9);
    expect(times.http.serviceMs).toBeCloseTo(35 + 3, 9);
    expect(times.http.billedMs).toBeCloseTo(38 + 0.005 * 400, 9);
  });

  it('is the processor’s where that takes longer than the round trips', () => {
    const slow = timesOf({ ...figures, photo: warm(2_000, 1_000_000) });
    expect(slow.bucket.serviceMs).toBeCloseTo(215 + 0.75, 9);
  });
});

describe('the costs of a million, by hand', () => {
  const usdOf = (rows: readonly { readonly item: string; readonly usd: number }[]) =>
    rows.map(({ usd }) => Number(usd.toFixed(4)));

  it('through the bucket', () => {
    const rows = costBucketMillion(times);
    // 47,500 s of 1769/1024 GB at 0.0000166667: 82,058.1 GB-s.
    expect(rows[0]!.quantity).toBeCloseTo(82_058.1, 1);
    expect(usdOf(rows)).toEqual([1.3676, 0.05, 10, 1.2, 0.01, 1, 0.5, 0]);
    expect(sumOf(rows)).toBeCloseTo(14.1276, 4);
  });

  it('over HTTP, where a photograph of a megabyte counts as two requests', () => {
    expect(usdOf(costHttpMillion(times))).toEqual([1.1517, 0.2, 1.1, 1.04, 0.117]);
  });

  it('on top: events, and what is kept', () => {
    // 0.3 * 1 KB + 0.6 * 5 KB + 0.1 * 1,000 KB and 1.3 KB an image: 104.6 GB a million.
    expect(usdOf(costOnTop(times))).toEqual([1, 2.4058]);
  });
});

describe('the demands', () => {
  it('ten million a day: arrivals, busy functions, requests to S3', () => {
    const demand = demandOfBucket(times);
    expect(demand.meanRate).toBeCloseTo(115.741, 3);
    expect(demand.peakRate).toBeCloseTo(578.704, 3);
    expect(demand.busyAtPeak).toBeCloseTo(578.704 * 0.047, 3);
    expect(demand.fewest).toBeGreaterThan(demand.busyAtPeak);
    expect(demand.functions).toBe(Math.ceil(1.5 * demand.fewest));
    const neededOf = (what: string) => demand.quotas.find(({ name }) => name.startsWith(what))?.needed;
    expect(neededOf('S3, PUTs')).toBeCloseTo(2 * 578.704, 2);
    expect(neededOf('S3, GETs')).toBeCloseTo(3 * 578.704, 2);
    expect(neededOf('SQS, messages in flight')).toBe(10 * demand.functions);
  });

  it('200,000 users who send one a minute', () => {
    const demand = demandOfUsers(times);
    expect(demand.peakRate).toBeCloseTo(3_333.333, 3);
    expect(demand.busyAtPeak).toBeCloseTo(126.667, 3);
    expect(lostByDefinition(demand.fewest, demand.busyAtPeak)).toBeLessThanOrEqual(0.001);
    expect(lostByDefinition(demand.fewest - 1, demand.busyAtPeak)).toBeGreaterThan(0.001);
  });

  /** Erlang B as the textbook writes it, (a^c / c!) / (1 + a + … + a^c / c!), each term over the last one's. */
  const lostByDefinition = (servers: number, busy: number): number => {
    let [sum, term] = [1, 1];
    for (let k = servers; k >= 1; k -= 1) {
      term *= k / busy;
      sum += term;
    }
    return 1 / sum;
  };

  it('all of them at once, and after an outage', () => {
    const { spreadSeconds, prefixes, readSeconds } = rushOf(times);
    expect(spreadSeconds).toBe(195_000 / 10_000);
    expect(prefixes).toBe(6);
    // 9,400 s of work, from 5 functions on, five more a second: 5 t + 2.5 t^2 = 9,400.
    expect(5 * readSeconds + 2.5 * readSeconds ** 2).toBeCloseTo(9_400, 6);
    // 20 a second for an hour are 72,000; 10 functions of 0.1 s read 100 a second, of which 20 are new.
    expect(catchUpSeconds({ meanRate: 20, functions: 10 }, 100, 3_600)).toBeCloseTo(900, 9);
  });
});

describe('what is said of the house', () => {
  it('is so', async () => {
    const [stack, batch] = await Promise.all(
      ['serverless.yml', 'lib/bucket/read-batch.ts'].map(readFromTree),
    );
    expect(stack).toContain(`uploadMemory: ${house.memoryMb.value}`);
    expect(stack).toContain(`apiMemory: ${house.memoryMb.value}`);
    expect(stack).toContain(`batchSize: ${house.batchSize.value}`);
    expect(batch).toContain(`maxKeysAtOnce = ${house.keysAtOnce.value};`);
  });
});

describe('docs/scale.md', () => {
  it('holds what the script computes from the committed figures', async () => {
    const page = await readFromTree('docs/scale.md');
    const committed = figuresSchema.parse(JSON.parse(await readFromTree('bench/figures.json')));
    const hint = 'npm run scale -- --write docs/scale.md writes it anew';
    expect(page, hint).toBe(placeBlock(page, computePage(committed)));
    expect(page).not.toBe(placeBlock(page, computePage({ ...committed, digit: figures.photo })));
  });

  it('warns where the figures were measured on a machine that others used', () => {
    expect(computePage({ ...figures, loadBefore: 2 })).toContain('others used it');
    expect(computePage(figures)).not.toContain('others used it');
  });

  it.each(['no markers', '<!-- as far as here -->\n<!-- npm run scale -- --write docs/scale.md -->'])(
    'is left alone where it has no place for it: %j',
    page => {
      expect(() => placeBlock(page, 'x')).toThrow(/once each/);
    },
  );
});
