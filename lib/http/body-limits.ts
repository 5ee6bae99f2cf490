// The bounds of one request and one answer, and the words that refuse what is over them.
import { DigitdropError } from '../errors.ts';
import { limits } from '../reading/limits.ts';
import type { HttpResponse } from './request.ts';

/** A synchronous invocation of Lambda takes and gives at most 6 MB (AWS, "Lambda quotas"). */
export const maxBodyBytes = 6 * 1024 * 1024;

/** What every queue of SQS' kind takes in one message; AWS' own takes four times as much since August 2025. */
export const maxEventsBytes = 256 * 1024;

/** Files in one request for uploads, and the request's size: names of a thousand letters, however they are spelt. */
export const maxUploads = 100;
export const maxUploadsBytes = 1024 * 1024;

/** Images in one request; at 28x28 pixel arrays about 3 MB of JSON, and the answers about as much. */
export const maxImages = 1000;

/** The fault of a body that is too large; `sentBytes` counts base64 where Lambda would. */
export const bodyTooLarge = (sentBytes: number): DigitdropError =>
  new DigitdropError(
    'body-too-large',
    `expected a body of at most ${maxBodyBytes} bytes (base64 counted), got ${sentBytes}; put the image into the ` +
      `bucket instead, where ${limits.maxBytes} bytes is the limit, and find its reading beside it`,
  );

/** Passes an answer that Lambda can carry. @throws `body-too-large` for one that it would drop. */
export const checkAnswerSize = (response: HttpResponse): HttpResponse => {
  const bytes = Buffer.byteLength(response.body);
  if (bytes <= maxBodyBytes) return response;
  throw new DigitdropError(
    'body-too-large',
    `expected readings of at most ${maxBodyBytes} bytes in one answer, got ${bytes}; send fewer images at once`,
  );
};
