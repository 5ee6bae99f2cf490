// The AWS SDK against a laptop's bucket, and what tests ask of it again and again.
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { type Reading, readingSchema } from '../../lib/reading/reading.ts';

export const bucketName = 'digitdrop';

const anyCredentials = { accessKeyId: 'any', secretAccessKey: 'any' };

export const openClient = (endpoint: string, credentials = anyCredentials): S3Client =>
  new S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials,
    maxAttempts: 1,
  });

export const put = (client: S3Client, key: string, body: Uint8Array | string) =>
  client.send(new PutObjectCommand({ Bucket: bucketName, Key: key, Body: Buffer.from(body) }));

export const getText = async (client: S3Client, key: string): Promise<string> => {
  const answer = await client.send(new GetObjectCommand({ Bucket: bucketName, Key: key }));
  return (await answer.Body?.transformToString()) ?? '';
};

/** Every key under a prefix, over as many pages as it takes. */
export const listKeys = async (
  client: S3Client,
  prefix = '',
  pageSize = 1000,
): Promise<readonly string[]> => {
  const keys: string[] = [];
  let token: string | undefined;
  do {
    const page = await client.send(
      new ListObjectsV2Command({
        ...{ Bucket: bucketName, Prefix: prefix, MaxKeys: pageSize },
        ...(token === undefined ? {} : { ContinuationToken: token }),
      }),
    );
    keys.push(...(page.Contents ?? []).map(object => object.Key ?? ''));
    token = page.NextContinuationToken;
  } while (token !== undefined);
  return keys;
};

/** Calls until it gives something, at most `timeoutMs`. @throws with the last failure. */
export const eventually = async <T>(look: () => Promise<T>, timeoutMs = 30_000): Promise<T> => {
  const endsAt = Date.now() + timeoutMs;
  for (;;) {
    try {
      return await look();
    } catch (error) {
      if (Date.now() > endsAt) throw error;
      await new Promise(resolve => setTimeout(resolve, 50));
    }
  }
};

/** Waits for the reading beside an image. */
export const readingOf = (client: S3Client, key: string, timeoutMs?: number): Promise<Reading> =>
  eventually(
    async () => readingSchema.parse(JSON.parse(await getText(client, `${key}.json`))) as Reading,
    timeoutMs,
  );
