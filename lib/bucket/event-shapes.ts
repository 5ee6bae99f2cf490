// The shapes of events as they come from outside, no stricter than what the house uses of them.
import { z } from 'zod';

const text = z.string().min(1);
const bytes = z.number().int().nonnegative().nullish();

/** One record of an S3 notification, whatever happened. */
export const s3Record = z.object({ eventName: text, eventTime: z.string().nullish().catch(null) });

/** `object.key` is spelled like a form field, but for the stores of event-dialects.ts. */
export const s3CreatedRecord = z.object({
  eventSource: z.string().nullish().catch(null),
  s3: z.object({
    configurationId: z.string().nullish().catch(null),
    bucket: z.object({ name: text }),
    object: z.object({
      key: text,
      size: bytes,
      eTag: z.string().nullish(),
      versionId: z.string().nullish(),
      sequencer: z.string().nullish(),
    }),
  }),
});

/** Any of the events that S3 gives EventBridge. */
export const eventBridgeEvent = z.object({
  'detail-type': z.string().regex(/^Object /),
  time: z.string().nullish().catch(null),
  detail: z.unknown(),
});

/** `object.key` comes raw. */
export const eventBridgeCreated = z.object({
  bucket: z.object({ name: text }),
  object: z.object({
    key: text,
    size: bytes,
    etag: z.string().nullish(),
    'version-id': z.string().nullish(),
    sequencer: z.string().nullish(),
  }),
});

/** What S3 and its likes send to see whether anyone is there. */
export const testEvent = z.object({ Event: z.literal('s3:TestEvent') });

/** What SNS puts into a queue. */
export const snsEnvelope = z.object({ Type: z.literal('Notification'), Message: z.string() });

/** What SNS hands to Lambda. */
export const snsRecord = z.object({ Sns: z.object({ Message: z.string() }) });

/** What SQS hands to Lambda. */
export const sqsRecord = z.object({ messageId: text, body: z.string() });

export const records = z.object({ Records: z.array(z.unknown()) });
