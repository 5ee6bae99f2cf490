// Events out of the webhook's queue: EventBridge's envelope around a `Reading Created`, a message each.
import { z } from 'zod';
import { DigitdropError } from '../errors.ts';
import { eventType, type ReadingCreated, readingCreatedSchema } from './reading-created.ts';

const queueEvent = z.object({ Records: z.array(z.object({ messageId: z.string(), body: z.string() })) });

const envelope = z.object({ 'detail-type': z.literal(eventType), detail: readingCreatedSchema });

export interface EventMessage {
  readonly messageId: string;
  /** A fault where the message is of another shape. */
  readonly event: ReadingCreated | DigitdropError;
}

/** @throws DigitdropError `unknown-event` where it is no event of SQS. */
export const parseReadingEvents = (event: unknown): readonly EventMessage[] => {
  const parsed = queueEvent.safeParse(event);
  if (!parsed.success)
    throw new DigitdropError('unknown-event', 'expected messages of SQS', { cause: parsed.error });
  return parsed.data.Records.map(({ messageId, body }) => ({ messageId, event: parseBody(body) }));
};

/** The envelope as EventBridge puts it into a queue; the laptop writes the same. */
export const envelopeOf = (detail: ReadingCreated, region: string) => ({
  version: '0',
  id: detail.id,
  'detail-type': eventType,
  source: 'digitdrop',
  time: detail.readAt,
  region,
  resources: [],
  detail,
});

const parseBody = (body: string): ReadingCreated | DigitdropError => {
  try {
    return envelope.parse(JSON.parse(body)).detail;
  } catch (cause) {
    return new DigitdropError('unknown-event', `expected an event ${eventType}`, { cause });
  }
};
