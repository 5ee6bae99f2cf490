// Signatures of webhooks, as Standard Webhooks 1.0 has them (standardwebhooks.com): receivers may verify them with any
// of its libraries. HMAC-SHA256 over id, timestamp and body.
import { createHmac } from 'node:crypto';
import { DigitdropError } from '../errors.ts';

export type WebhookKeys = readonly Buffer[];

/** Of a key, by the standard: 24 to 64 bytes. */
const leastBytes = 24;
const mostBytes = 64;

/**
 * Keys as they are written: `whsec_` and base64. Several, with spaces between, all sign: so a key is changed without
 * a moment in which a receiver knows none of them.
 * @throws DigitdropError `bad-config`; the message holds nothing of the text.
 */
export const parseWebhookKeys = (text: string): WebhookKeys => {
  const keys = text
    .trim()
    .split(/\s+/)
    .map(word => {
      const encoded = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(word)?.[1];
      return Buffer.from(encoded ?? '', 'base64');
    });
  if (keys.some(key => key.length < leastBytes || key.length > mostBytes))
    throw new DigitdropError(
      'bad-config',
      `the webhook's secret: expected whsec_ and ${leastBytes} to ${mostBytes} bytes in base64, or several of these`,
    );
  return keys;
};

export interface Signed {
  readonly id: string;
  /** Seconds since 1970. */
  readonly timestamp: number;
  readonly body: string;
}

/** The three headers of a webhook. */
export const signatureHeaders = ({ id, timestamp, body }: Signed, keys: WebhookKeys) => ({
  'webhook-id': id,
  'webhook-timestamp': String(timestamp),
  'webhook-signature': keys
    .map(key => `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`)
    .join(' '),
});
