// The arithmetic of scale as a part of docs/scale.md: tables of Markdown.
import type { Figures } from './figures-file.ts';
import { number, seconds, short, table } from './markdown.ts';
import { assumptions, demands, goals, house, type Input, prices, quotas } from './scale-inputs.ts';
import { catchUpSeconds, type Demand, demandOfBucket, demandOfUsers, rushOf } from './scale-model.ts';
import { writeCosts } from './scale-page-costs.ts';
import { type ServiceTimes, timesOf } from './scale-times.ts';

const opening = '<!-- npm run scale -- --write docs/scale.md -->';
const closing = '<!-- as far as here -->';

/** The whole block, without its markers. */
export const computePage = (figures: Figures): string => {
  const times = timesOf(figures);
  return [
    ...measured(figures, times),
    ...throughBucket(times),
    ...overHttp(times),
    ...rush(times),
    ...writeCosts(times),
    ...inputs(),
  ].join('\n');
};

/** A page with its computed block replaced. @throws Error where the markers are not there, once each. */
export const placeBlock = (page: string, block: string): string => {
  const [before = '', rest, ...surplus] = page.split(opening);
  const [, after, ...more] = rest?.split(closing) ?? [];
  if (after === undefined || surplus.length + more.length > 0 || before.includes(closing))
    throw new Error(`expected ${opening} and then ${closing} in the page, once each`);
  return `${before}${opening}\n\n${block}\n\n${closing}${after}`;
};

const peakMib = ({ digit, string, photo }: Figures): number =>
  Math.max(digit.peakBytes, string.peakBytes, photo.peakBytes) / 2 ** 20;

const measured = (figures: Figures, times: ServiceTimes): readonly string[] => [
  '### Measured',
  '',
  `${figures.processor}, ${figures.processors} logical processors, ${figures.versions}; ${figures.measuredAt.slice(0, 10)}, ${short(figures.loadBefore)} processes wanted the machine before it began${figures.loadBefore > figures.processors / 10 ? ': **others used it, so these times are too long**' : ''}.`,
  '',
  ...table(
    ['', 'mean ms', 'p99 ms', 'KB', 'assumed share'],
    [figures.digit, figures.string, figures.photo].map(({ p99, bytes }, i) => {
      const kind = times.kinds[i]!;
      return [
        kind.name,
        short(kind.meanMs),
        short(p99),
        short(bytes / 1_000),
        `${number(100 * kind.share)}%`,
      ];
    }),
  ),
  `An image takes ${short(times.coreMs)} ms of a processor on average. A function is busy with it for ${short(times.bucket.serviceMs)} ms when it comes through the bucket (the round trips to S3 of ${house.keysAtOnce.value} images overlap with computing), ${short(times.http.serviceMs)} ms over HTTP; a new environment starts in ${short(times.startMs)} ms. The largest process took ${number(peakMib(figures))} MiB of a function's ${number(house.memoryMb.value)} MB. The laptop's house, with bucket and queue on the same processors, read a backlog of ${number(figures.backlog.images)} of the first kind at ${short(figures.backlog.images / figures.backlog.seconds)} images a second.`,
  '',
];

const demandRows = (demand: Demand): readonly string[] => [
  ...table(
    ['images a second', 'functions busy', 'functions needed'],
    [
      [
        `${short(demand.meanRate)} on average, ${short(demand.peakRate)} at the peak`,
        `${short(demand.busyAtMean)} and ${short(demand.busyAtPeak)} (Little)`,
        `${number(demand.fewest)}, with headroom ${number(demand.functions)}`,
      ],
    ],
  ),
  ...table(
    ['quota', 'needed', 'default', 'used'],
    demand.quotas.map(({ name, needed, quota }) => [
      name,
      short(needed),
      number(quota),
      `${number((100 * needed) / quota)}%${needed > quota ? ' **raise it**' : ''}`,
    ]),
  ),
];

const throughBucket = (times: ServiceTimes): readonly string[] => {
  const demand = demandOfBucket(times);
  const ramp = Math.max(0, demand.functions - quotas.sqsFirst.value) / quotas.sqsScaling.value;
  return [
    `### ${number(demands.imagesPerDay.value)} images a day, through the bucket`,
    '',
    ...demandRows(demand),
    `With the fewest, at most ${number(100 * goals.lateShare.value)}% of the messages wait longer than ${goals.waitSeconds.value} s for a free function at the peak (Erlang's delay formula), beside the second in which a batch is gathered. With headroom: \`maximumConcurrency=${demand.functions}\`. From ${quotas.sqsFirst.value} batches at a time Lambda gets there in ${seconds(ramp * 60)}. What an outage of an hour leaves behind is read ${seconds(catchUpSeconds(demand, times.bucket.serviceMs, 3_600))} after it ends.`,
    '',
  ];
};

const overHttp = (times: ServiceTimes): readonly string[] => {
  const demand = demandOfUsers(times);
  return [
    `### ${number(demands.users.value)} users at a time, over HTTP`,
    '',
    `Each sends an image every ${assumptions.thinkSeconds.value} s.`,
    '',
    ...demandRows(demand),
    `With the fewest, at most ${number(100 * goals.refusedShare.value, 1)}% of the requests find no free function (Erlang's loss formula: nothing waits). The stack's own throttle must let them in: \`httpRate=${Math.ceil(demand.peakRate)}\`, \`httpBurst=${Math.ceil(demand.peakRate)}\`.`,
    '',
  ];
};

const rush = (times: ServiceTimes): readonly string[] => {
  const { spreadSeconds, prefixes, readSeconds } = rushOf(times);
  return [
    '### All of these users in one moment',
    '',
    `Over HTTP API Gateway takes ${number(quotas.apiBurst.value)} of ${number(demands.users.value)} at once and ${number(quotas.apiRate.value)} a second after: clients must spread over ${seconds(spreadSeconds)}, or try again when they get 429. The bucket refuses none that tries again: ${prefixes} prefixes take them in ten seconds, the queue holds them, and ${seconds(readSeconds)} later all are read, with \`maximumConcurrency=${quotas.sqsConcurrency.value}\` and an account whose quota leaves room beside it.`,
    '',
  ];
};

const inputs = (): readonly string[] => [
  '### Put in by hand',
  '',
  ...table(
    ['assumed', ''],
    Object.values<Input>({ ...demands, ...assumptions, ...goals }).map(({ value, meaning }) => [
      String(value),
      meaning,
    ]),
  ),
  ...table(
    ['of the house', ''],
    Object.values<Input>(house).map(({ value, meaning }) => [String(value), meaning]),
  ),
  ...table(
    ['USD', ''],
    Object.values<Input>(prices).map(({ value, meaning }) => [value.toFixed(10).replace(/0+$/, ''), meaning]),
  ).slice(0, -1),
];
