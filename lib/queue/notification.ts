// S3's notification of a created object, in AWS's own shape: eventVersion 2.1, "Event message structure"
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html

export type CreatedEventName =
  | 'ObjectCreated:Put'
  | 'ObjectCreated:Copy'
  | 'ObjectCreated:CompleteMultipartUpload';

/** What becomes of a key when its object is removed; S3 says neither size nor ETag of it. */
export type EventName = CreatedEventName | 'ObjectRemoved:Delete';

export interface CreatedObject {
  readonly bucket: string;
  readonly key: string;
  readonly bytes: number | null;
  /** Without quotes. */
  readonly etag: string | null;
  /** What is not known, null, is left out. */
  readonly sequencer: string | null;
  readonly createdAt: Date;
}

/** S3 writes keys like form fields, slashes left: a space is `+`, all but letters, digits and `.-*_/` is percent. */
export const encodeEventKey = (key: string): string =>
  encodeURIComponent(key)
    .replace(/[!'()~]/g, sign => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%2F', '/')
    .replaceAll('%20', '+');

/** The body of the message that S3 sends for one created object, or one that was removed. */
export const createdNotification = (
  object: CreatedObject,
  {
    region,
    eventName,
    requestId,
  }: { readonly region: string; readonly eventName: EventName; readonly requestId: string },
): string =>
  JSON.stringify({
    Records: [
      {
        eventVersion: '2.1',
        eventSource: 'aws:s3',
        awsRegion: region,
        eventTime: object.createdAt.toISOString(),
        eventName,
        userIdentity: { principalId: 'AWS:DIGITDROP' },
        requestParameters: { sourceIPAddress: '127.0.0.1' },
        responseElements: { 'x-amz-request-id': requestId, 'x-amz-id-2': 'digitdrop' },
        s3: {
          s3SchemaVersion: '1.0',
          configurationId: 'digitdrop-uploads',
          bucket: {
            name: object.bucket,
            ownerIdentity: { principalId: 'DIGITDROP' },
            arn: `arn:aws:s3:::${object.bucket}`,
          },
          object: {
            key: encodeEventKey(object.key),
            ...(object.bytes === null ? {} : { size: object.bytes }),
            ...(object.etag === null ? {} : { eTag: object.etag }),
            ...(object.sequencer === null ? {} : { sequencer: object.sequencer }),
          },
        },
      },
    ],
  });
