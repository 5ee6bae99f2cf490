// The part of docs/scale.md that is about money.
import { number, short, table, usd } from './markdown.ts';
import {
  type CostRow,
  costBucketMillion,
  costHttpMillion,
  costMonth,
  costOnTop,
  sumOf,
} from './scale-costs.ts';
import { demands, pricesAsOf } from './scale-inputs.ts';
import { demandOfUsers } from './scale-model.ts';
import type { ServiceTimes } from './scale-times.ts';

const costTable = (rows: readonly CostRow[]): readonly string[] =>
  table(
    ['', 'quantity', 'USD'],
    [
      ...rows.map(({ item, quantity, unit, usd: price }) => [item, `${short(quantity)} ${unit}`, usd(price)]),
      ['**sum**', '', `**${usd(sumOf(rows))}**`],
    ],
  );

export const writeCosts = (times: ServiceTimes): readonly string[] => {
  const [bucket, http] = [sumOf(costBucketMillion(times)), sumOf(costHttpMillion(times))];
  const aMonth = (30 * demands.imagesPerDay.value) / 1e6;
  const usersAnHour = (demandOfUsers(times).meanRate * 3_600) / 1e6;
  return [
    '### What a million images cost',
    '',
    `Prices: ${pricesAsOf}. Through the bucket:`,
    '',
    ...costTable(costBucketMillion(times)),
    'Over HTTP:',
    '',
    ...costTable(costHttpMillion(times)),
    'On top, and not in the sums:',
    '',
    ...table(
      ['', 'USD a million'],
      costOnTop(times).map(({ item, usd: price }) => [item, usd(price)]),
    ),
    ...table(
      ['', 'USD a month'],
      costMonth().map(({ item, quantity, usd: price }) => [`${item} (${number(quantity)})`, usd(price)]),
    ),
    `${number(demands.imagesPerDay.value)} images a day through the bucket: **${usd(bucket * aMonth)}** in 30 days. ${number(demands.users.value)} users over HTTP: **${usd(http * usersAnHour)}** an hour.`,
    '',
  ];
};
