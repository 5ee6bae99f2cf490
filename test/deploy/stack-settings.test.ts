// What the stack works out from its parameters.
import { describe, expect, it } from 'vitest';
import { deriveStackSettings } from '../../deploy/stack-settings.ts';

const defaults = {
  stage: 'dev',
  existingBucket: '',
  prefixes: '',
  modelUri: '',
  uploadTimeout: 60,
  apiTimeout: 29,
  batchWindow: 1,
  expireDays: 0,
  oldVersionDays: 30,
  alarmTopic: '',
};

// biome-ignore lint/suspicious/noTemplateCurlyInString: what CloudFormation fills in.
const s3 = 'arn:${AWS::Partition}:s3:::';

describe('the settings of a stack', () => {
  it('hides a message for six times the timeout, also where the command line gave it as text', () => {
    expect(deriveStackSettings(defaults).visibilitySeconds).toBe(361);
    expect(
      deriveStackSettings({ ...defaults, uploadTimeout: '120', batchWindow: '0' }).visibilitySeconds,
    ).toBe(720);
  });

  it('tells of the prefixes, and of the whole bucket where there are none', () => {
    const rulesOf = (prefixes: string) =>
      (deriveStackSettings({ ...defaults, prefixes }).notifications as { Filter?: unknown }[]).map(
        ({ Filter }) => Filter,
      );
    expect(rulesOf('')).toEqual([undefined]);
    expect(rulesOf('inbox/, scans/')).toEqual(
      ['inbox/', 'scans/'].map(Value => ({ S3Key: { Rules: [{ Name: 'prefix', Value }] } })),
    );
    expect(() => rulesOf('inbox/,inbox/today/')).toThrow(/none that begins with another/);
    expect(() => rulesOf('inbox/,')).toThrow(/none that begins with another/);
  });

  it('leaves out the events of readings where EventBridge can', () => {
    const patternsOf = (prefixes: string) => deriveStackSettings({ ...defaults, prefixes }).keyPatterns;
    expect(patternsOf('')).toEqual([{ 'anything-but': { suffix: '.json' } }]);
    expect(patternsOf('inbox/')).toEqual([{ prefix: 'inbox/' }]);
  });

  it('lets objects expire only where that is asked for', () => {
    const rulesOf = (expireDays: number) =>
      (deriveStackSettings({ ...defaults, expireDays, prefixes: 'a/,b/' }).lifecycle as object[]).filter(
        rule => 'ExpirationInDays' in rule,
      );
    expect(rulesOf(0)).toEqual([]);
    expect(rulesOf(90)).toMatchObject([
      { Prefix: 'a/', ExpirationInDays: 90 },
      { Prefix: 'b/', ExpirationInDays: 90 },
    ]);
  });

  it('reads the models beside their manifest, nothing else of that bucket', () => {
    const { modelKind, modelFiles, modelBucketArn } = deriveStackSettings({
      ...defaults,
      modelUri: 's3://models-of-ours/digits/7/manifest.json',
    });
    expect({ modelKind, modelFiles, modelBucketArn }).toEqual({
      modelKind: 'bucket',
      modelFiles: { 'Fn::Sub': `${s3}models-of-ours/digits/7/*` },
      modelBucketArn: { 'Fn::Sub': `${s3}models-of-ours` },
    });
    expect(deriveStackSettings(defaults).modelKind).toBe('packaged');
  });

  it('names every parameter that is wrong', () => {
    const wrong = { ...defaults, stage: 'Dev!', apiTimeout: 30, modelUri: 'models/manifest.json' };
    for (const name of ['stage', 'apiTimeout', 'modelUri'])
      expect(() => deriveStackSettings(wrong), name).toThrow(new RegExp(`at ${name}`));
  });
});
