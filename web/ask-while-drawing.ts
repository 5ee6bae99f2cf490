// Asks what stands on a sheet while somebody draws on it: again where the connection drops, and soon after the last stroke.
import { createLatest } from './latest.ts';
import { type Answer, type PostOptions, postImage } from './post-image.ts';
import { waitBefore } from './retry.ts';
import type { Stroke } from './strokes.ts';

type Strokes = readonly Stroke[];

export interface Asking {
  /** Something else stands there now. */
  readonly change: (strokes: Strokes) => void;
  /** What stands there is finished for now: of a stroke, at that time by the clock of `performance`. */
  readonly settle: (liftedAt?: number) => void;
  readonly forget: () => void;
}

interface AskingOptions {
  readonly image: () => Promise<Blob>;
  /** Taken anew for each question. */
  readonly options: () => Pick<PostOptions, 'expect' | 'showsInput'>;
  readonly show: (answer: Answer, isCurrent: boolean, whenShown: () => void) => void;
}

const askTimeoutMs = 20_000;

export const createAsking = ({ image, options, show }: AskingOptions): Asking => {
  let current: Strokes = [];
  let lifted: { readonly strokes: Strokes; readonly at: number } | null = null;
  let answered: Strokes | null = null;
  let tries = 0;
  let again: ReturnType<typeof setTimeout> | null = null;

  const latest = createLatest<{ readonly picture: Blob; readonly strokes: Strokes }, Answer>({
    ask: ({ picture }) => postImage(picture, { ...options(), signal: AbortSignal.timeout(askTimeoutMs) }),
    show: (answer, { strokes }, isCurrent) => {
      if (answer.kind === 'again') return tryAgain(answer, isCurrent);
      tries = 0;
      answered = strokes;
      show(answer, isCurrent, () => measure(strokes));
    },
    // While the pen is down, now and then: a reading that is still on its way when it is lifted delays the one that counts.
    quietMs: 80,
    longestMs: 250,
  });

  /** The value stands there once the next frame is shown. Browsers keep the measure for whoever looks at it. */
  const measure = (strokes: Strokes): void => {
    if (lifted === null || lifted.strokes !== strokes) return;
    const start = lifted.at;
    lifted = null;
    requestAnimationFrame(() => performance.measure('drawing-to-answer', { start }));
  };

  const tryAgain = (answer: Extract<Answer, { kind: 'again' }>, isCurrent: boolean): void => {
    const waitMs = waitBefore(tries, answer.afterMs, Math.random());
    tries += 1;
    const why = `${answer.why}; trying again in ${Math.max(1, Math.round(waitMs / 1000))} s`;
    show({ ...answer, why }, isCurrent, () => {});
    // What has been drawn since is asked about anyway.
    if (isCurrent) again = setTimeout(ask, waitMs);
  };

  const stopWaiting = (): void => {
    if (again !== null) clearTimeout(again);
    again = null;
  };

  const ask = (): void => {
    stopWaiting();
    latest.change(async () => {
      const strokes = current;
      return { picture: await image(), strokes };
    });
  };

  return {
    change: strokes => {
      current = strokes;
      ask();
    },
    settle: liftedAt => {
      // Whoever rests before lifting the pen has the answer by then.
      lifted = liftedAt === undefined || answered === current ? null : { strokes: current, at: liftedAt };
      latest.settle();
    },
    forget: () => {
      stopWaiting();
      latest.forget();
    },
  };
};
