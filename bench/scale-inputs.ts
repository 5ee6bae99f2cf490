// What the arithmetic of scale is fed with, beside the measured figures: AWS's prices and quotas, and what is assumed.
// Prices and quotas are put down by hand: nothing here asks AWS. Before you rely on them, look at AWS's own pages.

export interface Input {
  readonly value: number;
  readonly meaning: string;
}

const input = (value: number, meaning: string): Input => ({ value, meaning });

export const pricesAsOf = 'us-east-1, on demand, x86, first tier, as known in November 2025';

/** US dollars. No free tier is taken off. */
export const prices = {
  lambdaGbSecond: input(0.0000166667, 'Lambda, a GB-second'),
  lambdaRequest: input(0.2e-6, 'Lambda, an invocation'),
  s3Put: input(5e-6, 'S3 Standard, a PUT or LIST'),
  s3Get: input(0.4e-6, 'S3 Standard, a GET or HEAD'),
  s3GbMonth: input(0.023, 'S3 Standard, a GB for a month'),
  sqsRequest: input(0.4e-6, 'SQS standard queue, a request'),
  httpApiRequest: input(1e-6, 'API Gateway HTTP API, a request, each begun 512 KB'),
  outGb: input(
    0.09,
    'data out to the internet, a GB (in, and between these services within the region: nothing)',
  ),
  logsGb: input(0.5, 'CloudWatch Logs, a GB taken in'),
  metricMonth: input(0.3, 'CloudWatch, a custom metric for a month'),
  alarmMonth: input(0.1, 'CloudWatch, an alarm for a month'),
  event: input(1e-6, 'EventBridge, a custom event'),
} as const;

/** Defaults of a new account in us-east-1. */
export const quotas = {
  lambdaConcurrency: input(1_000, 'Lambda, executions at a time in the account (can be raised)'),
  lambdaRatePerConcurrency: input(10, 'Lambda, invocations a second for each of these'),
  lambdaScaling: input(1_000, 'Lambda, new environments of a function every 10 s'),
  sqsConcurrency: input(1_000, 'Lambda reading SQS, batches at a time for an event source'),
  sqsFirst: input(5, 'Lambda reading SQS, batches at a time to begin with'),
  sqsScaling: input(300, 'Lambda reading SQS, more of them a minute'),
  sqsInFlight: input(120_000, 'SQS, messages in flight of a standard queue'),
  s3Put: input(3_500, 'S3, PUTs a second for a prefix'),
  s3Get: input(5_500, 'S3, GETs and HEADs a second for a prefix'),
  apiRate: input(10_000, 'API Gateway, requests a second in the account (can be raised)'),
  apiBurst: input(5_000, 'API Gateway, requests at once beyond that rate'),
  putEvents: input(10_000, 'EventBridge, PutEvents a second'),
  putLogEvents: input(5_000, 'CloudWatch Logs, PutLogEvents a second'),
} as const;

/** Numbers that are neither measured here nor AWS's; each is a guess to be replaced by what your own stack shows. */
export const assumptions = {
  digitShare: input(0.3, 'of the images: one digit cut out'),
  stringShare: input(0.6, 'of the images: a field with a number'),
  photoShare: input(0.1, 'of the images: a 12-megapixel photograph'),
  peakToMean: input(5, 'the busiest minute against the mean of the day'),
  thinkSeconds: input(60, 'between two images of one user'),
  headroom: input(
    1.5,
    'times the functions that the formulas ask for: arrivals come in clumps, which they do not know',
  ),
  lambdaCore: input(1, 'time on Lambda at 1,769 MB (one vCPU) against a core of the machine measured on'),
  s3GetMs: input(30, 'ms a GET or HEAD takes from Lambda'),
  s3PutMs: input(60, 'ms a PUT takes'),
  batchFill: input(8, 'messages in a batch while there is traffic, of 10 at most'),
  invocationMs: input(3, 'ms an invocation takes beside its images'),
  coldShare: input(0.005, 'of the invocations: a new environment, whose start is billed'),
  logBytesImage: input(
    750,
    'bytes of log an image: one line of 689 as written, and its part of the metrics line',
  ),
  logBytesInvocation: input(1_000, 'bytes of log an invocation: the metrics line, and Lambda’s own three'),
  accessLogBytes: input(330, 'bytes of access log a request'),
  readingBytes: input(1_300, 'bytes of a reading'),
  customMetrics: input(16, 'custom metrics: eight of each function'),
  alarms: input(12, 'alarms'),
} as const;

/** What the house itself does; each is read off its code or its stack's defaults. */
export const house = {
  memoryMb: input(1_769, 'memory of either function (serverless.yml)'),
  keysAtOnce: input(4, 'images of a batch that are read at a time (lib/bucket/read-batch.ts)'),
  batchSize: input(10, 'messages in a batch at most (serverless.yml)'),
  messagesPerImage: input(
    2,
    'messages an image: its own, and its reading’s, which is skipped (infra/bucket.yml)',
  ),
  getsPerImage: input(3, 'GETs and HEADs an image: result, image, image again (lib/bucket/read-upload.ts)'),
  putsPerImage: input(2, 'PUTs an image: whoever drops it, and its reading'),
} as const;

/** What must hold at the peak. */
export const goals = {
  waitSeconds: input(1, 'seconds a message may wait for a free function'),
  lateShare: input(0.01, 'of the messages: may wait longer'),
  refusedShare: input(0.001, 'of the requests: may find no free function'),
} as const;

/** The two that are asked about. */
export const demands = {
  imagesPerDay: input(10_000_000, 'images a day, through the bucket'),
  users: input(200_000, 'users at a time, over HTTP'),
} as const;
