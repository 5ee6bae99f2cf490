// The stack that `serverless deploy` puts up, as the template that packaging writes: what an operations team asks of it.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { packagingMs, runPackage } from './packaging.ts';
import { findPeer } from './peers.ts';

const templateFile = fileURLToPath(
  new URL('../../dist/x86_64/cloudformation-template-update-stack.json', import.meta.url),
);

interface Resource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: each type of resource has its own properties, told by what is expected.
  readonly Properties: Readonly<Record<string, any>>;
  readonly [attribute: string]: unknown;
}

interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
}

interface Statement {
  readonly Sid: string;
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

const packageStack = async (...args: readonly string[]): Promise<Template> => {
  await runPackage('--arch', 'x86_64', ...args);
  return JSON.parse(await readFile(templateFile, 'utf8'));
};

const propertiesOf = (template: Template, name: string) => template.Resources[name]!.Properties;
const statementsOf = (template: Template, name: string): readonly Statement[] =>
  (propertiesOf(template, name).Policies ?? [propertiesOf(template, name)]).flatMap(
    ({ PolicyDocument }: { readonly PolicyDocument: { readonly Statement: Statement[] } }) =>
      PolicyDocument.Statement,
  );
const typesOf = (template: Template) => new Set(Object.values(template.Resources).map(({ Type }) => Type));

/** [what may be done, to what], in words. */
const rightsOf = (template: Template, role: string) =>
  statementsOf(template, role).flatMap(({ Action, Resource }) =>
    [Action].flat().map(action => [action, JSON.stringify(Resource)] as const),
  );

/** The framework names some dependencies twice: an explicit one beside the reference that implies it. */
const exceptions = ['W3005'];

const lint = async (template: Template): Promise<unknown> => {
  const folder = await mkdtemp(join(tmpdir(), 'digitdrop-stack-test-'));
  try {
    const file = join(folder, 'template.json');
    await writeFile(file, JSON.stringify(template));
    const linting = promisify(execFile)(findPeer('cfn-lint')!, [
      '--ignore-checks',
      ...exceptions,
      '--',
      file,
    ]);
    const { stdout } = await linting.catch((error: { readonly stdout: string }) => error);
    return stdout.trim();
  } finally {
    await rm(folder, { recursive: true });
  }
};

const canLint = process.env.DIGITDROP_PEERS === 'required' || findPeer('cfn-lint') !== null;

let plain: Template = { Resources: {} };
let other: Template = { Resources: {} };

beforeAll(async () => {
  const parameters = {
    existingBucket: 'scans-of-ours',
    prefixes: 'inbox/,letters/',
    modelUri: 's3://models-of-ours/7/manifest.json',
    uploadTimeout: '120',
    corsOrigins: 'https://a.example,https://b.example',
    alarmTopic: 'arn:aws:sns:us-east-1:123456789012:alarms',
  };
  other = await packageStack(
    '--stage',
    'prod',
    ...Object.entries(parameters).flatMap(([name, value]) => ['--param', `${name}=${value}`]),
  );
  // Last, so that what is left in dist/ is the stack of the defaults.
  plain = await packageStack();
}, 2 * packagingMs);

describe('the stack', () => {
  it('keeps images in a bucket that is encrypted, versioned, closed, and reached over TLS only', () => {
    const { Properties, ...bucket } = plain.Resources.Bucket!;
    expect(bucket.DeletionPolicy).toBe('Retain');
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
    for (const name of ['BucketPolicy', 'UploadQueuePolicy', 'DeadLetterQueuePolicy'])
      expect(statementsOf(plain, name), name).toContainEqual(
        expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
      );
  });

  it('hides a message for six times the time that reading it may take, and keeps dead letters for 14 days', () => {
    for (const template of [plain, other]) {
      const { VisibilityTimeout, RedrivePolicy } = propertiesOf(template, 'UploadQueue');
      const { Timeout } = propertiesOf(template, 'OnUploadLambdaFunction');
      expect(VisibilityTimeout).toBeGreaterThanOrEqual(6 * Timeout);
      expect(RedrivePolicy).toEqual({
        deadLetterTargetArn: { 'Fn::GetAtt': ['DeadLetterQueue', 'Arn'] },
        maxReceiveCount: 5,
      });
      expect(propertiesOf(template, 'DeadLetterQueue').MessageRetentionPeriod).toBe(14 * 24 * 3600);
    }
    expect(propertiesOf(other, 'OnUploadLambdaFunction').Timeout).toBe(120);
    expect(propertiesOf(plain, 'OnUploadEventSourceMappingSQSUploadQueue')).toMatchObject({
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      MaximumBatchingWindowInSeconds: 1,
      ScalingConfig: { MaximumConcurrency: 20 },
    });
  });

  it('lets each function do its own work and nothing else', () => {
    const bucket = (path: string) =>
      `arn:\${AWS::Partition}:s3:::digitdrop-dev-\${AWS::AccountId}-\${AWS::Region}${path}`;
    const ownBucket = JSON.stringify({ 'Fn::Sub': bucket('') });
    const objects = (pattern: string) => JSON.stringify([{ 'Fn::Sub': bucket(pattern) }]);
    const queue = JSON.stringify({ 'Fn::GetAtt': ['UploadQueue', 'Arn'] });
    const logs = (name: string) =>
      JSON.stringify({
        'Fn::Sub': `arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:/aws/lambda/digitdrop-dev-${name}:*`,
      });
    expect(rightsOf(plain, 'OnUploadRole')).toEqual([
      ['sqs:ReceiveMessage', queue],
      ['sqs:DeleteMessage', queue],
      ['sqs:ChangeMessageVisibility', queue],
      ['sqs:GetQueueAttributes', queue],
      ['s3:ListBucket', ownBucket],
      ['s3:GetObject', objects('/*')],
      ['s3:GetObjectVersion', objects('/*')],
      ['s3:PutObject', objects('/*.json')],
      ['logs:CreateLogStream', logs('on-upload')],
      ['logs:PutLogEvents', logs('on-upload')],
    ]);
    expect(rightsOf(plain, 'ApiRole')).toEqual([
      ['s3:ListBucket', ownBucket],
      ['s3:GetObject', objects('/*')],
      ['logs:CreateLogStream', logs('api')],
      ['logs:PutLogEvents', logs('api')],
    ]);
    const roles = Object.entries(plain.Resources).filter(([, { Type }]) => Type.startsWith('AWS::IAM::'));
    expect(roles.map(([name]) => name).sort()).toEqual(['ApiRole', 'OnUploadRole']);
    for (const name of ['OnUpload', 'Api'])
      expect(propertiesOf(plain, `${name}LambdaFunction`).Role).toEqual({
        'Fn::GetAtt': [`${name}Role`, 'Arn'],
      });
  });

  it('answers HTTP by one route, throttled and logged', () => {
    const routes = Object.values(plain.Resources).filter(({ Type }) => Type === 'AWS::ApiGatewayV2::Route');
    expect(routes.map(({ Properties }) => Properties.RouteKey)).toEqual(['$default']);
    const stage = propertiesOf(plain, 'HttpApiStage');
    expect(stage).toMatchObject({
      StageName: '$default',
      DefaultRouteSettings: { ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 },
      AccessLogSettings: { DestinationArn: { 'Fn::GetAtt': ['HttpApiLogGroup', 'Arn'] } },
    });
    expect(() => JSON.parse(stage.AccessLogSettings.Format)).not.toThrow();
    const environment = propertiesOf(other, 'ApiLambdaFunction').Environment.Variables;
    expect(environment.CORS_ORIGINS).toBe('https://a.example,https://b.example');
  });

  it('keeps every log for a while, not for ever', () => {
    const groups = Object.values(plain.Resources).filter(({ Type }) => Type === 'AWS::Logs::LogGroup');
    expect(groups.map(({ Properties }) => [Properties.LogGroupName, Properties.RetentionInDays])).toEqual([
      ['/aws/lambda/digitdrop-dev-on-upload', 30],
      ['/aws/lambda/digitdrop-dev-api', 30],
      ['/aws/http-api/digitdrop-dev', 30],
    ]);
  });

  it('tells of dead letters, old messages, errors, throttles and slowness', () => {
    const alarms = (template: Template) =>
      Object.values(template.Resources)
        .filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm')
        .map(({ Properties }) => Properties);
    const metrics = alarms(plain).map(({ MetricName, ExtendedStatistic, Statistic }) =>
      [MetricName, ExtendedStatistic ?? Statistic].join(' '),
    );
    expect(metrics.sort()).toEqual([
      '5xx Sum',
      'ApproximateAgeOfOldestMessage Maximum',
      'ApproximateNumberOfMessagesVisible Maximum',
      'Duration p99',
      'Duration p99',
      'Errors Sum',
      'Errors Sum',
      'Throttles Sum',
      'Throttles Sum',
    ]);
    for (const { AlarmActions } of alarms(plain)) expect(AlarmActions).toEqual([]);
    for (const { AlarmActions } of alarms(other))
      expect(AlarmActions).toEqual(['arn:aws:sns:us-east-1:123456789012:alarms']);
    expect(propertiesOf(other, 'OnUploadDurationAlarm').Threshold).toBe(96_000);
  });

  it('can use a bucket that is there, through EventBridge, within its prefixes', () => {
    expect(typesOf(plain)).toContain('AWS::S3::BucketPolicy');
    expect(Object.keys(other.Resources)).not.toContain('Bucket');
    const { EventPattern, Targets } = propertiesOf(other, 'UploadRule');
    expect(EventPattern).toEqual({
      source: ['aws.s3'],
      'detail-type': ['Object Created'],
      detail: {
        bucket: { name: ['scans-of-ours'] },
        object: { key: [{ prefix: 'inbox/' }, { prefix: 'letters/' }] },
      },
    });
    expect(Targets).toMatchObject([{ Arn: { 'Fn::GetAtt': ['UploadQueue', 'Arn'] } }]);
    const [sends] = statementsOf(other, 'UploadQueuePolicy');
    expect(sends?.Condition).toEqual({
      ArnEquals: { 'aws:SourceArn': { 'Fn::GetAtt': ['UploadRule', 'Arn'] } },
    });
    const arn = (path: string) => ({ 'Fn::Sub': `arn:\${AWS::Partition}:s3:::scans-of-ours/${path}` });
    const readings = statementsOf(other, 'OnUploadRole').find(({ Sid }) => Sid === 'Readings');
    expect(readings?.Resource).toEqual([arn('inbox/*.json'), arn('letters/*.json')]);
    expect(propertiesOf(other, 'OnUploadLambdaFunction').Environment.Variables.BUCKET).toEqual(
      'scans-of-ours',
    );
  });

  it('may read a bucket of models only where one is named', () => {
    expect(typesOf(plain)).not.toContain('AWS::IAM::ManagedPolicy');
    expect(rightsOf(other, 'ModelBucketPolicy')).toEqual([
      ['s3:GetObject', JSON.stringify({ 'Fn::Sub': `arn:\${AWS::Partition}:s3:::models-of-ours/7/*` })],
      ['s3:ListBucket', JSON.stringify({ 'Fn::Sub': `arn:\${AWS::Partition}:s3:::models-of-ours` })],
    ]);
  });

  it.skipIf(!canLint)('is clean to cfn-lint, but for what is named here', async () => {
    expect(await lint(plain)).toBe('');
    expect(await lint(other)).toBe('');
    // The control: a fault is told.
    const { Bucket, ...rest } = plain.Resources;
    const faulty = { ...plain, Resources: { ...rest, Bucket: { ...Bucket!, Type: 'AWS::S3::Bukkit' } } };
    expect(await lint(faulty)).toContain('Bukkit');
  });
});
