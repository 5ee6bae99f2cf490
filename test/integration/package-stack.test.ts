// The stack that `serverless deploy` puts up, as the template that packaging writes: what an operations team asks of it.
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readZip } from '../../deploy/steady-zip.ts';
import { readConfig } from '../../lib/config.ts';
import { packagingMs, runPackage } from './packaging.ts';
import { openTemplateMaker, type Resource, type Template, type TemplateMaker } from './stack-template.ts';
import { type VariantName, variants } from './stack-variants.ts';

const dist = fileURLToPath(new URL('../../dist/x86_64/', import.meta.url));

interface Statement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

const propertiesOf = (template: Template, name: string) => template.Resources[name]!.Properties;
const typesOf = (template: Template) => new Set(Object.values(template.Resources).map(({ Type }) => Type));
const allOf = (template: Template, type: string) =>
  Object.entries(template.Resources).filter(([, { Type }]) => Type === type);

const statementsOf = (template: Template, name: string): readonly Statement[] =>
  (propertiesOf(template, name).Policies ?? [propertiesOf(template, name)]).flatMap(
    ({ PolicyDocument }: { readonly PolicyDocument: { readonly Statement: Statement[] } }) =>
      PolicyDocument.Statement,
  );

/** `Fn::Sub` and `Fn::GetAtt` as text. */
const nameOf = (resource: unknown): string => {
  if (typeof resource === 'string') return resource;
  const { 'Fn::Sub': sub, 'Fn::GetAtt': attribute, Ref: ref } = resource as Readonly<Record<string, unknown>>;
  return String(sub ?? (attribute as readonly string[] | undefined)?.join('.') ?? ref);
};

/** [what may be done, to what]; of several things one by one. */
const rightsOf = (template: Template, name: string) =>
  statementsOf(template, name).flatMap(({ Action, Resource }) =>
    [Action].flat().flatMap(action => [Resource].flat().map(one => [action, nameOf(one)] as const)),
  );

const policyTypes = ['AWS::IAM::Role', 'AWS::IAM::RolePolicy', 'AWS::IAM::ManagedPolicy'];
const policiesOf = (template: Template) =>
  Object.entries(template.Resources).filter(([, { Type }]) => policyTypes.includes(Type));

const inOrder = (rights: readonly (readonly string[])[]) => rights.map(right => right.join(' on ')).sort();

/** All that a role may do: by its own policies, and by those that name it. */
const allRightsOf = (template: Template, role: string) => inOrder(rightsOfAll(template, role));

const rightsOfAll = (template: Template, role: string) =>
  policiesOf(template)
    .filter(([name, { Properties }]) => {
      const named = [Properties.RoleName ?? [], Properties.Roles ?? []].flat().map(nameOf);
      return name === role || named.includes(role);
    })
    .flatMap(([name]) => rightsOf(template, name));

let maker: TemplateMaker;
const made: Partial<Record<VariantName, Template>> = {};
const stack = (name: VariantName): Template => made[name]!;

const needed = [
  'plain',
  'expiry',
  'eventBus',
  'sweep',
  'existing',
  'everything',
  'everythingOfTheirs',
] as const;

beforeAll(async () => {
  maker = await openTemplateMaker();
  for (const name of needed) made[name] = await maker.make(variants[name]);
}, 180_000);

afterAll(() => maker?.close());

const bucketOf = (stage: string) => `digitdrop-${stage}-\${AWS::AccountId}-\${AWS::Region}`;
const s3 = (path: string) => `arn:\${AWS::Partition}:s3:::${path}`;
const arn = (service: string, resource: string) =>
  `arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${resource}`;
const logs = (stage: string, name: string) =>
  arn('logs', `log-group:/aws/lambda/digitdrop-${stage}-${name}:*`);
const ownLogs = (stage: string, name: string) => [
  ['logs:CreateLogStream', logs(stage, name)],
  ['logs:PutLogEvents', logs(stage, name)],
];
const receiving = (queue: string) => [
  ['sqs:ReceiveMessage', queue],
  ['sqs:DeleteMessage', queue],
  ['sqs:ChangeMessageVisibility', queue],
  ['sqs:GetQueueAttributes', queue],
];

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

  it('lets each function do its own work and nothing else', () => {
    const bucket = bucketOf('dev');
    expect(allRightsOf(stack('plain'), 'OnUploadRole')).toEqual(
      inOrder([
        ...receiving('UploadQueue.Arn'),
        ['s3:ListBucket', s3(bucket)],
        ['s3:GetObject', s3(`${bucket}/*`)],
        ['s3:PutObject', s3(`${bucket}/*.json`)],
        ...ownLogs('dev', 'on-upload'),
      ]),
    );
    expect(allRightsOf(stack('plain'), 'ApiRole')).toEqual(
      inOrder([['s3:ListBucket', s3(bucket)], ['s3:GetObject', s3(`${bucket}/*`)], ...ownLogs('dev', 'api')]),
    );
    expect(policiesOf(stack('plain')).map(([name]) => name)).toEqual(['OnUploadRole', 'ApiRole']);
  });

  it('brings with each setting what it needs, to whom it needs it', () => {
    const template = stack('everything');
    const bucket = bucketOf('prod');
    const under = (pattern: string) =>
      ['inbox/', 'letters/'].map(prefix => s3(`${bucket}/${prefix}${pattern}`));
    const onEach = (action: string, pattern: string) => under(pattern).map(path => [action, path]);
    const models = [['s3:GetObject', s3('models-of-ours/7/*')]];
    const traces = [
      ['xray:PutTraceSegments', '*'],
      ['xray:PutTelemetryRecords', '*'],
    ];
    const key = (...actions: readonly string[]) =>
      actions.map(action => [action, variants.everything.bucketKey]);
    expect(allRightsOf(template, 'OnUploadRole')).toEqual(
      inOrder([
        ...receiving('UploadQueue.Arn'),
        ['s3:ListBucket', s3(bucket)],
        ...onEach('s3:GetObject', '*'),
        ...onEach('s3:PutObject', '*.json'),
        ...ownLogs('prod', 'on-upload'),
        ...onEach('s3:DeleteObject', '*.json'),
        ...key('kms:Decrypt', 'kms:GenerateDataKey'),
        ...traces,
        ...models,
        ['events:PutEvents', arn('events', 'event-bus/readings')],
      ]),
    );
    expect(allRightsOf(template, 'ApiRole')).toEqual(
      inOrder([
        ['s3:ListBucket', s3(bucket)],
        ...onEach('s3:GetObject', '*'),
        ...ownLogs('prod', 'api'),
        ...key('kms:Decrypt'),
        ...traces,
        ...models,
      ]),
    );
    expect(allRightsOf(template, 'OnReadingRole')).toEqual(
      inOrder([
        ...receiving('WebhookQueue.Arn'),
        ['ssm:GetParameter', arn('ssm', 'parameter/digitdrop/webhook')],
        ...ownLogs('prod', 'on-reading'),
        ...traces,
      ]),
    );
    expect(allRightsOf(template, 'OnSweepRole')).toEqual(
      inOrder([
        ['sqs:SendMessage', 'UploadQueue.Arn'],
        ['sqs:GetQueueAttributes', 'UploadQueue.Arn'],
        ['s3:ListBucket', s3(bucket)],
        ...onEach('s3:GetObject', '*.json'),
        ['s3:GetObject', s3(`${bucket}/.digitdrop/sweep.json`)],
        ['s3:PutObject', s3(`${bucket}/.digitdrop/sweep.json`)],
        ...ownLogs('prod', 'on-sweep'),
        ...key('kms:Decrypt', 'kms:GenerateDataKey'),
        ...traces,
      ]),
    );
    // Its own event only, though the bus is everybody's.
    expect(statementsOf(template, 'EventBusPolicy')).toMatchObject([
      {
        Condition: {
          StringEquals: { 'events:source': 'digitdrop', 'events:detail-type': 'Reading Created' },
        },
      },
    ]);
    expect(allRightsOf(stack('expiry'), 'OnUploadRole')).toContain(
      `s3:PutObjectTagging on ${s3(`${bucketOf('dev')}/inbox/*.json`)}`,
    );
  });

  it('allows nothing by a star that could be narrower, to nobody but Lambda', () => {
    // Keys under a prefix, streams of one log; X-Ray knows no resources.
    const narrow = /^arn:[^*]*:s3:::[^*]+\*(\.json)?$|^arn:[^*]*:log-group:\/aws\/lambda\/[^*]+:\*$|^[^*]+$/;
    for (const name of needed) {
      const template = stack(name);
      const roles = policiesOf(template);
      expect(roles.length).toBeGreaterThanOrEqual(2);
      for (const [policy, { Properties }] of roles) {
        for (const [action, resource] of rightsOf(template, policy)) {
          expect(action, policy).toMatch(/^[a-z0-9]+:[A-Za-z]+$/);
          if (!action.startsWith('xray:')) expect(resource, `${name} ${policy} ${action}`).toMatch(narrow);
        }
        for (const { Effect } of statementsOf(template, policy)) expect(Effect).toBe('Allow');
        const { AssumeRolePolicyDocument, ManagedPolicyArns } = Properties;
        expect(ManagedPolicyArns).toBeUndefined();
        if (AssumeRolePolicyDocument !== undefined)
          expect(AssumeRolePolicyDocument.Statement).toEqual([
            { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
          ]);
      }
    }
  });

  it('gives each function a role of its own, and starts none before its rights', () => {
    for (const template of needed.map(stack)) {
      const functions = allOf(template, 'AWS::Lambda::Function');
      const roles = functions.map(([, { Properties }]) => nameOf(Properties.Role).replace('.Arn', ''));
      expect(new Set(roles).size).toBe(functions.length);
      for (const [i, [name, lambda]] of functions.entries()) {
        expect(`${name.replace('LambdaFunction', '')}Role`).toBe(roles[i]);
        const rights = policiesOf(template)
          .filter(([, { Properties }]) =>
            [Properties.RoleName ?? [], Properties.Roles ?? []].flat().map(nameOf).includes(roles[i]!),
          )
          .map(([policy]) => policy);
        expect(lambda.DependsOn, name).toEqual(expect.arrayContaining(rights));
      }
    }
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

describe('packaging', () => {
  let folder = '';

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'digitdrop-stack-test-'));
  });

  afterAll(() => rm(folder, { recursive: true }));

  const flagsOf = ({ stage, ...parameters }: Readonly<Record<string, string>>) => [
    ...(stage === undefined ? [] : ['--stage', stage]),
    ...Object.entries(parameters).flatMap(([name, value]) => ['--param', `${name}=${value}`]),
  ];

  /** The time of the deployment stands in the artifact's name. */
  const withoutArtifact = (template: Template): unknown =>
    JSON.parse(JSON.stringify(template).replaceAll(/serverless\/digitdrop\/[^"]*\.zip/g, 'the artifact'));

  it(
    'writes these templates, and zips the functions that they have',
    async () => {
      // The defaults last, so that they are what is left in dist/.
      for (const name of ['everything', 'plain'] as const) {
        await runPackage('--arch', 'x86_64', ...flagsOf(variants[name]));
        const file = join(dist, 'cloudformation-template-update-stack.json');
        const template: Template = JSON.parse(await readFile(file, 'utf8'));
        expect(withoutArtifact(template)).toEqual(withoutArtifact(stack(name)));
        const entries = readZip(await readFile(join(dist, 'digitdrop.zip')));
        const handlers = Object.keys(entries).filter(entry => /^functions\/[a-z-]+\.mjs$/.test(entry));
        const wanted = allOf(template, 'AWS::Lambda::Function').map(
          ([, { Properties }]) => `${Properties.Handler.replace(/\.handler$/, '')}.mjs`,
        );
        expect(handlers).toEqual(expect.arrayContaining(wanted));
        if (name === 'everything') await unpack(entries);
      }
    },
    2 * packagingMs,
  );

  const unpack = async (entries: Readonly<Record<string, Uint8Array>>) => {
    for (const [name, bytes] of Object.entries(entries)) {
      if (name.startsWith('node_modules/')) continue;
      await mkdir(join(folder, dirname(name)), { recursive: true });
      await writeFile(join(folder, name), bytes);
    }
  };

  it('gives the webhook and the sweep doors that open without models or machine code', async () => {
    const event = await readFile(
      new URL('../../events/reading-created-in-sqs.json', import.meta.url),
      'utf8',
    );
    const script = `
      const call = async (name, event) => {
        const { handler } = await import(process.cwd() + '/functions/' + name + '.mjs');
        const context = { getRemainingTimeInMillis: () => 9000 };
        return handler(event, context).then(reply => reply, ({ code }) => code);
      };
      const failed = await call('on-reading', JSON.parse(process.env.EVENT));
      console.log(JSON.stringify([failed.batchItemFailures.length, await call('on-sweep', {})]));`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
      cwd: folder,
      env: {
        EVENT: event,
        AWS_REGION: 'us-east-1',
        LOG_LEVEL: 'silent',
        // Nobody answers there, so that each message comes again.
        WEBHOOK_URL: 'http://127.0.0.1:9/',
        WEBHOOK_SECRET: `whsec_${Buffer.alloc(32, 1).toString('base64')}`,
      },
    });
    expect(JSON.parse(stdout.trim().split('\n').at(-1)!)).toEqual([1, 'bad-config']);
  });
});
