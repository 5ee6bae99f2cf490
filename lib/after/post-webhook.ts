// One event to the one address that the settings name: signed, once, within a bound of time.
import { DigitdropError } from '../errors.ts';
import type { ReadingCreated } from './reading-created.ts';
import { signatureHeaders, type WebhookKeys } from './webhook-signature.ts';

/** A receiver that takes longer should answer first and work then. */
const defaultTimeoutMs = 10_000;

export interface Webhook {
  readonly url: string;
  /** Asked for with each event: where keys change, they are fetched anew. */
  readonly keys: () => Promise<WebhookKeys>;
  readonly timeoutMs?: number;
}

/** What a receiver gets: the form that Standard Webhooks proposes. */
const webhookBody = (event: ReadingCreated): string =>
  JSON.stringify({ type: 'reading.created', timestamp: event.readAt, data: event });

/**
 * Posts one event; a receiver has taken it where it answers 2xx. Never tried again here: the queue does that.
 * Redirects are not followed: nobody but the settings says where events go.
 * @throws DigitdropError `webhook-refused`
 */
export const postWebhook = async (
  { url, keys, timeoutMs = defaultTimeoutMs }: Webhook,
  event: ReadingCreated,
): Promise<void> => {
  const body = webhookBody(event);
  const signed = { id: event.id, timestamp: Math.floor(Date.now() / 1000), body };
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'digitdrop',
    ...signatureHeaders(signed, await keys()),
  };
  const refusal = await send(url, { headers, body, timeoutMs });
  // The address may hold a token of its own: a log gets no more of it than the host, and so nothing of what `fetch`
  // says itself, which may name the address; what the network said to it does not.
  if (refusal !== null)
    throw new DigitdropError(
      'webhook-refused',
      `expected 2xx from ${new URL(url).host}, got ${refusal.said}`,
      { cause: refusal.cause },
    );
};

interface Posted {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly timeoutMs: number;
}

/** Null where it was taken. */
const send = async (
  url: string,
  { headers, body, timeoutMs }: Posted,
): Promise<{ readonly said: string; readonly cause?: unknown } | null> => {
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const response = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal });
    // What a receiver says beyond its status is not read, however long it is.
    await response.body?.cancel();
    return response.ok ? null : { said: String(response.status) };
  } catch (cause) {
    const isLate = cause instanceof Error && cause.name === 'TimeoutError';
    const said = isLate ? `nothing within ${timeoutMs} ms` : 'no answer';
    return { said, cause: cause instanceof Error ? cause.cause : undefined };
  }
};
