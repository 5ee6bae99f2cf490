// What the view "Check" asks of the server: items, leases, corrections; what an answer means.
import type { z } from 'zod';
import type { queueSchema, reviewsSchema } from '../lib/http/review-requests.ts';
import type { Reading } from '../lib/reading/reading.ts';
import type { Correction } from '../lib/review/correction.ts';
import { callServer } from './call-server.ts';

type Taken = z.infer<typeof reviewsSchema>;
export type Queue = z.infer<typeof queueSchema>;
export type Waiting = Queue['waiting'];

export interface TakenItem extends Omit<Taken['items'][number], 'reading'> {
  readonly reading: Reading;
}

export interface Unsent {
  readonly key: string;
  readonly etag: string;
  /** Null: no number. */
  readonly value: string | null;
  /** The page that said so. */
  readonly holder: string;
}

/** `again`: the same may go well another time; `settled`: it is stored, or never will be, and `why` says so. */
export type Sent =
  | { readonly kind: 'stored' }
  | { readonly kind: 'again'; readonly why: string }
  | { readonly kind: 'settled'; readonly why: string };

/** Names this open page to the server. Not `randomUUID`, which only secure addresses have. */
export const holder: string = [...crypto.getRandomValues(new Uint8Array(16))]
  .map(byte => byte.toString(16).padStart(2, '0'))
  .join('');

const timeoutMs = 20_000;

const post = (path: string, body: object, init: RequestInit = {}): Promise<Response> =>
  callServer(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(timeoutMs),
    ...init,
  });

const refusals = new Map([
  [401, 'Please sign in to check readings.'],
  [403, 'Checking takes the role of a reviewer.'],
]);

/** @throws Error with words for people */
const answerOf = async <T>(asked: Promise<Response>): Promise<T> => {
  const response = await asked.catch(() => null);
  if (response === null) throw new Error('The server cannot be reached; trying again.');
  if (!response.ok)
    throw new Error(refusals.get(response.status) ?? `The server is busy (${response.status}).`);
  // Of our own origin, and of its own schema's making.
  return (await response.json()) as T;
};

export const takeItems = (take: number): Promise<{ items: readonly TakenItem[]; waiting: Waiting }> =>
  answerOf(post('v1/reviews', { holder, take }));

export const renewItems = (ids: readonly string[]): Promise<{ held: readonly { id: string }[] }> =>
  answerOf(post('v1/reviews/renew', { holder, ids }));

export const lookAtQueue = (): Promise<Queue> => answerOf(post('v1/reviews/queue', { holder }));

/** Also while the page goes away; whatever is lost here, the leases run out. */
export const releaseItems = (ids: readonly string[]): void => {
  if (ids.length > 0) post('v1/reviews/release', { holder, ids }, { keepalive: true }).catch(() => {});
};

export const fetchPicture = async (address: string): Promise<Blob> => {
  const response = await callServer(address);
  if (!response.ok) throw new Error(`the picture could not be fetched (${response.status})`);
  return response.blob();
};

const valueInWords = (value: string | null): string => (value === null ? '“no number”' : value);

export const sendCorrection = async (unsent: Unsent): Promise<Sent> => {
  const { key, ...body } = unsent;
  try {
    const response = await post(`v1/corrections/${encodeURIComponent(key)}`, body);
    if (response.ok) return { kind: 'stored' };
    const refused = refusals.get(response.status);
    if (refused !== undefined) return { kind: 'again', why: refused };
    if (response.status >= 500 || response.status === 429)
      return { kind: 'again', why: `The server is busy (${response.status}).` };
    const problem = (await response.json().catch(() => ({}))) as {
      code?: string;
      detail?: string;
      correction?: Correction;
    };
    if (problem.code === 'correction-taken' && problem.correction !== undefined) {
      const { who, value } = problem.correction;
      const said = `${who ?? 'Somebody else'} said ${valueInWords(value)} first, and that stands`;
      return { kind: 'settled', why: `${key}: you said ${valueInWords(unsent.value)}. ${said}.` };
    }
    if (problem.code === 'version-changed' || response.status === 404)
      return { kind: 'settled', why: `${key}: the picture was replaced or removed meanwhile.` };
    return { kind: 'settled', why: `${key}: refused (${response.status}): ${problem.detail ?? ''}` };
  } catch {
    return { kind: 'again', why: 'The server cannot be reached; corrections are kept here and sent later.' };
  }
};
