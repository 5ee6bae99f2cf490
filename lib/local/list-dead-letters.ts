// A look at dead letters, which stay where they are.
import { parseUploadEvent } from '../bucket/events.ts';
import type { Queue, QueueMessage } from '../queue/queue.ts';

export interface ShownLetter {
  /** When it was first sent; null where the queue does not say. */
  readonly sentAt: string | null;
  /** How often it was taken from a queue. */
  readonly tries: number;
  /** What it tells of, as s3://bucket/key; empty where nobody knows its shape. */
  readonly images: readonly string[];
  /** The beginning of a message of no known shape; else null. */
  readonly message: string | null;
}

/** What is shown of a message of no known shape. */
const shownCharacters = 300;

const showLetter = ({ id, body, attributes }: QueueMessage): ShownLetter => {
  const [message] = parseUploadEvent({ Records: [{ messageId: id || '?', body }] }).messages;
  const images = (message?.uploads ?? []).map(({ bucket, key }) => `s3://${bucket}/${key}`);
  const sent = Number(attributes.SentTimestamp ?? Number.NaN);
  return {
    sentAt: Number.isFinite(sent) ? new Date(sent).toISOString() : null,
    tries: Number(attributes.ApproximateReceiveCount ?? 0),
    images,
    message: images.length > 0 ? null : body.slice(0, shownCharacters),
  };
};

/**
 * Takes each letter once, shows it, and lets go of it at the end: until then nobody else sees it. As many as
 * lay there at the start, at most.
 */
export async function* listDeadLetters(
  queue: Pick<Queue, 'receive' | 'delay' | 'count'>,
): AsyncGenerator<ShownLetter> {
  const waiting = await queue.count();
  const taken = new Map<string, QueueMessage>();
  try {
    while (taken.size < waiting) {
      const messages = await queue.receive({ waitSeconds: 1 });
      const fresh = messages.filter(({ id }) => !taken.has(id));
      // Nothing more, or those that came first have come out of hiding: all were seen.
      if (fresh.length === 0) return;
      for (const message of fresh) {
        taken.set(message.id, message);
        yield showLetter(message);
      }
    }
  } finally {
    for (const message of taken.values()) await queue.delay(message, 0).catch(() => {});
  }
}
