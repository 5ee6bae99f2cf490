// The cloud's own functions, opened over the laptop's bucket by the environment that they read.
import type { Announce } from '../after/reading-created.ts';
import type { Config } from '../config.ts';
import { type House, houseOfEnvironment } from '../house.ts';
import type { TakeEvents } from '../http/take-events.ts';
import { anyCredentials } from '../loopback-credentials.ts';
import type { LambdaHandler } from './lambda-context.ts';

export interface Doors {
  readonly onUpload: LambdaHandler;
  readonly api: LambdaHandler;
  readonly house: Pick<House, 'store' | 'reader'>;
}

export type OpenDoors = (
  config: Config,
  options: {
    readonly s3Url: string;
    readonly isReady: () => boolean;
    /** Told of each reading; null: nobody. */
    readonly announce: Announce | null;
    /** Where events that come over HTTP go. */
    readonly takeEvents: TakeEvents;
  },
) => Promise<Doors>;

/**
 * What the functions' environment would say on this laptop. Credentials are made up: whatever the shell has,
 * the loopback bucket needs none, and looking for real ones may take seconds or ask questions.
 */
const functionEnvironment = (config: Config, s3Url: string): Readonly<Record<string, string>> => ({
  S3_ENDPOINT: s3Url,
  BUCKET: config.bucket,
  AWS_REGION: config.region,
  // Those of another store are not the laptop's.
  S3_PATH_STYLE: 'yes',
  S3_REGION: '',
  S3_ACCESS_KEY_ID: '',
  S3_SECRET_ACCESS_KEY: '',
  QUEUE_URL: '',
  S3_PUBLIC_ENDPOINT: '',
  AWS_ACCESS_KEY_ID: anyCredentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: anyCredentials.secretAccessKey,
  UPLOADS: config.uploadPrefix === null ? 'no' : 'yes',
  UPLOAD_PREFIX: config.uploadPrefix ?? '',
  // Our bucket honours If-Match and If-None-Match; nothing needs to be probed.
  CONDITIONAL_WRITES: config.conditionalWrites === false ? 'no' : 'yes',
  DELETE_READINGS: config.removesReadings ? 'yes' : 'no',
  AUDIT_SHARE: String(config.auditShare),
  MODEL_URI: config.modelUri ?? '',
  CORS_ORIGINS: config.corsOrigins.join(','),
  AUTH_ISSUER: config.authIssuer ?? '',
  AUTH_AUDIENCE: config.authAudiences.join(','),
  AUTH_CLIENT_ID: config.authClientId ?? '',
  AUTH_SCOPES: config.authScopes,
  AUTH_ROLES_CLAIM: config.authRolesClaim ?? '',
  AUTH_DEFAULT_ROLE: config.authDefaultRole ?? 'none',
  AUTH_KEYS: config.authKeys ? 'yes' : 'no',
  EVENTS_TOKEN: config.eventsToken ?? '',
  EVENTS_BASIC: config.eventsBasic ?? '',
  LOG_LEVEL: config.logLevel,
  LOG_VALUES: config.logsValues ? 'yes' : 'no',
  // A bus of AWS' is not the laptop's: its credentials are made up.
  EVENT_BUS: '',
});

/**
 * Opens the functions, each as the cloud calls it; `isReady` is what `/v1/health` tells. The environment is the
 * process's own, as on Lambda, so a process has one house; whoever wants two starts two processes.
 * @throws DigitdropError where the models cannot be loaded.
 */
export const openDoors: OpenDoors = async (config, { s3Url, isReady, announce, takeEvents }) => {
  Object.assign(process.env, functionEnvironment(config, s3Url));
  delete process.env.AWS_SESSION_TOKEN;
  delete process.env.AWS_PROFILE;
  const [uploads, api, house] = await Promise.all([
    import('../../functions/on-upload.ts'),
    import('../../functions/api.ts'),
    houseOfEnvironment(),
  ]);
  return {
    onUpload: uploads.createHandler({ ...house, announce }),
    api: api.createHandler(house, { isReady, takeEvents }),
    house,
  };
};
