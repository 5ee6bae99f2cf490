// The door after a reading: events out of their queue, each posted to the webhook; those that it did not take come again.
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { type WebhookHouse, webhookOfEnvironment } from '../lib/after/open-webhook.ts';
import { postWebhook } from '../lib/after/post-webhook.ts';
import { type EventMessage, parseReadingEvents } from '../lib/after/read-events.ts';
import { faultCodeOf } from '../lib/errors.ts';
import { mapInOrder } from '../lib/in-order.ts';
import { aroundInvocation, noTelemetry } from '../lib/telemetry/telemetry.ts';

/** What SQS is told: the messages that stay in the queue. */
interface ReadingReply {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

export type ReadingHandler = (event: unknown, context: Context) => Promise<ReadingReply>;

/** A receiver gets no more requests at once from one batch. */
const postsAtOnce = 5;

/** True where the event was taken. */
const post = async ({ webhook, log }: WebhookHouse, { messageId, event }: EventMessage): Promise<boolean> => {
  if (event instanceof Error) {
    log.error('a message of no known shape', { messageId, fault: event });
    return false;
  }
  const { id, bucket, key, versionId } = event;
  const startedAt = performance.now();
  const told = { id, bucket, key, versionId };
  try {
    await postWebhook(webhook, event);
    log.info('webhook sent', { ...told, outcome: 'sent', ms: Math.round(performance.now() - startedAt) });
    return true;
  } catch (fault) {
    log.warn('webhook failed', { ...told, outcome: 'failed', code: faultCodeOf(fault), fault });
    return false;
  }
};

/** The handler over a webhook of the caller's. @throws DigitdropError `unknown-event` without SQS. */
export const createHandler = (house: WebhookHouse): ReadingHandler =>
  middy()
    .use(aroundInvocation(house.telemetry ?? noTelemetry))
    .handler(async (event: unknown): Promise<ReadingReply> => {
      const messages = parseReadingEvents(event);
      const taken = await mapInOrder(messages, postsAtOnce, message => post(house, message));
      return {
        batchItemFailures: messages
          .filter((_, index) => !taken[index])
          .map(({ messageId }) => ({ itemIdentifier: messageId })),
      };
    });

// On Lambda the settings are read while the environment starts; a fault of theirs is told with each event.
if (process.env.AWS_LAMBDA_FUNCTION_NAME) await webhookOfEnvironment().catch(() => {});

/** The handler that Lambda calls. */
export const handler: ReadingHandler = async (event, context) =>
  createHandler(await webhookOfEnvironment())(event, context);
