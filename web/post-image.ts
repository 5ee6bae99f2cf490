// One image to POST /v1/readings, and what its answer means: a reading, try again, or no.
import { maxBodyBytes } from '../lib/http/body-limits.ts';
import { limits } from '../lib/reading/limits.ts';
import type { Reading } from '../lib/reading/reading.ts';
import { callServer } from './call-server.ts';
import { isSignedOut } from './session.ts';

export type Expect = '' | 'digit' | 'number';

export type Answer =
  | { readonly kind: 'reading'; readonly reading: Reading }
  /** `afterMs`: what the server asked for, null where it did not say. */
  | { readonly kind: 'again'; readonly why: string; readonly afterMs: number | null }
  /** Somebody has to sign in first, and can. */
  | { readonly kind: 'signed-out'; readonly why: string }
  | { readonly kind: 'refused'; readonly why: string };

export interface PostOptions {
  readonly expect?: Expect;
  /** Asks for pictures of what the networks got as well. */
  readonly showsInput?: boolean;
  readonly signal?: AbortSignal;
  readonly fetch?: typeof fetch;
}

/** Lambda sees a body in base64, four characters for three bytes. */
export const maxPostedBytes = Math.floor(maxBodyBytes / 4) * 3;

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

/** Null for a file that may be posted; else what to do with it instead. */
export const tooLargeToPost = (bytes: number): string | null => {
  if (bytes <= maxPostedBytes) return null;
  const size = `This file has ${megabytes(bytes)}`;
  if (bytes > limits.maxBytes)
    return `${size}; ${megabytes(limits.maxBytes)} is the most that is read. Save it smaller.`;
  return (
    `${size}; from here ${megabytes(maxPostedBytes)} is the most. Put it into the bucket, where ` +
    `${megabytes(limits.maxBytes)} is the limit, and find its reading beside it as <name>.json; or save it smaller.`
  );
};

const passing = new Map([
  [429, 'The server has too much to do'],
  [502, 'The server could not be reached'],
  [503, 'The server is busy'],
  [504, 'The server took too long'],
]);

const secondsToMs = (text: string | null): number | null =>
  text !== null && /^\d+$/.test(text) ? Number(text) * 1000 : null;

/** What a problem document says for people, or the status alone. */
const refusalOf = async (response: Response): Promise<string> => {
  if (response.status === 401)
    return 'This server asks who you are (401), and the page cannot sign in here. Use the API with a token or a key.';
  const problem = (await response.json().catch(() => ({}))) as { detail?: unknown; title?: unknown };
  const said = problem.detail ?? problem.title;
  return `The server refused it (${response.status})${typeof said === 'string' ? `: ${said}` : ''}`;
};

/** Only what the caller aborts throws. */
export const postImage = async (
  bytes: Blob | ArrayBuffer | Uint8Array<ArrayBuffer>,
  options: PostOptions = {},
): Promise<Answer> => {
  const { expect = '', showsInput = false, signal, fetch: send = callServer } = options;
  const query = new URLSearchParams({
    ...(expect === '' ? {} : { expect }),
    ...(showsInput ? { show: 'model-input' } : {}),
  });
  try {
    const response = await send(`v1/readings${query.size === 0 ? '' : `?${query}`}`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream', accept: 'application/json' },
      body: bytes,
      ...(signal === undefined ? {} : { signal }),
    });
    if (response.status === 401 && isSignedOut())
      return { kind: 'signed-out', why: 'Waits until you sign in' };
    const busy = passing.get(response.status);
    if (busy !== undefined)
      return { kind: 'again', why: busy, afterMs: secondsToMs(response.headers.get('retry-after')) };
    if (!response.ok) return { kind: 'refused', why: await refusalOf(response) };
    // Of our own origin, and of its own schema's making.
    const { readings } = (await response.json()) as { readings: readonly Reading[] };
    const [reading] = readings;
    return reading === undefined
      ? { kind: 'refused', why: 'The server answered without a reading' }
      : { kind: 'reading', reading };
  } catch (error) {
    if (signal?.aborted === true && signal.reason?.name !== 'TimeoutError') throw error;
    // fetch tells no more of a dropped connection; half an answer is one too.
    return { kind: 'again', why: 'The connection dropped', afterMs: null };
  }
};
