// What serverless.yml cannot work out by itself from its parameters: sums, lists and what only some stacks have.
// `${stack:visibilitySeconds}` there is the field of that name here.
import { z } from 'zod';

const seconds = z.coerce.number().int().positive();

const parameters = z.object({
  stage: z.string().regex(/^[a-z0-9-]{1,20}$/, 'small letters, figures and hyphens, 20 at most'),
  existingBucket: z.string(),
  prefixes: z.string(),
  modelUri: z.string().regex(/^$|^s3:\/\/[^/]+\/.+\.json$/, 's3://bucket/…/manifest.json'),
  uploadTimeout: seconds.max(900),
  apiTimeout: seconds.max(29, '29 s at most: an HTTP API waits 30 s'),
  batchWindow: z.coerce.number().int().min(0).max(300),
  expireDays: z.coerce.number().int().min(0),
  oldVersionDays: z.coerce.number().int().positive(),
  alarmTopic: z.string(),
});

export const parameterNames = Object.keys(parameters.shape);

/** A field of the template. @throws Error naming every parameter that is wrong. */
export const deriveStackSettings = (given: Readonly<Record<string, unknown>>): Record<string, unknown> => {
  const parsed = parameters.safeParse(given);
  if (!parsed.success) throw new Error(`parameters of the stack:\n${z.prettifyError(parsed.error)}`);
  const p = parsed.data;
  const bucketName =
    p.existingBucket === '' ? `digitdrop-${p.stage}-\${AWS::AccountId}-\${AWS::Region}` : p.existingBucket;
  const prefixes = listPrefixes(p.prefixes);
  const objects = (bucket: string, pattern: string) => ({
    'Fn::Sub': `arn:\${AWS::Partition}:s3:::${bucket}/${pattern}`,
  });
  return {
    bucketKind: p.existingBucket === '' ? 'new' : 'existing',
    bucketName: p.existingBucket === '' ? { 'Fn::Sub': bucketName } : bucketName,
    bucketArn: { 'Fn::Sub': `arn:\${AWS::Partition}:s3:::${bucketName}` },
    images: prefixes.map(prefix => objects(bucketName, `${prefix}*`)),
    results: prefixes.map(prefix => objects(bucketName, `${prefix}*.json`)),
    notifications: prefixes.map(notificationOf),
    // EventBridge can leave out the readings' own events, but not together with a prefix.
    keyPatterns: prefixes.map(prefix =>
      prefix === '' ? { 'anything-but': { suffix: '.json' } } : { prefix },
    ),
    lifecycle: lifecycleOf(p, prefixes),
    // AWS: six times the function's timeout, and the window in which a batch is gathered.
    visibilitySeconds: 6 * p.uploadTimeout + p.batchWindow,
    slowUploadMs: 800 * p.uploadTimeout,
    slowApiMs: 800 * p.apiTimeout,
    modelKind: p.modelUri === '' ? 'packaged' : 'bucket',
    modelFiles: objects(modelFolder(p.modelUri), '*'),
    modelBucketArn: { 'Fn::Sub': `arn:\${AWS::Partition}:s3:::${modelFolder(p.modelUri).split('/')[0]}` },
    alarmActions: p.alarmTopic === '' ? [] : [p.alarmTopic],
  };
};

/** `''` is the whole bucket. S3 takes no two notifications of one event whose prefixes overlap. */
const listPrefixes = (text: string): readonly string[] => {
  const prefixes = text.split(',').map(prefix => prefix.trim());
  const overlap = prefixes.find((one, i) => prefixes.some((other, j) => i !== j && one.startsWith(other)));
  if (overlap !== undefined)
    throw new Error(`prefixes: expected none that begins with another, got ${JSON.stringify(text)}`);
  return prefixes;
};

const uploadQueue = { 'Fn::GetAtt': ['UploadQueue', 'Arn'] };

const notificationOf = (prefix: string) => ({
  Event: 's3:ObjectCreated:*',
  Queue: uploadQueue,
  ...(prefix === '' ? {} : { Filter: { S3Key: { Rules: [{ Name: 'prefix', Value: prefix }] } } }),
});

/** S3 knows keys by how they begin, not by how they end: images and their readings expire together. */
const lifecycleOf = (
  { expireDays, oldVersionDays }: { readonly expireDays: number; readonly oldVersionDays: number },
  prefixes: readonly string[],
) => [
  {
    Id: 'tidy',
    Status: 'Enabled',
    AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
    ExpiredObjectDeleteMarker: true,
    NoncurrentVersionExpiration: { NoncurrentDays: oldVersionDays },
  },
  ...(expireDays === 0
    ? []
    : prefixes.map((prefix, i) => ({
        Id: `expire-${i + 1}`,
        Status: 'Enabled',
        ...(prefix === '' ? {} : { Prefix: prefix }),
        ExpirationInDays: expireDays,
      }))),
];

/** s3://bucket/some/manifest.json: bucket/some; the models lie beside the manifest. */
const modelFolder = (uri: string): string => uri.replace(/^s3:\/\//, '').replace(/\/[^/]*$/, '');
