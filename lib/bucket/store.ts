// The bucket, through the AWS SDK. No other file imports it, and nothing else knows its errors.
import { inspect } from 'node:util';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  paginateListObjectsV2,
  S3Client,
} from '@aws-sdk/client-s3';
import type { Config } from '../config.ts';
import { DigitdropError } from '../errors.ts';
import { loopbackCredentials } from '../loopback-credentials.ts';
import { collectBody } from './collect-body.ts';
import { createConditionProbe } from './condition-probe.ts';
import { isPossibleKey } from './keys.ts';
import type { ObjectHead, ObjectStore, WriteCondition } from './object-store.ts';
import { headersToSend, presigning } from './presigning.ts';
import { isLostRace, isMissing, storeFault } from './store-faults.ts';

export type StoreConfig = Pick<Config, 's3Endpoint' | 's3Region' | 'conditionalWrites' | 'hasCredentials'> &
  Partial<
    Pick<Config, 's3PathStyle' | 's3PublicEndpoint' | 's3Credentials' | 's3TimeoutMs' | 'tagsReadings'>
  >;

/** Opens the bucket's store; nothing touches the network before the first call. */
export const openStore = (config: StoreConfig): ObjectStore => {
  const client = createClient(config);
  const put: ObjectStore['put'] = async (bucket, key, body, { contentType, condition, tag }) => {
    try {
      const command = new PutObjectCommand({
        ...address(bucket, key),
        Body: body,
        ContentType: contentType,
        ...conditionHeaders(condition),
        // What infra/bucket.yml's lifecycle looks for.
        ...(config.tagsReadings && tag !== undefined ? { Tagging: `digitdrop=${tag}` } : {}),
      });
      await client.send(command);
      return 'written';
    } catch (error) {
      if (condition !== null && isLostRace(error)) return 'lost-race';
      throw storeFault(`writing s3://${bucket}/${key}`, error);
    }
  };
  const honours = honoursConditions(config, put);
  return {
    head: (bucket, key, versionId) =>
      orNull(`asking for s3://${bucket}/${key}`, async () =>
        headOf(key, await client.send(new HeadObjectCommand(address(bucket, key, versionId)))),
      ),
    get: (bucket, key, { maxBytes, versionId }) =>
      orNull(`reading s3://${bucket}/${key}`, async () => {
        const answer = await client.send(new GetObjectCommand(address(bucket, key, versionId)));
        const body = await collectBody(answer.Body, { maxBytes, statedBytes: answer.ContentLength ?? null });
        return { head: { ...headOf(key, answer), bytes: body.byteLength }, body };
      }),
    put,
    remove: async (bucket, key, options) => {
      const condition = options === undefined ? {} : conditionHeaders(options);
      try {
        await client.send(new DeleteObjectCommand({ ...address(bucket, key), ...condition }));
        return 'removed';
      } catch (error) {
        if (options !== undefined && isLostRace(error)) return 'lost-race';
        if (isMissing(error)) return 'removed';
        throw storeFault(`removing s3://${bucket}/${key}`, error);
      }
    },
    list: (bucket, prefix, startAfter = null) => listObjects(client, bucket, prefix, startAfter),
    honoursConditions: honours,
    signUpload: openSigner(config, honours),
  };
};

const createClient = (config: StoreConfig, more: Partial<typeof ofOthers> = {}): S3Client => {
  const { s3Endpoint, s3Region, s3PathStyle = true, s3Credentials = null, s3TimeoutMs = 20_000 } = config;
  const known =
    s3Credentials === null
      ? loopbackCredentials(s3Endpoint, config.hasCredentials)
      : // The SDK writes its own marks into what it is given.
        { credentials: { ...s3Credentials } };
  return new S3Client({
    region: s3Region,
    // The queue tries again too: few tries here keep a message inside its visibility timeout. Not 'adaptive':
    // it slows every call for one throttled key (measured: 5 s until a 503 is told, against 2 s).
    retryMode: 'standard',
    maxAttempts: 3,
    requestHandler: {
      connectionTimeout: 3_000,
      requestTimeout: s3TimeoutMs,
      throwOnRequestTimeout: true,
      socketTimeout: s3TimeoutMs,
    },
    ...(s3Endpoint === null ? {} : { ...ofOthers, endpoint: s3Endpoint, forcePathStyle: s3PathStyle }),
    ...known,
    ...more,
  });
};

/**
 * What stores other than AWS' need. The SDK adds checksums of its own to every call, and not all of them know these
 * (aws-sdk-js-v3 issue 6810); MD5 or SHA-256 where S3 itself asks for one stays.
 */
const ofOthers = {
  requestChecksumCalculation: 'WHEN_REQUIRED',
  responseChecksumValidation: 'WHEN_REQUIRED',
} as const;

/** A client of its own: it signs by the address that browsers know the store by, and what it signs has no body yet. */
const openSigner = (
  config: StoreConfig,
  honours: ObjectStore['honoursConditions'],
): ObjectStore['signUpload'] => {
  let client: S3Client | null = null;
  return async (bucket, asked) => {
    const isOnce = await honours(bucket);
    client ??= createClient(
      { ...config, s3Endpoint: config.s3PublicEndpoint ?? config.s3Endpoint },
      ofOthers,
    );
    const command = new PutObjectCommand({
      ...address(bucket, asked.key),
      ContentType: asked.contentType,
      ContentLength: asked.bytes,
      Metadata: { ...asked.metadata },
      ...(isOnce ? { IfNoneMatch: '*' } : {}),
    });
    const headers = headersToSend(asked, { isOnce });
    // Loaded with the first: few who open the store ever sign.
    const { getSignedUrl } = await import('@aws-sdk/s3-request-presigner');
    try {
      const signingDate = new Date();
      const url = await getSignedUrl(client, command, { ...presigning(headers, asked.seconds), signingDate });
      return { url, headers, expiresAt: new Date(signingDate.getTime() + asked.seconds * 1000) };
    } catch (error) {
      throw storeFault(`signing for s3://${bucket}/${asked.key}`, error);
    }
  };
};

const honoursConditions = (
  { conditionalWrites, s3Endpoint }: StoreConfig,
  put: ObjectStore['put'],
): ObjectStore['honoursConditions'] => {
  const told = conditionalWrites ?? (s3Endpoint === null ? true : null);
  return told === null ? createConditionProbe(put) : async () => told;
};

const address = (bucket: string, key: string, versionId: string | null = null) => {
  if (!isPossibleKey(key))
    throw new DigitdropError('store-refused', `expected a key that an object may have, got ${inspect(key)}`);
  return { Bucket: bucket, Key: key, ...(versionId === null ? {} : { VersionId: versionId }) };
};

const conditionHeaders = (condition: WriteCondition) => {
  if (condition === null) return {};
  return 'ifAbsent' in condition ? { IfNoneMatch: '*' } : { IfMatch: `"${condition.ifEtag}"` };
};

const unquote = (etag: string | undefined): string => (etag ?? '').replace(/^"(.*)"$/, '$1');

interface HeadAnswer {
  readonly ETag?: string | undefined;
  readonly VersionId?: string | undefined;
  readonly ContentLength?: number | undefined;
  readonly Metadata?: Record<string, string> | undefined;
}

const headOf = (key: string, answer: HeadAnswer): ObjectHead => ({
  key,
  etag: unquote(answer.ETag),
  // Buckets with suspended versions say "null".
  versionId: answer.VersionId === 'null' ? null : (answer.VersionId ?? null),
  bytes: answer.ContentLength ?? 0,
  metadata: Object.fromEntries(
    Object.entries(answer.Metadata ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
  ),
});

const orNull = async <T>(doing: string, work: () => Promise<T>): Promise<T | null> => {
  try {
    return await work();
  } catch (error) {
    if (isMissing(error)) return null;
    throw storeFault(doing, error);
  }
};

async function* listObjects(
  client: S3Client,
  bucket: string,
  prefix: string,
  startAfter: string | null,
): ReturnType<ObjectStore['list']> {
  const asked = {
    Bucket: bucket,
    Prefix: prefix,
    ...(startAfter === null ? {} : { StartAfter: startAfter }),
  };
  try {
    for await (const page of paginateListObjectsV2({ client }, asked))
      for (const { Key, ETag, Size, LastModified } of page.Contents ?? [])
        if (Key !== undefined)
          yield {
            key: Key,
            etag: unquote(ETag),
            bytes: Size ?? 0,
            lastModified: LastModified ?? new Date(0),
          };
  } catch (error) {
    throw storeFault(`listing s3://${bucket}/${prefix}`, error);
  }
}
