// What Lambda's event source mapping says to a function, and what it makes of the answer.
// https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { z } from 'zod';
import type { Queue, QueueMessage } from '../queue/queue.ts';

type RecordAttributes = SQSRecord['messageAttributes'][string];

const attributeOf = (
  attribute: QueueMessage['messageAttributes'][string],
): Pick<RecordAttributes, 'dataType' | 'stringListValues' | 'binaryListValues'> &
  Partial<RecordAttributes> => ({
  ...(attribute.StringValue === undefined ? {} : { stringValue: attribute.StringValue }),
  ...(attribute.BinaryValue === undefined
    ? {}
    : { binaryValue: Buffer.from(attribute.BinaryValue).toString('base64') }),
  stringListValues: [],
  binaryListValues: [],
  dataType: attribute.DataType ?? 'String',
});

/** The event for one batch. */
export const toSqsEvent = (
  messages: readonly QueueMessage[],
  { arn, region }: Pick<Queue, 'arn' | 'region'>,
): SQSEvent => ({
  Records: messages.map(message => ({
    messageId: message.id,
    receiptHandle: message.receipt,
    body: message.body,
    attributes: { ...message.attributes } as unknown as SQSRecord['attributes'],
    messageAttributes: Object.fromEntries(
      Object.entries(message.messageAttributes).map(([name, attribute]) => [name, attributeOf(attribute)]),
    ),
    md5OfBody: message.md5,
    eventSource: 'aws:sqs',
    eventSourceARN: arn,
    awsRegion: region,
  })),
});

const replySchema = z
  .object({ batchItemFailures: z.array(z.object({ itemIdentifier: z.string().min(1) })).nullish() })
  .nullish();

/**
 * The messages that stay in the queue. None for an empty answer; all of them where the answer is no such
 * answer or names a message that is not in the batch.
 */
export const failedMessages = (
  messages: readonly QueueMessage[],
  reply: unknown,
): readonly QueueMessage[] => {
  const parsed = replySchema.safeParse(reply);
  if (!parsed.success) return messages;
  const failed = new Set((parsed.data?.batchItemFailures ?? []).map(item => item.itemIdentifier));
  const known = new Set(messages.map(message => message.id));
  return [...failed].every(id => known.has(id))
    ? messages.filter(message => failed.has(message.id))
    : messages;
};
