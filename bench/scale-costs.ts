// What a million images cost, item by item.
import { assumptions as a, house, type Input, prices as p, quotas as q } from './scale-inputs.ts';
import type { ServiceTimes } from './scale-times.ts';

export interface CostRow {
  readonly item: string;
  readonly quantity: number;
  readonly unit: string;
  readonly usd: number;
}

const million = 1e6;
const memoryGb = house.memoryMb.value / 1_024;
/** API Gateway meters a request's body by this. */
const meteredBytes = 512 * 1_024;

const row = (item: string, quantity: number, unit: string, price: Input): CostRow => ({
  item,
  quantity,
  unit,
  usd: quantity * price.value,
});

const lambdaRows = (billedMs: number, invocations: number): readonly CostRow[] => [
  row('Lambda, time', ((million * billedMs) / 1_000) * memoryGb, 'GB-seconds', p.lambdaGbSecond),
  row('Lambda, invocations', invocations, 'invocations', p.lambdaRequest),
];

/** Dropped into the bucket; whoever drops an image pays for its PUT where the bucket is somebody else's. */
export const costBucketMillion = ({ bucket }: ServiceTimes): readonly CostRow[] => {
  const messages = million * house.messagesPerImage.value;
  const invocations = messages / a.batchFill.value;
  const logBytes = million * a.logBytesImage.value + invocations * a.logBytesInvocation.value;
  return [
    ...lambdaRows(bucket.billedMs, invocations),
    row('S3, PUT: image and reading', million * house.putsPerImage.value, 'requests', p.s3Put),
    row('S3, GET and HEAD', million * house.getsPerImage.value, 'requests', p.s3Get),
    row('S3, LIST: one sweep over both', (million * house.putsPerImage.value) / 1_000, 'requests', p.s3Put),
    row('SQS: sent, received, deleted', messages + 2 * invocations, 'requests', p.sqsRequest),
    row('CloudWatch, logs and metrics lines', logBytes / 1e9, 'GB', p.logsGb),
    { item: 'data transfer, within the region', quantity: 0, unit: 'GB', usd: 0 },
  ];
};

/** Posted over HTTP, one image a request. */
export const costHttpMillion = ({ http, kinds }: ServiceTimes): readonly CostRow[] => {
  const metered = kinds.reduce(
    (sum, { share, bytes }) => sum + share * Math.max(1, Math.ceil(bytes / meteredBytes)),
    0,
  );
  const logBytes = a.logBytesImage.value + a.logBytesInvocation.value + a.accessLogBytes.value;
  return [
    ...lambdaRows(http.billedMs, million),
    row('API Gateway, requests of 512 KB', million * metered, 'requests', p.httpApiRequest),
    row('CloudWatch, logs and metrics lines', (million * logBytes) / 1e9, 'GB', p.logsGb),
    row('data out: the readings', (million * a.readingBytes.value) / 1e9, 'GB', p.outGb),
  ];
};

/** What is not in the sum: it hangs on a setting, or on how long things are kept. */
export const costOnTop = ({ kinds }: ServiceTimes): readonly CostRow[] => {
  const imageBytes = kinds.reduce((sum, { share, bytes }) => sum + share * bytes, 0);
  const kept = (million * (imageBytes + a.readingBytes.value)) / 1e9;
  return [
    row('EventBridge, an event each (`eventBus`)', million, 'events', p.event),
    row('S3, images and readings kept for a month', kept, 'GB-months', p.s3GbMonth),
  ];
};

/** Whether an image comes or not. */
export const costMonth = (): readonly CostRow[] => [
  row('CloudWatch, custom metrics', a.customMetrics.value, 'metrics', p.metricMonth),
  row('CloudWatch, alarms', a.alarms.value, 'alarms', p.alarmMonth),
  // Lambda asks an idle queue with so many pollers, each of which waits twenty seconds.
  row('SQS, asking while it is empty', (q.sqsFirst.value * 30 * 86_400) / 20, 'requests', p.sqsRequest),
];

export const sumOf = (rows: readonly CostRow[]): number => rows.reduce((sum, { usd }) => sum + usd, 0);
