// The dashboard of a stack: from what comes in to what comes out, and what is in the way. CloudWatch's own format
// (https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html);
import type { StackFeatures } from './stack-settings.ts';

/** Namespace, name, and pairs of dimensions, as CloudWatch writes them; what it is called and how it is counted. */
type Metric = readonly [...names: string[], look: { readonly label: string; readonly stat: string }];

interface Graph {
  readonly title: string;
  readonly metrics: readonly Metric[];
  readonly unit?: string;
  readonly stacked?: boolean;
}

/** The name of a resource, which CloudFormation fills in. */
const filled = (name: string): string => `\${${name}}`;

const onUpload = filled('OnUploadLambdaFunction');
const api = filled('ApiLambdaFunction');
const onReading = filled('OnReadingLambdaFunction');
const onSweep = filled('OnSweepLambdaFunction');

const look = (label: string, stat: string) => ({ label, stat });

/** Metrics of the functions' own (lib/telemetry/lambda-metrics.ts). */
const own = (name: string, service: string, label: string, stat = 'Sum'): Metric => [
  'digitdrop',
  name,
  'service',
  service,
  look(label, stat),
];

const ofQueue = (name: string, queue: string, label: string, stat = 'Maximum'): Metric => [
  'AWS/SQS',
  name,
  'QueueName',
  filled(`${queue}.QueueName`),
  look(label, stat),
];

const ofFunction = (name: string, lambda: string, label: string, stat = 'Sum'): Metric => [
  'AWS/Lambda',
  name,
  'FunctionName',
  lambda,
  look(label, stat),
];

const ofApi = (name: string, label: string, stat = 'Sum'): Metric => [
  'AWS/ApiGateway',
  name,
  'ApiId',
  filled('HttpApi'),
  look(label, stat),
];

const readingsOf = (service: string, where: string): Graph => ({
  title: `Readings, ${where}`,
  metrics: [
    own('ReadingsAccepted', service, 'accepted'),
    own('ReadingsReview', service, 'for a person'),
    own('ReadingsRejected', service, 'rejected'),
  ],
  stacked: true,
});

const stagesOf = (service: string, where: string): Graph => ({
  title: `Time of a reading by stage, ${where}`,
  metrics: [
    own('DecodeDuration', service, 'decode p50', 'p50'),
    own('ReadDuration', service, 'read p50', 'p50'),
    own('TotalDuration', service, 'whole p50', 'p50'),
    own('DecodeDuration', service, 'decode p99', 'p99'),
    own('ReadDuration', service, 'read p99', 'p99'),
    own('TotalDuration', service, 'whole p99', 'p99'),
  ],
  unit: 'ms',
});

const graphsOf = (has: StackFeatures): readonly Graph[] => {
  const functions = [
    [onUpload, 'upload'],
    [api, 'HTTP'],
    ...(has.webhook ? [[onReading, 'webhook']] : []),
    ...(has.sweep ? [[onSweep, 'sweep']] : []),
  ] as const;
  const ofEach = (name: string, stat?: string) =>
    functions.map(([lambda = '', label = '']) => ofFunction(name, lambda, label, stat));
  return [
    readingsOf(onUpload, 'bucket'),
    readingsOf(api, 'HTTP'),
    {
      title: 'Confidence',
      metrics: [
        own('Confidence', onUpload, 'bucket p50', 'p50'),
        own('Confidence', onUpload, 'bucket p10', 'p10'),
        own('Confidence', api, 'HTTP p50', 'p50'),
        own('Confidence', api, 'HTTP p10', 'p10'),
      ],
    },
    {
      title: 'Age of an image when its reading stands',
      metrics: [
        own('EventAge', onUpload, 'p50', 'p50'),
        own('EventAge', onUpload, 'p99', 'p99'),
        own('EventAge', onUpload, 'oldest', 'Maximum'),
      ],
      unit: 'ms',
    },
    stagesOf(onUpload, 'bucket'),
    stagesOf(api, 'HTTP'),
    {
      title: 'Uploads that wait',
      metrics: [
        ofQueue('ApproximateNumberOfMessagesVisible', 'UploadQueue', 'waiting'),
        ofQueue('ApproximateNumberOfMessagesNotVisible', 'UploadQueue', 'in hand'),
        ...(has.sweep ? [own('ImagesSwept', onSweep, 'found by the sweep')] : []),
      ],
    },
    {
      title: 'Age of the oldest that waits',
      metrics: [
        ofQueue('ApproximateAgeOfOldestMessage', 'UploadQueue', 'uploads'),
        ...(has.webhook ? [ofQueue('ApproximateAgeOfOldestMessage', 'WebhookQueue', 'webhook')] : []),
      ],
      unit: 's',
    },
    {
      title: 'Dead letters',
      metrics: [
        ofQueue('ApproximateNumberOfMessagesVisible', 'DeadLetterQueue', 'uploads'),
        ...(has.webhook
          ? [ofQueue('ApproximateNumberOfMessagesVisible', 'WebhookDeadLetterQueue', 'webhook')]
          : []),
      ],
    },
    { title: 'Functions that failed', metrics: ofEach('Errors') },
    { title: 'Functions that found no room', metrics: ofEach('Throttles') },
    { title: 'Functions at once', metrics: ofEach('ConcurrentExecutions', 'Maximum') },
    { title: 'Time of a function, p99', metrics: ofEach('Duration', 'p99'), unit: 'ms' },
    {
      title: 'HTTP answers',
      metrics: [ofApi('Count', 'all'), ofApi('4xx', '4xx'), ofApi('5xx', '5xx')],
    },
    {
      title: 'HTTP latency',
      metrics: [ofApi('Latency', 'p50', 'p50'), ofApi('Latency', 'p99', 'p99')],
      unit: 'ms',
    },
    ...(has.modelBucket
      ? [
          {
            title: 'The packaged model serves in place of MODEL_URI’s',
            metrics: [own('ModelFallback', onUpload, 'bucket'), own('ModelFallback', api, 'HTTP')],
          },
        ]
      : []),
  ];
};

/** Of the 24 columns that a dashboard has. */
const width = 8;
const height = 6;

export const dashboardOf = (has: StackFeatures) => ({
  widgets: graphsOf(has).map(({ title, metrics, unit, stacked = false }, i) => ({
    type: 'metric',
    x: (i % (24 / width)) * width,
    y: Math.floor(i / (24 / width)) * height,
    width,
    height,
    properties: {
      title,
      metrics,
      view: 'timeSeries',
      stacked,
      region: filled('AWS::Region'),
      period: 300,
      yAxis: { left: { min: 0, ...(unit === undefined ? {} : { label: unit, showUnits: false }) } },
    },
  })),
});
