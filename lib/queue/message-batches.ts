// Messages in batches that SQS takes in one request.
import type { NewMessage } from './queue.ts';

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
const maxMessages = 10;
const maxBytes = 1_048_576;

/** As SQS counts: the body, and name, type and value of each attribute; a binary value as it travels, in base64. */
const bytesOf = ({ body, messageAttributes = {} }: NewMessage): number =>
  Object.entries(messageAttributes).reduce(
    (sum, [name, { DataType = '', StringValue = '', BinaryValue }]) =>
      sum + Buffer.byteLength(name + DataType + StringValue) + Math.ceil((BinaryValue?.length ?? 0) / 3) * 4,
    Buffer.byteLength(body),
  );

/** Cuts the messages, in their order, by number and by bytes. One that is too large by itself stands alone. */
export const cutBatches = <T extends NewMessage>(messages: readonly T[]): readonly (readonly T[])[] => {
  const batches: T[][] = [];
  let bytes = 0;
  for (const message of messages) {
    const batch = batches.at(-1);
    const more = bytesOf(message);
    if (batch === undefined || batch.length === maxMessages || bytes + more > maxBytes) {
      batches.push([message]);
      bytes = more;
    } else {
      batch.push(message);
      bytes += more;
    }
  }
  return batches;
};
