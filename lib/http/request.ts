// An HTTP request and its answer as the rooms see them: plain objects, whatever door they came through.
import type { Who } from './identify.ts';

export interface HttpRequest {
  readonly method: string;
  /** Percent-decoded; begins with a slash. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** The body's size as Lambda sees it: where it came as base64, the base64 counts. */
  readonly sentBytes: number;
  /** How long whoever asked still waits, in milliseconds from the moment that this is called. */
  readonly timeLeftMs: () => number;
  /** Who asks, once that is known; null or absent where nobody has to say. */
  readonly who?: Who | null;
  /** Names this request in the log, and in answers that tell nothing else. */
  readonly id: string;
}

export interface HttpResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The body is base64 of the bytes to send; else it is text. */
  readonly isBase64Encoded?: boolean;
}

/** An answer in JSON, never cached unless `headers` say otherwise. */
export const answerJson = (
  value: unknown,
  {
    status = 200,
    headers = {},
  }: { readonly status?: number; readonly headers?: HttpResponse['headers'] } = {},
): HttpResponse => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', ...headers },
  body: JSON.stringify(value),
});
