// The settings: `readConfig(env)` in, a frozen object out. Pure; what each variable may be, config-variables.ts says.
import { listOf, secretNames, variables } from './config-variables.ts';
import { DigitdropError } from './errors.ts';
import type { Role } from './http/roles.ts';
import { kebabOptionNames, parseOptions, type ReadOptions } from './reading/options.ts';

export interface Config {
  /** The address that `serve --store` listens on. */
  readonly host: string;
  /** HTTP port of the laptop's gateway; 0 takes any free one. */
  readonly port: number;
  /** S3 port of the laptop's bucket; 0 takes any free one. */
  readonly s3Port: number;
  /** Folder of the laptop's objects and state. */
  readonly dataDir: string;
  /** The one bucket that readings may be asked for by key. */
  readonly bucket: string;
  readonly region: string;
  /** Another S3-compatible store than AWS; null means AWS. */
  readonly s3Endpoint: string | null;
  /** The address by which browsers reach that store, where it is another; null: the same. */
  readonly s3PublicEndpoint: string | null;
  /** `https://store/bucket/key` where true, `https://bucket.store/key` where not; AWS' own is not asked. */
  readonly s3PathStyle: boolean;
  /** The store's region, where it is another than the queue's and the bus'. */
  readonly s3Region: string;
  /** The store's own credentials; null: those that the SDK finds for everything. */
  readonly s3Credentials: { readonly accessKeyId: string; readonly secretAccessKey: string } | null;
  /** How long one call to the store may take. */
  readonly s3TimeoutMs: number;
  /** Whether the environment names AWS credentials; a store on loopback is opened without them too. */
  readonly hasCredentials: boolean;
  /** What the store is said to do with `If-Match`; null: AWS is trusted, others are probed. */
  readonly conditionalWrites: boolean | null;
  /** The queue of uploads, where it is not the laptop's own. */
  readonly queueUrl: string | null;
  /** `serve --store` looks so often for images that nobody told of; 0: never. */
  readonly sweepMinutes: number;
  /** What `POST /v1/events` asks of its callers, either of the two; both null: there is no such route. */
  readonly eventsToken: string | null;
  /** `user:password` */
  readonly eventsBasic: string | null;
  /** Where uploads by `POST /v1/uploads` go, with its slash; null: there is no such route. */
  readonly uploadPrefix: string | null;
  /** Does a reading go with its image? */
  readonly removesReadings: boolean;
  /** The share of accepted readings, 0 to 1, that a person is to look at as well. */
  readonly auditShare: number;
  /** Is a reading marked with a tag when it is placed, so that the bucket's lifecycle knows it from an image? */
  readonly tagsReadings: boolean;
  /** Another model manifest than the packaged one. */
  readonly modelUri: string | null;
  /** What is asked of every reading whose caller asks for nothing else: READ_EXPECT, READ_MAX_ERROR and so on. */
  readonly settings: ReadOptions;
  /** Origins that a browser may call from, beside the page's own. */
  readonly corsOrigins: readonly string[];
  /** The OpenID issuer whose tokens `/v1/…` asks for, as it names itself; null: nobody has to sign in. */
  readonly authIssuer: string | null;
  /** Whom its tokens have to be for: one of these. */
  readonly authAudiences: readonly string[];
  /** The public client by which the page signs in, and the scopes that it asks for; null: it does not. */
  readonly authClientId: string | null;
  readonly authScopes: string;
  /** The claim that names roles; null: the usual two. */
  readonly authRolesClaim: string | null;
  /** What somebody may be whom the issuer knows and gives no role; null: nothing. */
  readonly authDefaultRole: Role | null;
  /** Whether machines may come with a key of `digitdrop keys`. */
  readonly authKeys: boolean;
  /** The EventBridge bus that is told of each reading; null: none. */
  readonly eventBus: string | null;
  /** Where each reading is told by a signed POST; null: nowhere. */
  readonly webhookUrl: string | null;
  /** The keys that sign, as text; null where a parameter of AWS holds them. */
  readonly webhookSecret: string | null;
  readonly webhookSecretParameter: string | null;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** Whether logs may hold the values that were read. */
  readonly logsValues: boolean;
  /** On Lambda the function's name; null elsewhere. */
  readonly functionName: string | null;
}

/**
 * Reads the settings. An empty variable is a missing one.
 * @throws DigitdropError `bad-config` naming every fault at once.
 */
export const readConfig = (env: Readonly<Record<string, string | undefined>>): Config => {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = variables.safeParse(given);
  const { settings, fault } = readSettings(given);
  const half =
    halfOfPair(given, 'S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY') ??
    halfOfPair(given, 'AUTH_ISSUER', 'AUTH_AUDIENCE') ??
    lackOf(given, 'AUTH_CLIENT_ID', 'AUTH_ISSUER');
  const strange = findStrange(given);
  if (!parsed.success || fault !== null || half !== null || strange.length > 0) {
    const wrong = (parsed.error?.issues ?? []).map(issue => {
      const name = String(issue.path[0]);
      const got = secretNames.has(name) ? 'another' : JSON.stringify(given[name]);
      return `${name}: expected ${issue.message}, got ${got}`;
    });
    const whole = [...wrong, ...[half, fault].filter(told => told !== null), ...strange].join('; ');
    throw new DigitdropError('bad-config', whole, { cause: parsed.error });
  }
  const e = parsed.data;
  return Object.freeze({
    host: e.HOST,
    port: e.PORT,
    s3Port: e.S3_PORT,
    dataDir: e.DATA_DIR,
    bucket: e.BUCKET,
    region: e.AWS_REGION,
    s3Endpoint: e.S3_ENDPOINT ?? e.AWS_ENDPOINT_URL_S3 ?? e.AWS_ENDPOINT_URL ?? null,
    s3PublicEndpoint: e.S3_PUBLIC_ENDPOINT ?? null,
    s3PathStyle: e.S3_PATH_STYLE === 'yes',
    s3Region: e.S3_REGION ?? e.AWS_REGION,
    s3Credentials: credentialsOf(e.S3_ACCESS_KEY_ID, e.S3_SECRET_ACCESS_KEY),
    s3TimeoutMs: e.S3_TIMEOUT_MS,
    hasCredentials: e.AWS_ACCESS_KEY_ID !== undefined || e.AWS_PROFILE !== undefined,
    conditionalWrites: e.CONDITIONAL_WRITES === undefined ? null : e.CONDITIONAL_WRITES === 'yes',
    queueUrl: e.QUEUE_URL ?? null,
    sweepMinutes: e.SWEEP_MINUTES,
    eventsToken: e.EVENTS_TOKEN ?? null,
    eventsBasic: e.EVENTS_BASIC ?? null,
    uploadPrefix: e.UPLOADS === 'yes' ? e.UPLOAD_PREFIX : null,
    removesReadings: e.DELETE_READINGS === 'yes',
    auditShare: e.AUDIT_SHARE,
    tagsReadings: e.TAG_READINGS === 'yes',
    modelUri: e.MODEL_URI ?? null,
    settings,
    corsOrigins: listOf(e.CORS_ORIGINS),
    authIssuer: e.AUTH_ISSUER ?? null,
    authAudiences: listOf(e.AUTH_AUDIENCE ?? ''),
    authClientId: e.AUTH_CLIENT_ID ?? null,
    authScopes: e.AUTH_SCOPES,
    authRolesClaim: e.AUTH_ROLES_CLAIM ?? null,
    authDefaultRole: e.AUTH_DEFAULT_ROLE === 'none' ? null : e.AUTH_DEFAULT_ROLE,
    authKeys: e.AUTH_KEYS === 'yes',
    eventBus: e.EVENT_BUS ?? null,
    webhookUrl: e.WEBHOOK_URL ?? null,
    webhookSecret: e.WEBHOOK_SECRET ?? null,
    webhookSecretParameter: e.WEBHOOK_SECRET_PARAMETER ?? null,
    logLevel: e.LOG_LEVEL,
    logsValues: e.LOG_VALUES === 'yes',
    functionName: e.AWS_LAMBDA_FUNCTION_NAME ?? null,
  });
};

/** What is wrong where one of two settings is there without the other; else null. */
const halfOfPair = (
  given: Readonly<Record<string, string | undefined>>,
  one: string,
  other: string,
): string | null => {
  if ((given[one] === undefined) === (given[other] === undefined)) return null;
  const [has, lacks] = given[one] === undefined ? [other, one] : [one, other];
  return `${lacks}: expected one beside ${has}, got nothing`;
};

/** What is wrong where the first is there without the second; else null. */
const lackOf = (
  given: Readonly<Record<string, string | undefined>>,
  has: string,
  lacks: string,
): string | null =>
  given[has] === undefined || given[lacks] !== undefined
    ? null
    : `${lacks}: expected one beside ${has}, got nothing`;

const credentialsOf = (accessKeyId: string | undefined, secretAccessKey: string | undefined) =>
  accessKeyId === undefined || secretAccessKey === undefined
    ? null
    : Object.freeze({ accessKeyId, secretAccessKey });

/** Each option under its name on the command line, in capitals. */
const settingNames: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(kebabOptionNames).map(([option, name]) => [
    option,
    `READ_${name.replace('-', '_').toUpperCase()}`,
  ]),
);

/**
 * What starts so is ours. A misspelt READ_MAX_ERROR would leave another promise standing, a misspelt AUTH_KEYS
 * would leave the house open, without a word.
 */
const ownPrefixes: Readonly<Record<string, readonly string[]>> = {
  READ_: Object.values(settingNames),
  AUTH_: Object.keys(variables.shape).filter(name => name.startsWith('AUTH_')),
};

/** Of each prefix the first variable that nobody knows; the name alone, for its value may be a secret. */
const findStrange = (given: Readonly<Record<string, string | undefined>>): readonly string[] =>
  Object.entries(ownPrefixes).flatMap(([prefix, known]) => {
    const strange = Object.keys(given).find(name => name.startsWith(prefix) && !known.includes(name));
    return strange === undefined ? [] : [`${prefix}…: expected ${known.join(', ')}, got ${strange}`];
  });

/** READ_MAX_ERROR=0.01 and the like. */
const readSettings = (given: Readonly<Record<string, string | undefined>>) => {
  const named = Object.entries(settingNames).map(([option, name]) => [option, given[name]]);
  try {
    return { settings: Object.freeze(parseOptions(Object.fromEntries(named))), fault: null };
  } catch (error) {
    if (!(error instanceof DigitdropError)) throw error;
    return { settings: parseOptions({}), fault: `READ_…: ${error.message}` };
  }
};
