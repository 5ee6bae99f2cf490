// What the page holds and what it does: pictures come in, readings are fetched for them, and whoever shows them is told.
import type { Item, Picture, Progress } from './items.ts';
import { type Answer, type Expect, postImage, tooLargeToPost } from './post-image.ts';
import { createQueue } from './queue.ts';
import { retry } from './retry.ts';
import { untilSignedIn } from './session.ts';

export interface State {
  readonly items: readonly Item[];
  readonly selectedId: number | null;
  /** What was done or could not be, for everyone to see and hear. */
  readonly notice: string;
  /** What is asked of the pictures to come. */
  readonly expect: Expect;
}

export interface House {
  readonly state: () => State;
  readonly add: (pictures: readonly Picture[]) => void;
  readonly select: (id: number) => void;
  readonly say: (notice: string) => void;
  readonly setExpect: (expect: Expect) => void;
  readonly retryFailed: () => void;
  readonly clear: () => void;
}

/** A browser opens six connections to a server at most; two are left for the canvas and the page. */
const readingsAtOnce = 4;
const tryTimeoutMs = 60_000;
/** A large file takes its time on a slow line: four of them at once over 400 kilobits a second have this much each. */
const slowestBytesAMs = 10;
/** Often enough to seem at once, seldom enough that a thousand answers leave time for the person. */
const showEveryMs = 80;

/** Resolves sooner where the connection comes back. */
const sleep = (ms: number): Promise<void> =>
  new Promise(resolve => {
    const done = (): void => {
      clearTimeout(timer);
      removeEventListener('online', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    addEventListener('online', done);
  });

const timeoutFor = ({ byteLength }: ArrayBuffer): number => tryTimeoutMs + byteLength / slowestBytesAMs;

/** Known for sure only where it is true. */
const isOffline = (): boolean => !navigator.onLine;

export const createHouse = (show: (state: State) => void): House => {
  let state: State = { items: [], selectedId: null, notice: '', expect: '' };
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

  const read = async ({ id, file, expect }: Item): Promise<void> => {
    if (!places.has(id)) return;
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

  return {
    state: () => state,
    add: pictures => {
      if (pictures.length === 0) return;
      const added = pictures.map((picture): Item => {
        lastId += 1;
        const message = tooLargeToPost(picture.file.size);
        const start: Progress =
          message === null ? { state: 'waiting' } : { state: 'failed', message, canRetry: false };
        return { id: lastId, ...picture, expect: state.expect, progress: start };
      });
      const items = [...state.items, ...added];
      places = new Map(items.map(({ id }, place) => [id, place]));
      change({ items, selectedId: added[0]?.id ?? null, notice: '' });
      enqueue(added.filter(item => item.progress.state === 'waiting'));
    },
    select: selectedId => change({ selectedId }),
    say: notice => change({ notice }),
    setExpect: expect => change({ expect }),
    retryFailed: () => {
      const again = state.items.filter(({ progress: p }) => p.state === 'failed' && p.canRetry);
      for (const { id } of again) progress(id, { state: 'waiting' });
      enqueue(again);
    },
    clear: () => {
      queue.clear();
      places = new Map();
      change({ items: [], selectedId: null, notice: '' });
    },
  };
};
