// Images found in a bucket, handed on in batches: several at once, told in order, so that work can be resumed.

import type { UploadRecord } from '../bucket/events.ts';
import type { Examined } from '../bucket/find-unread.ts';
import { cutIntoBatches } from '../bucket/unread-batches.ts';
import { streamInOrder } from '../stream-in-order.ts';
import { writeTo } from './output.ts';
import { openProgress } from './progress.ts';
import { tellResume } from './resume.ts';
import { listenForStop } from './stop-signal.ts';
import type { Terminal } from './terminal.ts';

/** Takes up to ten images at once; resolves to how many of them failed, each told already. */
export type HandOn = (images: readonly UploadRecord[]) => Promise<number>;

interface Work {
  readonly examined: AsyncIterable<Examined>;
  readonly handOn: HandOn;
  /** Batches in hand at once. */
  readonly batchesAtOnce: number;
  /** "queued" */
  readonly done: string;
}

/**
 * Hands everything on, with progress, and says how many there were. Whatever ends it early says from where it
 * goes on; done twice it changes nothing, since what is in order is told and left alone.
 * Resolves to the exit code: 1 where it was interrupted, or something failed.
 */
export const handOnAll = async (work: Work, terminal: Terminal): Promise<number> => {
  const stopping = listenForStop(terminal);
  const progress = openProgress(terminal.stderr, { shown: terminal.stderr.isTTY === true, unit: 'images' });
  let [looked, handed, failed, isWhole] = [0, 0, 0, false];
  let doneThrough: string | null = null;
  try {
    const batches = streamInOrder(cutIntoBatches(work.examined), work.batchesAtOnce, async batch => ({
      ...batch,
      failed: batch.images.length === 0 ? 0 : await work.handOn(batch.images),
    }));
    for await (const batch of batches) {
      progress.step(batch.looked);
      looked += batch.looked;
      handed += batch.images.length - batch.failed;
      failed += batch.failed;
      doneThrough = batch.doneThrough ?? doneThrough;
      if (stopping.aborted) break;
    }
    isWhole = !stopping.aborted;
  } finally {
    progress.close();
    const left = failed === 0 ? '' : `, ${failed} failed`;
    await writeTo(terminal.stdout, `${looked} images looked at, ${handed} ${work.done}${left}\n`);
    if (!isWhole) await writeTo(terminal.stderr, `digitdrop: not finished; ${tellResume(doneThrough)}\n`);
  }
  return isWhole && failed === 0 ? 0 : 1;
};
