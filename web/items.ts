// One picture on its way to a reading, as the page knows it.
import type { Reading } from '../lib/reading/reading.ts';
import type { Expect } from './post-image.ts';

export type Progress =
  | { readonly state: 'waiting' }
  | { readonly state: 'reading' }
  /** It waits to be sent to the bucket, is being sent, lies there and waits for its reading. */
  | { readonly state: 'to-bucket' }
  | { readonly state: 'uploading'; readonly sentBytes: number }
  | { readonly state: 'uploaded' }
  /** The connection dropped or the server was busy; `message` says when it is tried again. */
  | { readonly state: 'retrying'; readonly message: string }
  | { readonly state: 'read'; readonly reading: Reading }
  /** `canRetry`: the same may go well another time. */
  | { readonly state: 'failed'; readonly message: string; readonly canRetry: boolean };

/** A picture before it has a place in the table. */
export interface Picture {
  /** The file's name, with its folders where a folder was chosen. */
  readonly name: string;
  readonly file: Blob;
}

export interface Item extends Picture {
  readonly id: number;
  /** What is asked of it. */
  readonly expect: Expect;
  readonly progress: Progress;
}

export type ItemStatus = 'open' | Reading['status'] | 'failed';

export const statusOf = ({ progress }: Pick<Item, 'progress'>): ItemStatus => {
  if (progress.state === 'read') return progress.reading.status;
  return progress.state === 'failed' ? 'failed' : 'open';
};

export const readingOf = ({ progress }: Pick<Item, 'progress'>): Reading | null =>
  progress.state === 'read' ? progress.reading : null;
