// The stack that `serverless deploy` puts up, as the template that packaging writes: what an operations team asks of it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../lib/config.ts';
import { allOf, nameOf, propertiesOf, statementsOf, typesOf } from './stack-statements.ts';
import { openTemplateMaker, type Resource, type Template, type TemplateMaker } from './stack-template.ts';
import { type VariantName, variants } from './stack-variants.ts';

let maker: TemplateMaker;
const made: Partial<Record<VariantName, Template>> = {};
const stack = (name: VariantName): Template => made[name]!;

const needed = ['plain', 'expiry', 'sweep', 'existing', 'everything', 'everythingOfTheirs'] as const;

beforeAll(async () => {
  maker = await openTemplateMaker();
  for (const name of needed) made[name] = await maker.make(variants[name]);
}, 180_000);

afterAll(() => maker?.close());

const bucketOf = (stage: string) => `digitdrop-${stage}-\${AWS::AccountId}-\${AWS::Region}`;
const s3 = (path: string) => `arn:\${AWS::Partition}:s3:::${path}`;

describe('the stack', () => {
  it('keeps images in a bucket that is encrypted, versioned, closed, and reached over TLS only', () => {
    const { Properties, ...bucket } = stack('plain').Resources.Bucket!;
    expect(bucket).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
    expect(Properties).toMatchObject({
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
      VersioningConfiguration: { Status: 'Enabled' },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      NotificationConfiguration: {
        QueueConfigurations: [
          { Event: 's3:ObjectCreated:*', Queue: { 'Fn::GetAtt': ['UploadQueue', 'Arn'] } },
        ],
      },
    });
    expect(
      propertiesOf(stack('everything'), 'Bucket').BucketEncryption.ServerSideEncryptionConfiguration,
    ).toEqual([
      {
        ServerSideEncryptionByDefault: {
          SSEAlgorithm: 'aws:kms',
          KMSMasterKeyID: variants.everything.bucketKey,
        },
        BucketKeyEnabled: true,
      },
    ]);
    for (const template of [stack('plain'), stack('everything')])
      for (const type of ['AWS::SQS::QueuePolicy', 'AWS::S3::BucketPolicy'])
        for (const [name] of allOf(template, type)) {
          const denied = statementsOf(template, name).filter(({ Effect }) => Effect === 'Deny');
          // The framework's own has false as it is.
          expect(JSON.stringify(denied), name).toMatch(/{"Bool":{"aws:SecureTransport":"?false"?}}/);
        }
    expect(allOf(stack('everything'), 'AWS::SQS::QueuePolicy')).toHaveLength(4);
  });

  it('lets the page send to the bucket where there are uploads, and nobody else', () => {
    expect(propertiesOf(stack('plain'), 'Bucket').CorsConfiguration).toEqual({ Ref: 'AWS::NoValue' });
    const [rule, ...more] = propertiesOf(stack('everything'), 'Bucket').CorsConfiguration.CorsRules;
    expect(more).toEqual([]);
    expect(rule.AllowedOrigins.map(nameOf)).toEqual([
      `https://\${HttpApi}.execute-api.\${AWS::Region}.\${AWS::URLSuffix}`,
      'https://a.example',
      'https://b.example',
    ]);
    expect(rule.AllowedMethods).toEqual(['PUT']);
    const uploadsOf = (template: Template) => {
      const { UPLOADS, UPLOAD_PREFIX } = propertiesOf(template, 'ApiLambdaFunction').Environment.Variables;
      return [UPLOADS, UPLOAD_PREFIX];
    };
    expect(uploadsOf(stack('plain'))).toEqual(['no', '']);
    expect(uploadsOf(stack('everything'))).toEqual(['yes', 'inbox/uploads/']);
  });

  it('hides a message for six times the time that reading it may take, and keeps dead letters for 14 days', () => {
    for (const template of [stack('plain'), stack('everything')]) {
      const { VisibilityTimeout, RedrivePolicy } = propertiesOf(template, 'UploadQueue');
      const { Timeout } = propertiesOf(template, 'OnUploadLambdaFunction');
      expect(VisibilityTimeout).toBeGreaterThanOrEqual(6 * Timeout);
      expect(RedrivePolicy).toEqual({
        deadLetterTargetArn: { 'Fn::GetAtt': ['DeadLetterQueue', 'Arn'] },
        maxReceiveCount: 5,
      });
      expect(propertiesOf(template, 'DeadLetterQueue').MessageRetentionPeriod).toBe(14 * 24 * 3600);
    }
    expect(propertiesOf(stack('everything'), 'OnUploadLambdaFunction').Timeout).toBe(120);
    expect(propertiesOf(stack('plain'), 'OnUploadEventSourceMappingSQSUploadQueue')).toMatchObject({
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      MaximumBatchingWindowInSeconds: 1,
      ScalingConfig: { MaximumConcurrency: 20 },
    });
  });

  it('gives each function an environment that it can read', () => {
    for (const template of needed.map(stack))
      for (const [name, { Properties }] of allOf(template, 'AWS::Lambda::Function')) {
        const { Variables } = Properties.Environment;
        const env = Object.fromEntries(
          Object.entries(Variables).map(([variable, value]) => {
            const text = nameOf(value).replaceAll(/\$\{AWS::\w+\}/g, '1');
            return [variable, variable === 'QUEUE_URL' ? 'https://sqs.example/uploads' : text];
          }),
        );
        expect(() => readConfig(env), name).not.toThrow();
      }
    const everything = stack('everything');
    const of = (name: string) => propertiesOf(everything, `${name}LambdaFunction`).Environment.Variables;
    expect(of('OnUpload')).toMatchObject({
      READ_MAX_ERROR: '0.01',
      DELETE_READINGS: 'yes',
      TAG_READINGS: 'no',
      EVENT_BUS: 'readings',
    });
    expect(of('Api')).toMatchObject({
      CORS_ORIGINS: 'https://a.example,https://b.example',
      AUTH_ISSUER: variants.everything.authIssuer,
      AUTH_AUDIENCE: 'web,cli',
    });
    expect(of('OnReading')).toMatchObject({
      WEBHOOK_URL: 'https://hooks.example/digitdrop',
      WEBHOOK_SECRET_PARAMETER: '/digitdrop/webhook',
    });
    expect(of('OnSweep').QUEUE_URL).toEqual({ Ref: 'UploadQueue' });
    expect(propertiesOf(stack('expiry'), 'OnUploadLambdaFunction').Environment.Variables).toMatchObject({
      TAG_READINGS: 'yes',
    });
  });

  it('answers HTTP by one route, throttled and logged', () => {
    const plain = stack('plain');
    const routes = allOf(plain, 'AWS::ApiGatewayV2::Route');
    expect(routes.map(([, { Properties }]) => Properties.RouteKey)).toEqual(['$default']);
    const stage = propertiesOf(plain, 'HttpApiStage');
    expect(stage).toMatchObject({
      StageName: '$default',
      DefaultRouteSettings: { ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 },
      AccessLogSettings: { DestinationArn: { 'Fn::GetAtt': ['HttpApiLogGroup', 'Arn'] } },
    });
    expect(() => JSON.parse(stage.AccessLogSettings.Format)).not.toThrow();
  });

  it('keeps every log for a while, not for ever, and traces where it is told to', () => {
    const groupsOf = (template: Template) =>
      allOf(template, 'AWS::Logs::LogGroup').map(([, { Properties }]) => [
        Properties.LogGroupName,
        Properties.RetentionInDays,
      ]);
    expect(groupsOf(stack('plain'))).toEqual([
      ['/aws/lambda/digitdrop-dev-on-upload', 30],
      ['/aws/lambda/digitdrop-dev-api', 30],
      ['/aws/http-api/digitdrop-dev', 30],
    ]);
    expect(groupsOf(stack('everything')).map(([name]) => name)).toEqual([
      ...['on-upload', 'api', 'on-reading', 'on-sweep'].map(name => `/aws/lambda/digitdrop-prod-${name}`),
      '/aws/http-api/digitdrop-prod',
    ]);
    const traced = (template: Template) =>
      allOf(template, 'AWS::Lambda::Function').map(([, { Properties }]) => Properties.TracingConfig);
    expect(traced(stack('plain'))).toEqual([undefined, undefined]);
    expect(traced(stack('everything'))).toEqual(Array(4).fill({ Mode: 'Active' }));
  });

  const alarmsOf = (template: Template) => allOf(template, 'AWS::CloudWatch::Alarm');
  const watched = ({ Properties }: Resource) => {
    const { MetricName, ExtendedStatistic, Statistic, Dimensions } = Properties;
    return [nameOf(Dimensions[0].Value), MetricName, ExtendedStatistic ?? Statistic].join(' ');
  };

  it('tells of dead letters, old messages, errors, throttles, slowness and models that cannot be used', () => {
    const plain = [
      'DeadLetterQueue.QueueName ApproximateNumberOfMessagesVisible Maximum',
      'UploadQueue.QueueName ApproximateAgeOfOldestMessage Maximum',
      ...['OnUpload', 'Api'].flatMap(name =>
        ['Errors Sum', 'Throttles Sum', 'Duration p99'].map(metric => `${name}LambdaFunction ${metric}`),
      ),
      'HttpApi 5xx Sum',
    ];
    expect(
      alarmsOf(stack('plain'))
        .map(([, alarm]) => watched(alarm))
        .sort(),
    ).toEqual([...plain].sort());
    const everything = [
      ...plain,
      'WebhookDeadLetterQueue.QueueName ApproximateNumberOfMessagesVisible Maximum',
      'WebhookQueue.QueueName ApproximateAgeOfOldestMessage Maximum',
      'OnReadingLambdaFunction Errors Sum',
      'OnSweepLambdaFunction Errors Sum',
      'OnUploadLambdaFunction ModelFallback Sum',
      'ApiLambdaFunction ModelFallback Sum',
    ];
    expect(
      alarmsOf(stack('everything'))
        .map(([, alarm]) => watched(alarm))
        .sort(),
    ).toEqual(everything.sort());
    for (const [name, { Properties }] of alarmsOf(stack('plain')))
      expect([Properties.AlarmActions, Properties.TreatMissingData], name).toEqual([[], 'notBreaching']);
    for (const [, { Properties }] of alarmsOf(stack('everything')))
      expect([Properties.AlarmActions, Properties.OKActions]).toEqual([
        [variants.everything.alarmTopic],
        [variants.everything.alarmTopic],
      ]);
    expect(propertiesOf(stack('everything'), 'OnUploadDurationAlarm').Threshold).toBe(96_000);
    // Twelve tries of 300 s, and then 900 s.
    expect(propertiesOf(stack('everything'), 'OldestWebhookAlarm').Threshold).toBe(4_500);
  });

  it('can use a bucket that is there, through EventBridge, within its prefixes', () => {
    expect(typesOf(stack('plain'))).toContain('AWS::S3::BucketPolicy');
    const theirs = stack('everythingOfTheirs');
    expect(Object.keys(theirs.Resources)).not.toContain('Bucket');
    const { EventPattern, Targets } = propertiesOf(theirs, 'UploadRule');
    expect(EventPattern).toEqual({
      source: ['aws.s3'],
      'detail-type': ['Object Created', 'Object Deleted'],
      detail: {
        bucket: { name: ['scans-of-ours'] },
        object: { key: [{ prefix: 'inbox/' }, { prefix: 'letters/' }] },
      },
    });
    expect(propertiesOf(stack('existing'), 'UploadRule').EventPattern['detail-type']).toEqual([
      'Object Created',
    ]);
    expect(Targets).toMatchObject([
      {
        Arn: { 'Fn::GetAtt': ['UploadQueue', 'Arn'] },
        DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['DeadLetterQueue', 'Arn'] } },
      },
    ]);
    for (const queue of ['UploadQueue', 'DeadLetterQueue']) {
      const [sends] = statementsOf(theirs, `${queue}Policy`);
      expect(sends).toMatchObject({
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: { 'Fn::GetAtt': [queue, 'Arn'] },
        Condition: { ArnEquals: { 'aws:SourceArn': { 'Fn::GetAtt': ['UploadRule', 'Arn'] } } },
      });
    }
    const readings = statementsOf(theirs, 'OnUploadRole').find(({ Sid }) => Sid === 'Readings');
    expect([readings?.Resource].flat().map(nameOf)).toEqual([
      s3('scans-of-ours/inbox/*.json'),
      s3('scans-of-ours/letters/*.json'),
    ]);
    expect(propertiesOf(theirs, 'OnUploadLambdaFunction').Environment.Variables.BUCKET).toBe('scans-of-ours');
  });

  it('posts readings of its own bucket to the webhook, ten at once, an hour long', () => {
    const template = stack('everything');
    expect(propertiesOf(template, 'WebhookRule')).toMatchObject({
      EventBusName: 'readings',
      EventPattern: {
        source: ['digitdrop'],
        'detail-type': ['Reading Created'],
        detail: { bucket: [{ 'Fn::Sub': bucketOf('prod') }] },
      },
      Targets: [{ Arn: { 'Fn::GetAtt': ['WebhookQueue', 'Arn'] } }],
    });
    const { VisibilityTimeout, RedrivePolicy } = propertiesOf(template, 'WebhookQueue');
    expect(RedrivePolicy.maxReceiveCount * VisibilityTimeout).toBe(3_600);
    const { Timeout } = propertiesOf(template, 'OnReadingLambdaFunction');
    expect(VisibilityTimeout).toBeGreaterThanOrEqual(6 * Timeout);
    expect(propertiesOf(template, 'OnReadingEventSourceMappingSQSWebhookQueue')).toMatchObject({
      BatchSize: 5,
      ScalingConfig: { MaximumConcurrency: 2 },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
    // The address and the secret's name are nowhere else.
    expect(JSON.stringify(stack('plain'))).not.toMatch(/hooks\.example|WEBHOOK/);
  });

  it('sweeps by a clock, each turn once', () => {
    const rules = (template: Template) =>
      allOf(template, 'AWS::Events::Rule').filter(([, { Properties }]) => 'ScheduleExpression' in Properties);
    expect(rules(stack('plain'))).toEqual([]);
    const [[, plain], [, everything]] = [rules(stack('sweep'))[0]!, rules(stack('everything'))[0]!];
    expect(plain.Properties.ScheduleExpression).toBe('cron(0 3 * * ? *)');
    expect(JSON.parse(plain.Properties.Targets[0].Input)).toEqual({ prefixes: [''], looks: 'lost' });
    expect(JSON.parse(everything.Properties.Targets[0].Input)).toEqual({
      prefixes: ['inbox/', 'letters/'],
      looks: 'all',
    });
    expect(propertiesOf(stack('sweep'), 'OnSweepLambdaEvConf').MaximumRetryAttempts).toBe(0);
  });
});
