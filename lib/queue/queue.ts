// A queue over the real SQS protocol. The only file that imports the SDK's SQS client.
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  type MessageAttributeValue,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { DigitdropError } from '../errors.ts';
import { loopbackCredentials } from '../loopback-credentials.ts';

export interface QueueMessage {
  readonly id: string;
  /** Names this receipt of the message, to delete or delay it by. */
  readonly receipt: string;
  readonly body: string;
  readonly md5: string;
  /** SentTimestamp, ApproximateReceiveCount, … */
  readonly attributes: Readonly<Record<string, string>>;
  readonly messageAttributes: Readonly<Record<string, MessageAttributeValue>>;
}

export type NewMessage = Pick<QueueMessage, 'body'> & Partial<Pick<QueueMessage, 'messageAttributes'>>;

/** All calls but `receive` take one batch (message-batches.ts), and throw where a message of it was refused. */
export interface Queue {
  readonly arn: string;
  readonly region: string;
  readonly send: (messages: readonly NewMessage[]) => Promise<void>;
  /** Waits up to `waitSeconds` (20 at most) for up to ten messages. */
  readonly receive: (options: {
    readonly waitSeconds: number;
    readonly signal?: AbortSignal;
  }) => Promise<readonly QueueMessage[]>;
  readonly remove: (messages: readonly QueueMessage[]) => Promise<void>;
  /** Hides a message that was received for so many seconds from now. */
  readonly delay: (message: QueueMessage, seconds: number) => Promise<void>;
  /** Messages that wait or are in somebody's hands; approximate, as SQS has it. */
  readonly count: () => Promise<number>;
}

export interface QueueClient {
  /** @throws what the SDK throws where the endpoint does not answer. */
  readonly open: (name: string, attributes?: Readonly<Record<string, string>>) => Promise<Queue>;
  /** A queue that is there, whatever its attributes. @throws what the SDK throws, also where there is none. */
  readonly find: (name: string) => Promise<Queue>;
  /** A queue that is there, and its redrive policy as it is written. */
  readonly at: (url: string) => Promise<{ readonly queue: Queue; readonly redrivePolicy: string | null }>;
  /** Sends to the queue at a URL, of which nothing is asked. */
  readonly sendTo: (url: string) => Queue['send'];
  readonly close: () => void;
}

const checkNoneFailed = (
  what: string,
  failed:
    | readonly { readonly Code?: string | undefined; readonly Message?: string | undefined }[]
    | undefined,
): void => {
  const [first] = failed ?? [];
  if (first === undefined) return;
  throw new DigitdropError(
    'store-unavailable',
    `the queue refused to ${what}: ${first.Code} ${first.Message ?? ''}`,
  );
};

const createQueue = (client: SQSClient, QueueUrl: string, arn: string, region: string): Queue => ({
  arn,
  region,
  send: async messages => {
    const Entries = messages.map(({ body, messageAttributes = {} }, at) => ({
      Id: String(at),
      MessageBody: body,
      MessageAttributes: { ...messageAttributes },
    }));
    const sent = await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    checkNoneFailed('take a message', sent.Failed);
  },
  receive: async ({ waitSeconds, signal }) => {
    const command = new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: 10,
      WaitTimeSeconds: waitSeconds,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    });
    const received = await client.send(command, signal === undefined ? {} : { abortSignal: signal });
    return (received.Messages ?? []).map(message => ({
      id: message.MessageId ?? '',
      receipt: message.ReceiptHandle ?? '',
      body: message.Body ?? '',
      md5: message.MD5OfBody ?? '',
      attributes: { ...message.Attributes },
      messageAttributes: { ...message.MessageAttributes },
    }));
  },
  remove: async messages => {
    const Entries = messages.map(({ receipt }, at) => ({ Id: String(at), ReceiptHandle: receipt }));
    const removed = await client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    checkNoneFailed('delete a message', removed.Failed);
  },
  delay: async ({ receipt }, seconds) => {
    const command = { QueueUrl, ReceiptHandle: receipt, VisibilityTimeout: seconds };
    await client.send(new ChangeMessageVisibilityCommand(command));
  },
  count: async () => {
    const names = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
    const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...names] });
    const { Attributes = {} } = await client.send(command);
    return names.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
  },
});

const clientOf = (client: SQSClient, region: string): QueueClient => {
  const at = async (QueueUrl: string) => {
    const names = ['QueueArn', 'RedrivePolicy'] as const;
    const asked = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...names] });
    const { Attributes = {} } = await client.send(asked);
    const queue = createQueue(client, QueueUrl, Attributes.QueueArn ?? '', region);
    return { queue, redrivePolicy: Attributes.RedrivePolicy ?? null };
  };
  return {
    at,
    sendTo: url => createQueue(client, url, '', region).send,
    open: async (name, attributes = {}) => {
      const made = new CreateQueueCommand({ QueueName: name, Attributes: { ...attributes } });
      const { QueueUrl = '' } = await client.send(made);
      return (await at(QueueUrl)).queue;
    },
    find: async name => {
      const { QueueUrl = '' } = await client.send(new GetQueueUrlCommand({ QueueName: name }));
      return (await at(QueueUrl)).queue;
    },
    close: () => client.destroy(),
  };
};

/** A client of the laptop's queues; any credentials will do there. */
export const openQueueClient = (endpoint: string, region: string): QueueClient =>
  clientOf(
    new SQSClient({
      endpoint,
      region,
      credentials: { accessKeyId: 'digitdrop', secretAccessKey: 'digitdrop' },
      // The server names its queues by hosts that loopback alone answers for; the endpoint is what counts.
      useQueueUrlAsEndpoint: false,
    }),
    region,
  );

/** Longer than SQS keeps a receiver waiting; a connection that died unheard must not be waited on for ever. */
const receiveTimeoutMs = 30_000;

/** A client of the server that a queue's URL names. */
export const openQueueClientAt = (
  queueUrl: string,
  { region, hasCredentials }: { readonly region: string; readonly hasCredentials: boolean },
  { timeoutMs = receiveTimeoutMs }: { readonly timeoutMs?: number } = {},
): QueueClient =>
  clientOf(
    new SQSClient({
      region,
      endpoint: new URL(queueUrl).origin,
      requestHandler: { connectionTimeout: 3_000, requestTimeout: timeoutMs, throwOnRequestTimeout: true },
      ...loopbackCredentials(queueUrl, hasCredentials),
    }),
    region,
  );
