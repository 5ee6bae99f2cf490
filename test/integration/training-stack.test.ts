// infra/training.yml: what an operations team asks of it, and that it, the job and train:batch mean the same.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parse, type ScalarTag } from 'yaml';
import { readTrainingOrder } from '../../deploy/training-order.ts';
import { findPeer } from './peers.ts';

const file = fileURLToPath(new URL('../../infra/training.yml', import.meta.url));
const text = await readFile(file, 'utf8');
const job = await readFile(new URL('../../models/training/job.py', import.meta.url), 'utf8');

interface Resource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: each type of resource has its own properties, told by what is expected.
  readonly Properties: Readonly<Record<string, any>>;
  readonly [attribute: string]: unknown;
}

/** `!Sub x` as `{ 'Fn::Sub': 'x' }`, the way CloudFormation's JSON has it. */
const scalarTags: ScalarTag[] = [
  { tag: '!Ref', resolve: value => ({ Ref: value }) },
  { tag: '!Sub', resolve: value => ({ 'Fn::Sub': value }) },
  { tag: '!GetAtt', resolve: value => ({ 'Fn::GetAtt': value.split('.') }) },
];
const listTags = ['!If', '!Equals'].map(tag => ({ tag, collection: 'seq' as const }));

const template: {
  readonly Parameters: Readonly<Record<string, { readonly Description?: string }>>;
  readonly Resources: Readonly<Record<string, Resource>>;
} = parse(text, { customTags: [...scalarTags, ...listTags] });

const propertiesOf = (name: string) => template.Resources[name]!.Properties;

/** [what may be done, to what]; a list of things is told one by one. */
const rightsOf = (role: string) =>
  propertiesOf(role).Policies.flatMap(
    ({ PolicyDocument }: { readonly PolicyDocument: { readonly Statement: readonly Statement[] } }) =>
      PolicyDocument.Statement.flatMap(({ Effect, Action, Resource, Condition }) =>
        [Action]
          .flat()
          .flatMap(action =>
            [Resource]
              .flat()
              .map(resource => [
                Effect,
                action,
                nameOf(resource),
                ...(Condition === undefined ? [] : [Condition]),
              ]),
          ),
      ),
  );

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

const nameOf = (resource: unknown): unknown => {
  const { 'Fn::Sub': sub, 'Fn::GetAtt': attribute } = resource as Readonly<Record<string, unknown>>;
  return sub ?? (attribute as readonly string[] | undefined)?.join('.') ?? resource;
};

const lint = async (path: string): Promise<string> => {
  const linting = promisify(execFile)(findPeer('cfn-lint')!, ['--', path]);
  const { stdout } = await linting.catch((error: { readonly stdout: string }) => error);
  return stdout.trim();
};
const canLint = process.env.DIGITDROP_PEERS === 'required' || findPeer('cfn-lint') !== null;
const why = canLint ? '' : ' (skipped: no cfn-lint in .venv-test/bin or on PATH)';

describe('the stack of the training job', () => {
  it('says of every parameter what it is', () => {
    for (const [name, { Description }] of Object.entries(template.Parameters))
      expect(Description?.length, name).toBeGreaterThan(10);
  });

  it('rents spot machines with a GPU, none while there is no job', () => {
    expect(propertiesOf('ComputeEnvironment')).toMatchObject({
      Type: 'MANAGED',
      ComputeResources: { Type: 'SPOT', MinvCpus: 0, Ec2Configuration: [{ ImageType: 'ECS_AL2023_NVIDIA' }] },
    });
    expect(propertiesOf('ComputeEnvironment').ComputeResources).not.toHaveProperty('DesiredvCpus');
    expect(propertiesOf('JobDefinition').ContainerProperties.ResourceRequirements).toContainEqual({
      Type: 'GPU',
      Value: '1',
    });
  });

  it('tries again where a machine was taken away, and nowhere else, and ends an attempt in time', () => {
    expect(propertiesOf('JobDefinition').RetryStrategy.EvaluateOnExit).toEqual([
      { OnStatusReason: 'Host EC2*', Action: 'RETRY' },
      { OnExitCode: '143', Action: 'RETRY' },
      { OnReason: '*', Action: 'EXIT' },
    ]);
    expect(job).toContain('TAKEN_AWAY = 143');
    expect(propertiesOf('JobDefinition').Timeout.AttemptDurationSeconds).toEqual({ Ref: 'AttemptSeconds' });
  });

  it('lets the job read its data, keep its models and runs, and do nothing else', () => {
    const data = `arn:\${AWS::Partition}:s3:::\${DataBucket}`;
    const underPrefix = `\${DataPrefix}/*`;
    const models = `\${ModelBucket.Arn}`;
    expect(rightsOf('JobRole')).toEqual([
      ['Allow', 's3:GetObject', `${data}/${underPrefix}`],
      ['Allow', 's3:ListBucket', data, { StringLike: { 's3:prefix': { 'Fn::Sub': underPrefix } } }],
      ['Allow', 's3:GetObject', `${models}/serving/*`],
      ['Allow', 's3:GetObject', `${models}/runs/*`],
      ['Allow', 's3:PutObject', `${models}/serving/*`],
      ['Allow', 's3:PutObject', `${models}/runs/*`],
      ['Allow', 's3:ListBucket', 'ModelBucket.Arn'],
    ]);
    expect(propertiesOf('JobRole')).not.toHaveProperty('ManagedPolicyArns');
  });

  it('lets what starts the job pull one image and write one log', () => {
    expect(rightsOf('ExecutionRole')).toEqual([
      ['Allow', 'ecr:GetAuthorizationToken', '*'],
      ['Allow', 'ecr:BatchCheckLayerAvailability', 'Repository.Arn'],
      ['Allow', 'ecr:BatchGetImage', 'Repository.Arn'],
      ['Allow', 'ecr:GetDownloadUrlForLayer', 'Repository.Arn'],
      ['Allow', 'logs:CreateLogStream', 'LogGroup.Arn'],
      ['Allow', 'logs:PutLogEvents', 'LogGroup.Arn'],
    ]);
  });

  it('lets nothing in from the network, and the job not at its machine’s own rights', () => {
    const group = propertiesOf('SecurityGroup');
    expect(group).not.toHaveProperty('SecurityGroupIngress');
    expect(group.SecurityGroupEgress).toMatchObject([{ FromPort: 443, ToPort: 443 }]);
    expect(Object.values(template.Resources).map(({ Type }) => Type)).not.toContain(
      'AWS::EC2::SecurityGroupIngress',
    );
    expect(propertiesOf('LaunchTemplate').LaunchTemplateData.MetadataOptions).toEqual({
      HttpTokens: 'required',
      HttpPutResponseHopLimit: 1,
    });
  });

  it('keeps models in a bucket that is encrypted, versioned, closed, and reached over TLS only', () => {
    expect(template.Resources.ModelBucket).toMatchObject({ DeletionPolicy: 'Retain' });
    expect(propertiesOf('ModelBucket')).toMatchObject({
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
    });
    expect(propertiesOf('ModelBucketPolicy').PolicyDocument.Statement).toContainEqual(
      expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
    );
    // Models and manifests never expire: only what lies under runs/ does.
    const expiring = propertiesOf('ModelBucket').LifecycleConfiguration.Rules.filter(
      (rule: object) => 'ExpirationInDays' in rule,
    );
    expect(expiring).toMatchObject([{ Prefix: 'runs/' }]);
  });

  it('keeps its log for a while, not for ever', () => {
    expect(propertiesOf('LogGroup').RetentionInDays).toEqual({ Ref: 'LogDays' });
    expect(
      propertiesOf('JobDefinition').ContainerProperties.LogConfiguration.Options['awslogs-group'],
    ).toEqual({
      Ref: 'LogGroup',
    });
  });

  it('starts the job with what train:batch submits, in words that the job knows', () => {
    const { Parameters, ContainerProperties } = propertiesOf('JobDefinition');
    const order = readTrainingOrder(['digit'], new Date());
    expect('follow' in order.job ? [] : Object.keys(order.job.parameters).sort()).toEqual(
      Object.keys(Parameters).sort(),
    );
    const command: readonly string[] = ContainerProperties.Command;
    const filled = command.filter(word => word.startsWith('Ref::')).map(word => word.slice(5));
    expect(filled.sort()).toEqual(Object.keys(Parameters).sort());
    for (const flag of command.filter(word => word.startsWith('--')))
      expect(job).toContain(`add_argument("${flag}"`);
    const variables = ContainerProperties.Environment.map(({ Name }: { readonly Name: string }) => Name);
    expect(variables).toEqual(['AWS_DEFAULT_REGION', 'DATA_URI', 'MODELS_URI', 'RUNS_URI']);
    for (const variable of variables.slice(1)) expect(job).toContain(variable);
    for (const name of ['JobQueue', 'JobDefinition'])
      expect(propertiesOf(name)[`${name}Name`]).toEqual({ Ref: 'AWS::StackName' });
  });

  it.skipIf(!canLint)(`is clean to cfn-lint${why}`, async () => {
    expect(await lint(file)).toBe('');
    // The control: a fault is told.
    const folder = await mkdtemp(join(tmpdir(), 'digitdrop-training-stack-'));
    try {
      const faulty = join(folder, 'training.yml');
      await writeFile(faulty, text.replace('AWS::Batch::JobQueue', 'AWS::Batch::JobKeue'));
      expect(await lint(faulty)).toContain('JobKeue');
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
