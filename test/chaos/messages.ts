// Messages as the bucket, EventBridge and SNS would put them into the queue, and some that are no event at all.
import { randomUUID } from 'node:crypto';
import { type CreatedObject, createdNotification } from '../../lib/queue/notification.ts';
import type { Random } from '../../lib/random.ts';
import type { Shape } from './plan.ts';

/** The message that tells of one created object. */
export const messageOf = (object: CreatedObject, shape: Shape): string => {
  if (shape === 'eventbridge') return bridged(object);
  const notification = createdNotification(object, {
    ...{ region: 'us-east-1', eventName: 'ObjectCreated:Put', requestId: 'CHAOS00000000000' },
  });
  if (shape === 's3') return notification;
  return JSON.stringify({ Type: 'Notification', MessageId: randomUUID(), Message: notification });
};

/** One S3 message of several: their records in their order. */
export const joinMessages = (bodies: readonly string[]): string =>
  JSON.stringify({
    Records: bodies.flatMap(body => (JSON.parse(body) as { Records: readonly unknown[] }).Records),
  });

const bridged = ({ bucket, key, bytes, etag, sequencer, createdAt }: CreatedObject): string =>
  JSON.stringify({
    ...{ version: '0', id: randomUUID(), 'detail-type': 'Object Created', source: 'aws.s3' },
    ...{ account: '111122223333', time: createdAt.toISOString(), region: 'us-east-1' },
    resources: [`arn:aws:s3:::${bucket}`],
    detail: { version: '0', bucket: { name: bucket }, object: { key, size: bytes, etag, sequencer } },
  });

/** What is no event: each is another text, so that the dead letters can be told apart. */
export const noEvent = (random: Random): string => {
  const mark = randomUUID();
  const forms = [
    `{"hello":"world","mark":"${mark}"}`,
    `not even JSON ${mark}`,
    `{"Records":[{"eventName":"ObjectCreated:Put","mark":"${mark}"}]}`,
    `{"Records":[{"eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"digitdrop"},"object":{"key":"%E4-${mark}"}}}]}`,
    `["${mark}"]`,
  ];
  return forms[Math.floor(random.next() * forms.length)] ?? '';
};
