// Somebody who uses the bucket: drops images with what they ask for, and keeps files of their own beside them.
import { PutObjectCommand, S3ServiceException } from '@aws-sdk/client-s3';
import { createSequencer } from '../../lib/local/sequencer.ts';
import type { CreatedObject } from '../../lib/queue/notification.ts';
import { bucketName, openClient } from '../integration/bucket-client.ts';
import type { PutVersion } from './ledger.ts';
import { credentials } from './start-versitygw.ts';

export interface BucketUser {
  /** Puts an image; gives what the bucket would tell of it. */
  readonly drop: (key: string, version: PutVersion) => Promise<CreatedObject>;
  /** Puts a text where nothing is yet; false where something is. */
  readonly keep: (key: string, text: string) => Promise<boolean>;
}

/** Goes to the store itself: users' own troubles are not what is looked at. */
export const createBucketUser = (storeUrl: string): BucketUser => {
  const client = openClient(storeUrl, credentials);
  const nextSequencer = createSequencer(null);
  return {
    drop: async (key, { picture, asked }) => {
      const { bytes, etag } = picture;
      const Metadata = { expect: asked };
      const put = new PutObjectCommand({ Bucket: bucketName, Key: key, Body: bytes, Metadata });
      const { ETag } = await client.send(put);
      if (ETag !== `"${etag}"`) throw new Error(`expected ETag ${etag} of ${key}, got ${ETag}`);
      const sequencer = nextSequencer();
      return { bucket: bucketName, key, bytes: bytes.length, etag, sequencer, createdAt: new Date() };
    },
    keep: async (Key, Body) => {
      try {
        await client.send(new PutObjectCommand({ Bucket: bucketName, Key, Body, IfNoneMatch: '*' }));
        return true;
      } catch (error) {
        if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 412) return false;
        throw error;
      }
    },
  };
};
