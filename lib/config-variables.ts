// The environment's variables, by their names, and what each may be. No other file knows them.
import { z } from 'zod';

const port = (fallback: number) =>
  z
    .string()
    .regex(/^\d{1,5}$/, 'a port number, 0 to 65535')
    .transform(Number)
    .refine(number => number <= 65_535, 'a port number, 0 to 65535')
    .default(fallback);

const endpoint = z.url({ protocol: /^https?$/, error: 'an http(s) address' }).optional();

/** Nobody on the way reads along. */
const isPrivateWay = (address: string): boolean => {
  const { protocol, hostname } = URL.parse(address) ?? {};
  const isOnLoopback = ['localhost', '127.0.0.1', '[::1]'].includes(hostname ?? '');
  return protocol === 'https:' || (protocol === 'http:' && isOnLoopback);
};

/** `fetch` calls no address with user and password in it, and names both in its error. */
const isWithoutUser = (address: string): boolean => {
  const { username, password } = URL.parse(address) ?? {};
  return !username && !password;
};

/** Words with commas between. */
export const listOf = (text: string): readonly string[] =>
  Object.freeze(
    text
      .split(',')
      .map(word => word.trim())
      .filter(word => word !== ''),
  );

/** A page's address as its browser sends it in `Origin`; an entry that differs by a slash would never match. */
const isOrigin = (address: string): boolean =>
  /^https?:[^*]+$/.test(address) && URL.parse(address)?.origin === address;

/** A secret that guards something: long enough that nobody guesses it, and of what a header may carry. */
const secret = (shape: RegExp, expected: string) => z.string().regex(shape, expected).optional();

/** Settings whose values no message may show. */
export const secretNames = new Set([
  'EVENTS_TOKEN',
  'EVENTS_BASIC',
  'S3_ACCESS_KEY_ID',
  'S3_SECRET_ACCESS_KEY',
  // Chat systems put a token into the path.
  'WEBHOOK_URL',
]);

export const variables = z.object({
  // Some shells put the machine's name here: looked at by `serve --store` alone.
  HOST: z.string().default('127.0.0.1'),
  PORT: port(3000),
  S3_PORT: port(4566),
  DATA_DIR: z.string().default('.digitdrop'),
  BUCKET: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'a bucket name of 3 to 63 characters')
    .default('digitdrop'),
  AWS_REGION: z.string().default('us-east-1'),
  AWS_ACCESS_KEY_ID: z.string().optional(),
  AWS_PROFILE: z.string().optional(),
  S3_ENDPOINT: endpoint,
  S3_PUBLIC_ENDPOINT: endpoint,
  S3_PATH_STYLE: z.enum(['yes', 'no'], 'yes or no').default('yes'),
  S3_REGION: z
    .string()
    .regex(/^[\w.-]+$/, 'the name of a region')
    .optional(),
  S3_ACCESS_KEY_ID: z.string().optional(),
  S3_SECRET_ACCESS_KEY: z.string().optional(),
  S3_TIMEOUT_MS: z.coerce
    .number('a number of milliseconds')
    .int()
    .min(100, '100 to 60000')
    .max(60_000, '100 to 60000')
    .default(20_000),
  // The SDK obeys these by itself; the house must know of them, or it would take another store for AWS.
  AWS_ENDPOINT_URL_S3: endpoint,
  AWS_ENDPOINT_URL: endpoint,
  QUEUE_URL: endpoint,
  SWEEP_MINUTES: z.coerce
    .number('a number of minutes')
    .min(0, '0 or more')
    .max(10_080, 'a week at most, in minutes')
    .default(60),
  EVENTS_TOKEN: secret(/^[\x21-\x7e]{16,}$/, '16 characters or more of ASCII, without spaces'),
  EVENTS_BASIC: secret(/^[^:\s]+:[\x21-\x7e]{16,}$/, 'user:password, the password of 16 characters or more'),
  CONDITIONAL_WRITES: z.enum(['yes', 'no'], 'yes or no').optional(),
  UPLOADS: z.enum(['yes', 'no'], 'yes or no').default('yes'),
  UPLOAD_PREFIX: z
    .string()
    .max(200)
    .regex(/^([A-Za-z0-9_-][\w.-]*\/)+$/, 'folders that end in a slash, as scans/uploads/')
    .default('uploads/'),
  DELETE_READINGS: z.enum(['yes', 'no'], 'yes or no').default('no'),
  TAG_READINGS: z.enum(['yes', 'no'], 'yes or no').default('no'),
  AUDIT_SHARE: z.coerce.number('a share from 0 to 1').min(0, '0 to 1').max(1, '0 to 1').default(0),
  MODEL_URI: z
    .string()
    .regex(/^s3:\/\/[^/]+\/.+\.json$/, 's3://bucket/…/manifest.json')
    .optional(),
  CORS_ORIGINS: z
    .string()
    .refine(
      text => listOf(text).every(word => word === '*' || isOrigin(word)),
      'origins as browsers send them, https://page.example or with :port, commas between, or *',
    )
    .default(''),
  AUTH_ISSUER: z
    .url('the address of an OpenID issuer')
    .refine(isPrivateWay, 'an https address, or http on loopback')
    .refine(isWithoutUser, 'an address without user and password')
    .optional(),
  AUTH_AUDIENCE: z
    .string()
    .regex(/[^\s,]/, 'whom tokens are for')
    .optional(),
  AUTH_CLIENT_ID: z
    .string()
    .regex(/^[\x21-\x7e]{1,200}$/, 'the id of a public client, without spaces')
    .optional(),
  AUTH_SCOPES: z
    .string()
    .regex(
      /^(?=(.* )?openid( |$))[\x21\x23-\x5b\x5d-\x7e]+( [\x21\x23-\x5b\x5d-\x7e]+)*$/,
      'scopes with spaces between, openid among them',
    )
    .default('openid email'),
  AUTH_ROLES_CLAIM: z
    .string()
    .regex(/^\S{1,200}$/, 'the name of a claim')
    .optional(),
  AUTH_DEFAULT_ROLE: z.enum(['none', 'reader', 'reviewer'], 'none, reader or reviewer').default('reader'),
  AUTH_KEYS: z.enum(['yes', 'no'], 'yes or no').default('no'),
  EVENT_BUS: z
    .string()
    .regex(/^[\w./-]{1,256}$/, 'the name of an event bus')
    .optional(),
  WEBHOOK_URL: z
    .url('an address')
    .refine(isPrivateWay, 'an https address, or http on loopback')
    .refine(isWithoutUser, 'an address without user and password')
    .optional(),
  WEBHOOK_SECRET: z.string().optional(),
  WEBHOOK_SECRET_PARAMETER: z
    .string()
    .regex(/^[\w./-]{1,1011}$/, 'the name of a parameter')
    .optional(),
  // Lambda's own: the function that this process is.
  AWS_LAMBDA_FUNCTION_NAME: z.string().optional(),
  LOG_VALUES: z.enum(['yes', 'no'], 'yes or no').default('no'),
  LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'], 'debug, info, warn, error or silent')
    .default('info'),
});
