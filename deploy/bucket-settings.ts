// What of the stack depends on which bucket it has, and on which part of it: notifications, patterns, lifecycle.
import type { StackParameters } from './stack-parameters.ts';

/** `''` is the whole bucket. S3 takes no two notifications of one event whose prefixes overlap. */
export const listPrefixes = (text: string): readonly string[] => {
  const prefixes = text.split(',').map(prefix => prefix.trim());
  const overlap = prefixes.find((one, i) => prefixes.some((other, j) => i !== j && one.startsWith(other)));
  if (overlap !== undefined)
    throw new Error(`prefixes: expected none that begins with another, got ${JSON.stringify(text)}`);
  return prefixes;
};

const uploadQueue = { 'Fn::GetAtt': ['UploadQueue', 'Arn'] };

/** An image that expires is as gone as one that was removed. */
const removals = ['s3:ObjectRemoved:*', 's3:LifecycleExpiration:*'];

/** What a bucket of the stack's own tells the queue. */
export const notificationsOf = (
  { deleteReadings }: Pick<StackParameters, 'deleteReadings'>,
  prefixes: readonly string[],
) =>
  ['s3:ObjectCreated:*', ...(deleteReadings === 'yes' ? removals : [])].flatMap(Event =>
    prefixes.map(prefix => ({
      Event,
      Queue: uploadQueue,
      ...(prefix === '' ? {} : { Filter: { S3Key: { Rules: [{ Name: 'prefix', Value: prefix }] } } }),
    })),
  );

/** What EventBridge calls the same, of a bucket that was there. */
export const detailTypesOf = ({ deleteReadings }: Pick<StackParameters, 'deleteReadings'>) => [
  'Object Created',
  ...(deleteReadings === 'yes' ? ['Object Deleted'] : []),
];

/** EventBridge can leave out the readings' own events, but not together with a prefix. */
export const keyPatternsOf = (prefixes: readonly string[]) =>
  prefixes.map(prefix => (prefix === '' ? { 'anything-but': { suffix: '.json' } } : { prefix }));

/** With `bucketKey` one request to KMS serves many objects (S3 bucket keys). */
export const encryptionOf = ({ bucketKey }: Pick<StackParameters, 'bucketKey'>) =>
  bucketKey === ''
    ? { ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }
    : {
        ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: bucketKey },
        BucketKeyEnabled: true,
      };

type Expiry = Pick<StackParameters, 'expireDays' | 'expireReadingDays' | 'oldVersionDays'>;

/** S3 knows keys by how they begin, not by how they end; readings it knows by the tag that the functions give them. */
export const lifecycleOf = (
  { expireDays, expireReadingDays, oldVersionDays }: Expiry,
  prefixes: readonly string[],
) => [
  {
    Id: 'tidy',
    Status: 'Enabled',
    AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
    ExpiredObjectDeleteMarker: true,
    NoncurrentVersionExpiration: { NoncurrentDays: oldVersionDays },
  },
  ...expiryOf('expire', expireDays, prefixes, {}),
  ...expiryOf('expire-readings', expireReadingDays, prefixes, {
    TagFilters: [{ Key: 'digitdrop', Value: 'reading' }],
  }),
];

const expiryOf = (id: string, days: number, prefixes: readonly string[], filter: object) =>
  days === 0
    ? []
    : prefixes.map((prefix, i) => ({
        Id: `${id}-${i + 1}`,
        Status: 'Enabled',
        ...filter,
        ...(prefix === '' ? {} : { Prefix: prefix }),
        ExpirationInDays: days,
      }));
