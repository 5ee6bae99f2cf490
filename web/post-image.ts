// One image to POST /v1/readings, and what its answer means: a reading, try again, or no.
import { maxBodyBytes } from '../lib/http/body-limits.ts';
import { limits } from '../lib/reading/limits.ts';
import type { Reading } from '../lib/reading/reading.ts';
import { callServer } from './call-server.ts';

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

export type Answer = { readonly kind: 'reading'; readonly reading: Reading } | Again | Refused;

export interface PostOptions {
  readonly expect?: Expect;
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
    return 'This server asks who you are (401), and the page cannot sign in. Use the API with a token.';
  const problem = (await response.json().catch(() => ({}))) as { detail?: unknown; title?: unknown };
  const said = problem.detail ?? problem.title;
  return `The server refused it (${response.status})${typeof said === 'string' ? `: ${said}` : ''}`;
};

/** Only what the caller aborts throws. */
export const postImage = async (
  bytes: Blob | ArrayBuffer | Uint8Array<ArrayBuffer>,
  options: PostOptions = {},
): Promise<Answer> => {
  const { expect = '', signal, fetch: send = callServer } = options;
  try {
    const response = await send(`v1/readings${expect === '' ? '' : `?expect=${expect}`}`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream', accept: 'application/json' },
      body: bytes,
      ...(signal === undefined ? {} : { signal }),
    });
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
