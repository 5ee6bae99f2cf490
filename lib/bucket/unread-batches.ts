// Images that were found, in batches that a queue takes at once, with the place up to which all is done.
import type { UploadRecord } from './events.ts';
import type { Examined } from './find-unread.ts';

/** As SQS takes them. */
const maxImages = 10;

/** Images in order among the others are many: a batch ends after so many, for progress and for resuming. */
const maxLooked = 500;

interface Batch {
  readonly images: readonly UploadRecord[];
  readonly looked: number;
  readonly doneThrough: string | null;
}

export async function* cutIntoBatches(examined: AsyncIterable<Examined>): AsyncGenerator<Batch> {
  let images: UploadRecord[] = [];
  let looked = 0;
  let doneThrough: string | null = null;
  for await (const one of examined) {
    looked += 1;
    ({ doneThrough } = one);
    if (one.unread !== null) images.push(one.unread);
    if (images.length < maxImages && looked < maxLooked) continue;
    yield { images, looked, doneThrough };
    [images, looked] = [[], 0];
  }
  if (looked > 0) yield { images, looked, doneThrough };
}
