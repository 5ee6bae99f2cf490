// Stacks that differ in what they have: each setting that adds or changes resources by itself, and all at once.
import type { Parameters } from './stack-template.ts';

const key = 'arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const webhook = { webhookUrl: 'https://hooks.example/digitdrop', webhookSecret: '/digitdrop/webhook' };

/** Settings that any stack may have. */
const settings = {
  prefixes: 'inbox/,letters/',
  modelUri: 's3://models-of-ours/7/manifest.json',
  bucketKey: key,
  deleteReadings: 'yes',
  sweepSchedule: 'rate(1 hour)',
  sweepLooks: 'all',
  eventBus: 'readings',
  ...webhook,
  authIssuer: 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_abc',
  authAudience: 'web,cli',
  tracing: 'yes',
  uploadTimeout: '120',
  maxError: '0.01',
  corsOrigins: 'https://a.example,https://b.example',
  alarmTopic: 'arn:aws:sns:us-east-1:123456789012:alarms',
};

export const variants = {
  plain: {},
  dashboardOff: { dashboard: 'no' },
  modelBucket: { modelUri: settings.modelUri },
  bucketKey: { bucketKey: key },
  deleteReadings: { deleteReadings: 'yes', prefixes: settings.prefixes },
  expiry: { expireDays: '90', expireReadingDays: '30', prefixes: settings.prefixes },
  sweep: { sweepSchedule: 'cron(0 3 * * ? *)' },
  eventBus: { eventBus: 'default' },
  webhook,
  signIn: { authIssuer: settings.authIssuer, authAudience: settings.authAudience },
  keys: { authKeys: 'yes', prefixes: settings.prefixes },
  accounts: { accounts: 'cognito' },
  accountsOfOthers: {
    accounts: 'cognito',
    accountsRegistration: 'no',
    accountsEmail: 'arn:aws:ses:us-east-1:123456789012:identity/digitdrop@example.org',
    accountsPages: 'https://numbers.example.org/',
    googleClientId: '123.apps.googleusercontent.com',
    googleSecret: 'digitdrop/google',
    linkedinClientId: '86abc',
    linkedinSecret: 'digitdrop/linkedin',
    authKeys: 'yes',
  },
  tracing: { tracing: 'yes' },
  existing: { existingBucket: 'scans-of-ours' },
  everything: { ...settings, stage: 'prod' },
  everythingOfTheirs: { ...settings, stage: 'prod', existingBucket: 'scans-of-ours' },
} as const satisfies Readonly<Record<string, Parameters>>;

export type VariantName = keyof typeof variants;
