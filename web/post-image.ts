// One image to POST /v1/readings, and what its answer means: a reading, try again, or no.
import { maxBodyBytes } from '../lib/http/body-limits.ts';
import { limits } from '../lib/reading/limits.ts';
import type { Reading } from '../lib/reading/reading.ts';
import { callServer } from './call-server.ts';
import { isSignedOut } from './session.ts';

export type Expect = '' | 'digit' | 'number';

/** It may pass. `afterMs`: what the server asked for, null where it did not say. */
export interface Again {
  readonly kind: 'again';
  readonly why: string;
  readonly afterMs: number | null;
}

export interface Refused {
  readonly kind: 'refused';
  readonly why: string;
}

/** Somebody has to sign in first, and can. */
interface SignedOut {
  readonly kind: 'signed-out';
  readonly why: string;
}

export type Answer = { readonly kind: 'reading'; readonly reading: Reading } | Again | SignedOut | Refused;

export interface PostOptions {
  readonly expect?: Expect;
  /** Asks for pictures of what the networks got as well. */
  readonly showsInput?: boolean;
  readonly signal?: AbortSignal;
  readonly fetch?: typeof fetch;
}

/** Lambda sees a body in base64, four characters for three bytes. */
export const maxPostedBytes = Math.floor(maxBodyBytes / 4) * 3;

export const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

/** Null for a file that can be read; else what to do about it. */
export const tooLargeToRead = (bytes: number): string | null =>
  bytes <= limits.maxBytes
    ? null
    : `This file has ${megabytes(bytes)}; ${megabytes(limits.maxBytes)} is the most that is read. Save it smaller.`;

export const tooLargeToPost = (bytes: number): boolean => bytes > maxPostedBytes;

/** Why a large file failed where the server takes no uploads. */
export const noUploadsFor = (bytes: number): string =>
  `This file has ${megabytes(bytes)}; this server takes at most ${megabytes(maxPostedBytes)}, and no uploads to a bucket. Save it smaller.`;

export const passing: ReadonlyMap<number, string> = new Map([
  [408, 'The picture came too slowly'],
  [429, 'The server has too much to do'],
  [502, 'The server could not be reached'],
  [503, 'The server is busy'],
  [504, 'The server took too long'],
]);

const secondsToMs = (text: string | null): number | null =>
  text !== null && /^\d+$/.test(text) ? Number(text) * 1000 : null;

/** Null for an answer that stays what it is. */
export const againOf = (response: Response): Again | null => {
  const why = passing.get(response.status);
  if (why === undefined) return null;
  return { kind: 'again', why, afterMs: secondsToMs(response.headers.get('retry-after')) };
};

/** What a problem document says for people, or the status alone. */
export const refusalOf = async (response: Response): Promise<string> => {
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
    const again = againOf(response);
    if (again !== null) return again;
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
