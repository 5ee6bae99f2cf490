// What Lambda does between a queue and its function: receives a batch, hands it over as an event, deletes what was done
// and leaves what the function names. https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
import {
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { z } from 'zod';
import type { LambdaProcess } from './lambda-process.ts';

export interface SourceQueue {
  readonly client: SQSClient;
  readonly url: string;
  readonly arn: string;
}

const reply = z.strictObject({ batchItemFailures: z.array(z.strictObject({ itemIdentifier: z.string() })) });

interface Delivered {
  readonly event: { readonly Records: readonly { readonly messageId: string; readonly body: string }[] };
  /** The messages that the function names, so that they come again. */
  readonly left: readonly string[];
}

/** Hands over what waits in the queue, ten messages an event. @throws where the function fails as a whole. */
export const deliverAll = async (
  queue: SourceQueue,
  lambda: LambdaProcess,
): Promise<readonly Delivered[]> => {
  const delivered: Delivered[] = [];
  for (;;) {
    const messages = await receive(queue);
    if (messages.length === 0) return delivered;
    const event = eventOf(messages, queue.arn);
    const outcome = await lambda.invoke(event);
    if (outcome.kind === 'error') throw new Error(`${outcome.errorType}: ${outcome.errorMessage}`);
    const left = reply.parse(outcome.body).batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
    for (const { MessageId = '', ReceiptHandle } of messages)
      if (!left.includes(MessageId))
        await queue.client.send(new DeleteMessageCommand({ QueueUrl: queue.url, ReceiptHandle }));
    delivered.push({ event, left });
  }
};

const receive = async ({ client, url }: SourceQueue): Promise<readonly Message[]> => {
  const all = { MessageSystemAttributeNames: ['All' as const], MessageAttributeNames: ['All'] };
  const asked = new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10, ...all });
  return (await client.send(asked)).Messages ?? [];
};

/** https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html#example-standard-queue-message-event */
const eventOf = (messages: readonly Message[], eventSourceARN: string) => ({
  Records: messages.map(message => ({
    messageId: message.MessageId ?? '',
    receiptHandle: message.ReceiptHandle,
    body: message.Body ?? '',
    attributes: message.Attributes ?? {},
    messageAttributes: {},
    md5OfBody: message.MD5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN,
    awsRegion: 'us-east-1',
  })),
});
