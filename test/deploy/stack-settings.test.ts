// What the stack works out from its parameters, and which of them it refuses.
import { describe, expect, it } from 'vitest';
import { parameterNames } from '../../deploy/stack-parameters.ts';
import { deriveStackSettings } from '../../deploy/stack-settings.ts';

/** The defaults of serverless.yml that are not empty. */
const defaults: Readonly<Record<string, unknown>> = {
  ...Object.fromEntries(parameterNames.map(name => [name, ''])),
  stage: 'dev',
  uploadTimeout: 60,
  apiTimeout: 29,
  batchWindow: 1,
  expireDays: 0,
  expireReadingDays: 0,
  oldVersionDays: 30,
  oldMessageSeconds: 900,
  deleteReadings: 'no',
  auditShare: '0',
  logLevel: 'info',
  logValues: 'no',
  webhookTries: 12,
  webhookRetrySeconds: 300,
  sweepLooks: 'lost',
  uploads: 'signed-in',
  tracing: 'no',
  dashboard: 'yes',
  authKeys: 'no',
  accountsRegistration: 'yes',
};

const settingsOf = (given: Readonly<Record<string, unknown>> = {}) =>
  deriveStackSettings({ ...defaults, ...given });

// biome-ignore lint/suspicious/noTemplateCurlyInString: what CloudFormation fills in.
const s3 = 'arn:${AWS::Partition}:s3:::';

describe('the settings of a stack', () => {
  it('hides a message for six times the timeout, also where the command line gave it as text', () => {
    expect(settingsOf().visibilitySeconds).toBe(361);
    expect(settingsOf({ uploadTimeout: '120', batchWindow: '0' }).visibilitySeconds).toBe(720);
  });

  it('tells of the prefixes, and of the whole bucket where there are none', () => {
    const rulesOf = (prefixes: string) =>
      (settingsOf({ prefixes }).notifications as { Filter?: unknown }[]).map(({ Filter }) => Filter);
    expect(rulesOf('')).toEqual([undefined]);
    expect(rulesOf('inbox/, scans/')).toEqual(
      ['inbox/', 'scans/'].map(Value => ({ S3Key: { Rules: [{ Name: 'prefix', Value }] } })),
    );
    expect(() => rulesOf('inbox/,inbox/today/')).toThrow(/none that begins with another/);
    expect(() => rulesOf('inbox/,')).toThrow(/none that begins with another/);
  });

  it('tells of removed images only where readings are to go with them', () => {
    const eventsOf = (deleteReadings: string) => {
      const { notifications, detailTypes } = settingsOf({ deleteReadings, prefixes: 'a/,b/' });
      return [(notifications as { Event: string }[]).map(({ Event }) => Event), detailTypes];
    };
    expect(eventsOf('no')).toEqual([['s3:ObjectCreated:*', 's3:ObjectCreated:*'], ['Object Created']]);
    expect(eventsOf('yes')).toEqual([
      ['s3:ObjectCreated:*', 's3:ObjectRemoved:*', 's3:LifecycleExpiration:*'].flatMap(one => [one, one]),
      ['Object Created', 'Object Deleted'],
    ]);
  });

  it('leaves out the events of readings where EventBridge can', () => {
    const patternsOf = (prefixes: string) => settingsOf({ prefixes }).keyPatterns;
    expect(patternsOf('')).toEqual([{ 'anything-but': { suffix: '.json' } }]);
    expect(patternsOf('inbox/')).toEqual([{ prefix: 'inbox/' }]);
  });

  it('takes uploads where people sign in or it is told to, below what is read', () => {
    const auth = { authIssuer: 'https://issuer.example', authAudience: 'web' };
    const of = (given: Readonly<Record<string, unknown>>) => {
      const { uploads, uploadPrefix, uploadsKind, bucketCors } = settingsOf(given);
      return [uploads, uploadPrefix, uploadsKind, 'CorsRules' in (bucketCors as object)];
    };
    const off = ['no', '', 'off', false];
    expect(of({})).toEqual(off);
    expect(of({ ...auth, uploads: 'no' })).toEqual(off);
    expect(of(auth)).toEqual(['yes', 'uploads/', 'on', true]);
    expect(of({ uploads: 'yes', prefixes: 'inbox/,letters/' })[1]).toBe('inbox/uploads/');
    expect(of({ uploads: 'yes', prefixes: 'inbox/,letters/', uploadPrefix: 'letters/' })[1]).toBe('letters/');
    expect(() => of({ uploads: 'yes', prefixes: 'inbox/', uploadPrefix: 'uploads/' })).toThrow(
      /uploadPrefix/,
    );
    expect(() => of({ uploads: 'yes', uploadPrefix: 'uploads' })).toThrow(/UPLOAD_PREFIX/);
    expect(settingsOf({ ...auth, corsOrigins: 'https://a.example, https://b.example' }).bucketCors).toEqual({
      CorsRules: [
        {
          AllowedOrigins: [
            { 'Fn::Sub': `https://\${HttpApi}.execute-api.\${AWS::Region}.\${AWS::URLSuffix}` },
            'https://a.example',
            'https://b.example',
          ],
          AllowedMethods: ['PUT'],
          AllowedHeaders: ['content-type', 'if-none-match', 'x-amz-meta-*'],
          MaxAge: 600,
        },
      ],
    });
  });

  it('lets objects expire only where that is asked for, and readings alone by their tag', () => {
    const rulesOf = (given: Readonly<Record<string, unknown>>) =>
      (settingsOf({ prefixes: 'a/,b/', ...given }).lifecycle as { Id: string }[]).filter(
        rule => 'ExpirationInDays' in rule,
      );
    expect(rulesOf({})).toEqual([]);
    expect(rulesOf({ expireDays: 90 })).toMatchObject([
      { Prefix: 'a/', ExpirationInDays: 90 },
      { Prefix: 'b/', ExpirationInDays: 90 },
    ]);
    const TagFilters = [{ Key: 'digitdrop', Value: 'reading' }];
    expect(rulesOf({ expireReadingDays: '30', prefixes: '' })).toMatchObject([
      { TagFilters, ExpirationInDays: 30 },
    ]);
    const both = rulesOf({ expireDays: 90, expireReadingDays: 30 });
    expect(both).toHaveLength(4);
    expect(new Set(both.map(({ Id }) => Id)).size).toBe(4);
    expect([settingsOf().tagsReadings, settingsOf({ expireReadingDays: 30 }).tagsReadings]).toEqual([
      'no',
      'yes',
    ]);
  });

  it('reads the models beside their manifest, nothing else of that bucket', () => {
    const { modelKind, modelFiles } = settingsOf({
      modelUri: 's3://models-of-ours/digits/7/manifest.json',
    });
    expect({ modelKind, modelFiles }).toEqual({
      modelKind: 'bucket',
      modelFiles: { 'Fn::Sub': `${s3}models-of-ours/digits/7/*` },
    });
    expect(settingsOf().modelKind).toBe('packaged');
  });

  it('gives a webhook a bus of its own where none is named', () => {
    const webhook = { webhookUrl: 'https://hooks.example/', webhookSecret: '/digitdrop/webhook' };
    const busOf = (given: Readonly<Record<string, unknown>>) => {
      const { eventBus, eventBusKind, webhookKind } = settingsOf(given);
      return [eventBusKind, eventBus, webhookKind];
    };
    expect(busOf({})).toEqual(['none', '', 'off']);
    expect(busOf({ eventBus: 'default' })).toEqual(['given', 'default', 'off']);
    expect(busOf(webhook)).toEqual(['own', { Ref: 'EventBus' }, 'on']);
    expect(busOf({ ...webhook, eventBus: 'default' })).toEqual(['given', 'default', 'on']);
    // An ARN of a parameter has no second slash.
    expect(settingsOf(webhook).webhookParameter).toBe('digitdrop/webhook');
  });
});

describe('parameters', () => {
  it('that are wrong are all named', () => {
    const wrong = { stage: 'Dev!', apiTimeout: 30, webhookRetrySeconds: 60, sweepSchedule: 'hourly' };
    for (const name of Object.keys(wrong)) expect(() => settingsOf(wrong), name).toThrow(`at ${name}`);
  });

  it.each([
    [{ webhookUrl: 'https://hooks.example/' }, /webhookUrl, webhookSecret: expected both/],
    [{ webhookSecret: '/digitdrop/webhook' }, /webhookUrl, webhookSecret: expected both/],
    [{ webhookUrl: 'http://127.0.0.1/', webhookSecret: 'x' }, /at webhookUrl/],
    [{ existingBucket: 'scans-of-ours', expireDays: 90 }, /expireDays.*existingBucket/],
    [{ existingBucket: 'scans-of-ours', expireReadingDays: 90 }, /expireReadingDays.*existingBucket/],
    [{ sweepSchedule: 'rate(1 hour)', expireReadingDays: 30 }, /expireReadingDays, sweepSchedule/],
    [{ sweepSchedule: 'rate(1 hour)', expireReadingDays: 30, expireDays: 90 }, /sweepSchedule/],
    [{ authIssuer: 'https://issuer.example' }, /AUTH_AUDIENCE/],
    [{ authIssuer: 'http://issuer.example', authAudience: 'web' }, /AUTH_ISSUER/],
    [{ authClientId: 'page' }, /AUTH_ISSUER/],
    [{ accounts: 'cognito', authIssuer: 'https://issuer.example', authAudience: 'web' }, /got both/],
    [{ accounts: 'another' }, /at accounts/],
    [{ googleClientId: 'x', googleSecret: 'y' }, /accounts=cognito/],
    [{ accounts: 'cognito', googleClientId: 'x' }, /googleClientId, googleSecret: expected both/],
    [{ accounts: 'cognito', linkedinSecret: 'x' }, /linkedinClientId, linkedinSecret: expected both/],
    [{ accounts: 'cognito', googleClientId: 'x', googleSecret: 'a}}{{b' }, /at googleSecret/],
    [{ accounts: 'cognito', accountsPages: 'http://numbers.example/' }, /at accountsPages/],
    [{ accounts: 'cognito', accountsEmail: 'digitdrop@example.org' }, /at accountsEmail/],
    [{ authDefaultRole: 'admin' }, /AUTH_DEFAULT_ROLE/],
    [{ modelUri: 'models/manifest.json' }, /MODEL_URI/],
    [{ eventBus: 'arn:aws:events:us-east-1:123456789012:event-bus/x' }, /EVENT_BUS/],
    [{ bucketKey: 'alias/ours' }, /at bucketKey/],
    [{ expect: 'word' }, /expect/],
    [{ pattern: '9[', length: 5 }, /pattern/],
    [{ maxError: '0.000001' }, /smallest rate/],
    [{ logLevel: 'loud' }, /LOG_LEVEL/],
    [{ deleteReadings: 'perhaps' }, /at deleteReadings/],
  ])('%j are refused', (given, message) => {
    expect(() => settingsOf(given)).toThrow(message);
  });

  it.each([
    { sweepSchedule: 'rate(1 hour)', expireReadingDays: 90, expireDays: 90 },
    { sweepSchedule: 'rate(1 hour)', expireDays: 90 },
    { sweepSchedule: 'cron(0/15 8-18 ? * MON-FRI *)', sweepLooks: 'all' },
    { expect: 'number', length: 5, maxError: 0.01 },
    // What another manifest promises is not known here.
    { maxError: '0.000001', modelUri: 's3://models/manifest.json' },
    { authIssuer: 'https://issuer.example/', authAudience: 'web,cli' },
  ])('%j are taken', given => {
    expect(() => settingsOf(given)).not.toThrow();
  });
});
