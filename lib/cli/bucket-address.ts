// `s3://bucket/prefix`, as the commands over a bucket take it.
import { isPossibleBucket } from '../bucket/keys.ts';
import { DigitdropError } from '../errors.ts';

export interface BucketAddress {
  readonly bucket: string;
  /** As it stands after the bucket's slash, not decoded; empty for the whole bucket. */
  readonly prefix: string;
}

/** @throws DigitdropError `bad-option` unless there is exactly one address, of a bucket. */
export const parseBucketAddress = (positionals: readonly string[]): BucketAddress => {
  const [address, ...surplus] = positionals;
  if (address === undefined || surplus.length > 0) {
    const came = address === undefined ? 'none' : `${positionals.length}`;
    throw new DigitdropError('bad-option', `expected one address, s3://bucket/prefix, got ${came}`);
  }
  const [, bucket = '', prefix = ''] = /^s3:\/\/([^/]*)(?:\/(.*))?$/s.exec(address) ?? [];
  if (!isPossibleBucket(bucket))
    throw new DigitdropError('bad-option', `expected s3://bucket/prefix, got ${JSON.stringify(address)}`);
  return { bucket, prefix };
};

/** The address of one object, as `aws s3` writes it. */
export const addressOf = (bucket: string, key: string): string => `s3://${bucket}/${key}`;
