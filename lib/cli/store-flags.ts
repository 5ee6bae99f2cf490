// Which store and which queue a command works on: flags first, then settings, else the house on this machine.
import { type Config, readConfig } from '../config.ts';
import { DigitdropError } from '../errors.ts';
import type { Terminal } from './terminal.ts';

/** For parseArguments, beside a command's own flags. */
export const storeFlags = { endpoint: { type: 'string' }, aws: { type: 'boolean' } } as const;

export const queueFlags = { 'queue-url': { type: 'string' } } as const;

/** What a command's usage says of them. */
export const storeUsage = `\
  --endpoint URL       the S3 endpoint (S3_ENDPOINT)
  --aws                S3 of AWS, in AWS_REGION, where no endpoint is set`;

export const queueUsage = `\
  --queue-url URL      the queue of uploads, at AWS or elsewhere (QUEUE_URL)`;

/** What a command's usage says of where it works. */
export const placeUsage = `\
Without these flags and settings: the house that runs on this machine (npm start, S3_PORT). Region and
credentials are the environment's, as the aws command takes them.`;

interface StoreFlagValues {
  readonly endpoint?: string | undefined;
  readonly aws?: boolean | undefined;
  readonly 'queue-url'?: string | undefined;
}

export interface Place {
  /** With `s3Endpoint` as the command is to use it. */
  readonly config: Config;
  /** True where nothing names a store or a queue: the house on this machine is meant. */
  readonly isRunningHouse: boolean;
}

/** @throws DigitdropError `bad-option`, `bad-config` */
export const readPlace = (values: StoreFlagValues, { env }: Pick<Terminal, 'env'>): Place => {
  const { endpoint, aws = false, 'queue-url': queueUrl } = values;
  if (aws && endpoint !== undefined)
    throw new DigitdropError('bad-option', 'expected one of --aws and --endpoint, got both');
  for (const [flag, url] of [
    ['--endpoint', endpoint],
    ['--queue-url', queueUrl],
  ] as const)
    if (url !== undefined && !/^https?:\/\/./.test(url))
      throw new DigitdropError(
        'bad-option',
        `${flag}: expected an http(s) address, got ${JSON.stringify(url)}`,
      );
  const config = readConfig({
    ...env,
    ...(endpoint === undefined ? {} : { S3_ENDPOINT: endpoint }),
    ...(queueUrl === undefined ? {} : { QUEUE_URL: queueUrl }),
  });
  const isRunningHouse = !aws && config.s3Endpoint === null && config.queueUrl === null;
  if (!isRunningHouse) return { config, isRunningHouse };
  const running = { ...config, s3Endpoint: `http://127.0.0.1:${config.s3Port}`, conditionalWrites: true };
  // Whatever credentials the shell has are not for the laptop's bucket, nor is another store's style.
  const own = { hasCredentials: false, s3Credentials: null, s3PathStyle: true };
  return { config: Object.freeze({ ...running, ...own }), isRunningHouse };
};
