// What a bucket's answer to a PUT means: done, try again, ask for another address, or no.
import type { Ticket } from './ask-uploads.ts';
import { type Again, passing, type Refused } from './post-image.ts';

export type Put =
  | { readonly kind: 'done' }
  /** The address no longer holds, or never did. */
  | { readonly kind: 'stale'; readonly why: string }
  | Again
  | Refused;

interface PutOptions {
  readonly onSent: (bytes: number) => void;
  readonly signal: AbortSignal;
}

export type PutFile = (ticket: Ticket, file: Blob, options: PutOptions) => Promise<Put>;

/** What S3 names the fault; nothing where it says nothing. */
const codeOf = (xml: string): string => /<Code>(\w{1,60})<\/Code>/.exec(xml)?.[1] ?? '';

export const readPutAnswer = (status: number, body: string): Put => {
  if (status >= 200 && status < 300) return { kind: 'done' };
  // Nobody else knows the key: an earlier try came through, and only its answer was lost.
  if (status === 412) return { kind: 'done' };
  const said = [String(status), codeOf(body)].filter(part => part !== '').join(' ');
  if (status === 403) return { kind: 'stale', why: `The bucket refused the file (${said})` };
  // 409 is another try of the same PUT that is still under way.
  const busy = passing.has(status) || status === 409 || status === 500;
  if (busy || codeOf(body) === 'RequestTimeout')
    return { kind: 'again', why: `The bucket is busy (${said})`, afterMs: null };
  return { kind: 'refused', why: `The bucket refused the file (${said})` };
};
