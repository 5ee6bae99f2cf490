// The parameters of serverless.yml that say more than one place needs, checked before anything is packaged: alone,
// against each other, and as the functions will read them from their environment.
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { readConfig } from '../lib/config.ts';
import { parseManifest } from '../lib/model/manifest.ts';
import { promisesFor } from '../lib/reading/promises.ts';
import { accountContradictions } from './account-settings.ts';

const whole = z.coerce.number().int();
const seconds = whole.positive();
const yesOrNo = z.enum(['yes', 'no'], 'yes or no');

const schedule = /^$|^(rate\([1-9]\d* (minutes?|hours?|days?)\)|cron\([^()"]+\))$/;

/** The name of a secret; what CloudFormation would take for more of a reference is not in it. */
const secretName = z.string().regex(/^$|^[\w/+=.@-]{1,512}$/, 'the name of a secret in the Secrets Manager');

const schema = z.object({
  stage: z.string().regex(/^[a-z0-9-]{1,20}$/, 'small letters, figures and hyphens, 20 at most'),
  existingBucket: z.string(),
  bucketKey: z
    .string()
    .regex(/^$|^arn:[\w-]+:kms:[\w-]+:\d{12}:key\/[\w-]+$/, 'the ARN of a KMS key (not of an alias)'),
  prefixes: z.string(),
  modelUri: z.string(),
  uploadTimeout: seconds.max(900),
  apiTimeout: seconds.max(29, '29 s at most: an HTTP API waits 30 s'),
  batchWindow: whole.min(0).max(300),
  expireDays: whole.min(0),
  expireReadingDays: whole.min(0),
  oldVersionDays: whole.positive(),
  oldMessageSeconds: seconds,
  deleteReadings: yesOrNo,
  auditShare: z.coerce.number().min(0).max(1),
  expect: z.string(),
  maxError: z.coerce.string(),
  length: z.coerce.string(),
  pattern: z.coerce.string(),
  check: z.string(),
  logLevel: z.string(),
  logValues: z.string(),
  corsOrigins: z.string(),
  uploads: z.enum(['signed-in', 'yes', 'no'], 'signed-in, yes or no'),
  uploadPrefix: z.string(),
  authIssuer: z.string(),
  authAudience: z.string(),
  authClientId: z.string(),
  authScopes: z.string(),
  authRolesClaim: z.string(),
  authDefaultRole: z.string(),
  authKeys: yesOrNo,
  accounts: z.enum(['', 'cognito'], 'cognito, or nothing'),
  accountsRegistration: yesOrNo,
  accountsEmail: z
    .string()
    .regex(
      /^$|^arn:[\w-]+:ses:[\w-]+:\d{12}:identity\/[^@\s]+@[^@\s]+$/,
      'the ARN of an address that SES may send from',
    ),
  accountsPages: z
    .string()
    .regex(/^$|^https:\/\/[^\s,]+\/(\s*,\s*https:\/\/[^\s,]+\/)*$/, 'https addresses that end in a slash'),
  googleClientId: z.string(),
  googleSecret: secretName,
  linkedinClientId: z.string(),
  linkedinSecret: secretName,
  eventBus: z.string(),
  webhookUrl: z.string().regex(/^$|^https:\/\//, 'an https address'),
  webhookSecret: z.string(),
  webhookTries: whole.min(1).max(1000),
  webhookRetrySeconds: whole
    .min(240, '240 at least: six times as long as one try of a batch may take')
    .max(43_200),
  sweepSchedule: z.string().regex(schedule, 'rate(…) or cron(…) of EventBridge'),
  sweepLooks: z.enum(['lost', 'all'], 'lost or all'),
  tracing: yesOrNo,
  dashboard: yesOrNo,
  alarmTopic: z.string(),
});

export type StackParameters = Readonly<z.infer<typeof schema>>;

export const parameterNames = Object.keys(schema.shape);

/** @throws Error naming every parameter that is wrong. */
export const parseParameters = (given: Readonly<Record<string, unknown>>): StackParameters => {
  const parsed = schema.safeParse(given);
  if (!parsed.success) throw wrong(z.prettifyError(parsed.error));
  const faults = [...findContradictions(parsed.data), ...findFaultsOfSettings(parsed.data)];
  if (faults.length > 0) throw wrong(faults.join('\n'));
  return parsed.data;
};

const wrong = (faults: string): Error => new Error(`parameters of the stack:\n${faults}`);

/** What each parameter allows, and together makes no sense. */
const findContradictions = (p: StackParameters): readonly string[] => {
  const isOthers = p.existingBucket !== '';
  const areReadingsFirst =
    p.expireReadingDays > 0 && (p.expireDays === 0 || p.expireReadingDays < p.expireDays);
  const contradictions: readonly (readonly [boolean, string])[] = [
    [
      (p.webhookUrl === '') !== (p.webhookSecret === ''),
      'webhookUrl, webhookSecret: expected both or neither',
    ],
    [
      isOthers && p.expireDays + p.expireReadingDays > 0,
      'expireDays, expireReadingDays: expected 0 with existingBucket, whose lifecycle is its owner’s',
    ],
    [
      areReadingsFirst && p.sweepSchedule !== '',
      'expireReadingDays, sweepSchedule: expected one of the two: a sweep would read the images anew whose readings are gone',
    ],
  ];
  return [...contradictions, ...accountContradictions(p)].flatMap(([holds, message]) =>
    holds ? [message] : [],
  );
};

/** The functions would find these too, but only once they are up. */
const findFaultsOfSettings = (p: StackParameters): readonly string[] => {
  try {
    const { settings, modelUri } = readConfig({
      MODEL_URI: p.modelUri,
      READ_EXPECT: p.expect,
      READ_MAX_ERROR: p.maxError,
      READ_LENGTH: p.length,
      READ_PATTERN: p.pattern,
      READ_CHECK: p.check,
      LOG_LEVEL: p.logLevel,
      LOG_VALUES: p.logValues,
      CORS_ORIGINS: p.corsOrigins,
      AUTH_ISSUER: p.authIssuer,
      AUTH_AUDIENCE: p.authAudience,
      AUTH_CLIENT_ID: p.authClientId,
      AUTH_SCOPES: p.authScopes,
      AUTH_ROLES_CLAIM: p.authRolesClaim,
      AUTH_DEFAULT_ROLE: p.authDefaultRole,
      EVENT_BUS: p.eventBus,
      WEBHOOK_URL: p.webhookUrl,
      WEBHOOK_SECRET_PARAMETER: p.webhookSecret,
    });
    if (modelUri === null) promisesFor(packagedModels(), settings);
    return [];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
};

const packagedModels = () => {
  const { digit, number } = parseManifest(readFileSync(new URL('../models/manifest.json', import.meta.url)));
  return { digit: { entry: digit }, number: { entry: number } };
};
