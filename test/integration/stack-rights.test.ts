// Who may do what in the stack: by each role exactly, and in every variant nothing wider than it has to be.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  allOf,
  allRightsOf,
  inOrder,
  nameOf,
  policiesOf,
  rightsOf,
  statementsOf,
} from './stack-statements.ts';
import { openTemplateMaker, type Template, type TemplateMaker } from './stack-template.ts';
import { type VariantName, variants } from './stack-variants.ts';

let maker: TemplateMaker;
const made: Partial<Record<VariantName, Template>> = {};
const stack = (name: VariantName): Template => made[name]!;

const needed = ['plain', 'expiry', 'webhook', 'sweep', 'everything', 'everythingOfTheirs'] as const;

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
const reviewing = (bucket: string) => [
  ['s3:GetObject', s3(`${bucket}/.digitdrop/reviews/*.json`)],
  ['s3:DeleteObject', s3(`${bucket}/.digitdrop/reviews/*.json`)],
  ['s3:PutObject', s3(`${bucket}/.digitdrop/reviews/leases/*.json`)],
];
const receiving = (queue: string) => [
  ['sqs:ReceiveMessage', queue],
  ['sqs:DeleteMessage', queue],
  ['sqs:ChangeMessageVisibility', queue],
  ['sqs:GetQueueAttributes', queue],
];

describe('the rights of the stack', () => {
  it('lets each function do its own work and nothing else', () => {
    const bucket = bucketOf('dev');
    expect(allRightsOf(stack('plain'), 'OnUploadRole')).toEqual(
      inOrder([
        ...receiving('UploadQueue.Arn'),
        ['s3:ListBucket', s3(bucket)],
        ['s3:GetObject', s3(`${bucket}/*`)],
        ['s3:PutObject', s3(`${bucket}/*.json`)],
        ['s3:PutObject', s3(`${bucket}/.digitdrop/reviews/waiting/*.json`)],
        ...ownLogs('dev', 'on-upload'),
      ]),
    );
    expect(allRightsOf(stack('plain'), 'ApiRole')).toEqual(
      inOrder([
        ['s3:ListBucket', s3(bucket)],
        ['s3:GetObject', s3(`${bucket}/*`)],
        ['s3:PutObject', s3(`${bucket}/*.correction.json`)],
        ...reviewing(bucket),
        ...ownLogs('dev', 'api'),
      ]),
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
        ['s3:PutObject', s3(`${bucket}/.digitdrop/reviews/waiting/*.json`)],
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
        ['s3:PutObject', s3(`${bucket}/inbox/uploads/*`)],
        ...onEach('s3:PutObject', '*.correction.json'),
        ...reviewing(bucket),
        ...ownLogs('prod', 'api'),
        ...key('kms:Decrypt', 'kms:GenerateDataKey'),
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
    const narrow =
      /^arn:[^*]*:s3:::[^*]+\*(\.correction)?(\.json)?$|^arn:[^*]*:log-group:\/aws\/lambda\/[^*]+:\*$|^[^*]+$/;
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
});
