// What the page holds and what it does: pictures come in, readings are fetched for them, and whoever shows them is told.
import { askUploads } from './ask-uploads.ts';
import type { Item, Picture, Progress } from './items.ts';
import {
  type Answer,
  type Expect,
  maxPostedBytes,
  megabytes,
  noUploadsFor,
  postImage,
  tooLargeToPost,
  tooLargeToRead,
} from './post-image.ts';
import { putFile } from './put-file.ts';
import { createQueue } from './queue.ts';
import { retry } from './retry.ts';
import { untilSignedIn } from './session.ts';
import { sleep } from './sleep.ts';
import { createUploads, type UploadItem } from './uploads.ts';
import { askReading } from './waiting-room.ts';

export interface State {
  readonly items: readonly Item[];
  readonly selectedId: number | null;
  /** What was done or could not be, for everyone to see and hear. */
  readonly notice: string;
  /** What is asked of the pictures to come. */
  readonly expect: Expect;
  /** So many came at once that the bucket is offered for them. */
  readonly isMany: boolean;
}

export interface House {
  readonly state: () => State;
  readonly add: (pictures: readonly Picture[]) => void;
  readonly select: (id: number) => void;
  readonly say: (notice: string) => void;
  readonly setExpect: (expect: Expect) => void;
  readonly retryFailed: () => void;
  readonly sendWaitingToBucket: () => void;
  readonly clear: () => void;
}

/** A browser opens six connections to a server at most; two are left for the canvas and the page. */
const readingsAtOnce = 4;
/** Above this many at once the bucket is offered. */
const manyFiles = 100;
const tryTimeoutMs = 60_000;
/** A large file takes its time on a slow line: four of them at once over 400 kilobits a second have this much each. */
const slowestBytesAMs = 10;
/** Often enough to seem at once, seldom enough that a thousand answers leave time for the person. */
const showEveryMs = 80;

const startOf = (bytes: number): Progress => {
  const message = bytes === 0 ? 'The file is empty.' : tooLargeToRead(bytes);
  if (message !== null) return { state: 'failed', message, canRetry: false };
  return { state: tooLargeToPost(bytes) ? 'to-bucket' : 'waiting' };
};

/** Nobody's picture is kept without being told. */
const sayKept = (count: number): string => {
  if (count === 0) return '';
  const files = count === 1 ? '1 file goes' : `${count} files go`;
  return `${files} into the bucket, and will be kept there with the reading. (Up to ${megabytes(maxPostedBytes)} nothing is kept, unless you choose so.)`;
};

const timeoutFor = ({ byteLength }: ArrayBuffer): number => tryTimeoutMs + byteLength / slowestBytesAMs;

/** Known for sure only where it is true. */
const isOffline = (): boolean => !navigator.onLine;

export const createHouse = (show: (state: State) => void): House => {
  let state: State = { items: [], selectedId: null, notice: '', expect: '', isMany: false };
  let places = new Map<number, number>();
  let lastId = 0;
  let showTimer: ReturnType<typeof setTimeout> | null = null;

  const change = (part: Partial<State>): void => {
    state = { ...state, ...part };
    if (showTimer !== null) return;
    showTimer = setTimeout(() => {
      showTimer = null;
      show(state);
    }, showEveryMs);
  };

  const progress = (id: number, to: Progress): void => {
    const place = places.get(id);
    const item = place === undefined ? undefined : state.items[place];
    if (place === undefined || item === undefined) return;
    change({ items: state.items.with(place, { ...item, progress: to }) });
  };

  const progressOf = (id: number): Progress | undefined => state.items[places.get(id) ?? -1]?.progress;

  const read = async ({ id, file, expect }: Item): Promise<void> => {
    // Gone, or on its way to the bucket.
    if (progressOf(id)?.state !== 'waiting') return;
    progress(id, { state: 'reading' });
    const bytes = await file.arrayBuffer().catch(() => null);
    if (bytes === null) {
      const message = 'The file could not be read from the disk. Is it still there?';
      return progress(id, { state: 'failed', message, canRetry: true });
    }
    const attempt = async (): Promise<Answer> => {
      const answer = await postImage(bytes, { expect, signal: AbortSignal.timeout(timeoutFor(bytes)) });
      if (answer.kind !== 'signed-out' || !places.has(id)) return answer;
      // However long that takes, the picture is not given up.
      progress(id, { state: 'retrying', message: answer.why });
      await untilSignedIn();
      return attempt();
    };
    const answer = await retry(attempt, {
      sleep,
      isOffline,
      onWait: message => progress(id, { state: 'retrying', message }),
    });
    if (answer.kind === 'reading') progress(id, { state: 'read', reading: answer.reading });
    else progress(id, { state: 'failed', message: answer.why, canRetry: true });
  };

  const queue = createQueue<() => Promise<void>>(work => work(), readingsAtOnce);

  const enqueue = (items: readonly Item[]): void => {
    queue.add(items.map(item => () => read(item)));
  };

  /** What can be posted is; the rest cannot be had here. */
  const doWithoutBucket = (items: readonly UploadItem[]): void => {
    const small = items.filter(({ file }) => !tooLargeToPost(file.size));
    for (const { id, file } of items)
      if (tooLargeToPost(file.size))
        progress(id, { state: 'failed', message: noUploadsFor(file.size), canRetry: true });
    for (const { id } of small) progress(id, { state: 'waiting' });
    const known = new Set(small.map(({ id }) => id));
    enqueue(state.items.filter(({ id }) => known.has(id)));
    if (small.length > 0)
      change({ notice: 'This server takes no uploads to a bucket: the files are read one by one instead.' });
  };

  const uploads = createUploads({
    ...{ progress, sleep, isHeld: id => places.has(id), onNoUploads: doWithoutBucket },
    ...{ askUploads, putFile, askReading: key => askReading(key) },
  });

  const sendToBucket = (items: readonly Item[]): void => {
    for (const [expect, alike] of Map.groupBy(items, item => item.expect)) uploads.add(alike, expect);
  };

  return {
    state: () => state,
    add: pictures => {
      if (pictures.length === 0) return;
      const added = pictures.map((picture): Item => {
        lastId += 1;
        return { id: lastId, ...picture, expect: state.expect, progress: startOf(picture.file.size) };
      });
      const items = [...state.items, ...added];
      places = new Map(items.map(({ id }, place) => [id, place]));
      const posted = added.filter(item => item.progress.state === 'waiting');
      const sent = added.filter(item => item.progress.state === 'to-bucket');
      const isMany = state.isMany || posted.length > manyFiles;
      change({ items, selectedId: added[0]?.id ?? null, notice: sayKept(sent.length), isMany });
      enqueue(posted);
      sendToBucket(sent);
    },
    select: selectedId => change({ selectedId }),
    say: notice => change({ notice }),
    setExpect: expect => change({ expect }),
    retryFailed: () => {
      const again = state.items.filter(({ progress: p }) => p.state === 'failed' && p.canRetry);
      const isBuckets = ({ id, file }: Item) => uploads.hasSent(id) || tooLargeToPost(file.size);
      const posted = again.filter(item => !isBuckets(item));
      for (const { id } of posted) progress(id, { state: 'waiting' });
      enqueue(posted);
      sendToBucket(again.filter(isBuckets));
    },
    sendWaitingToBucket: () => {
      const waiting = state.items.filter(({ progress: p }) => p.state === 'waiting');
      change({ isMany: false, notice: sayKept(waiting.length) });
      sendToBucket(waiting);
    },
    clear: () => {
      queue.clear();
      places = new Map();
      uploads.clear();
      change({ items: [], selectedId: null, notice: '', isMany: false });
    },
  };
};
