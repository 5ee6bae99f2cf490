// Readings under a person's eyes, one after another: what is ahead is fetched with its picture, what was said is kept
// in order, so that one can go back.

import {
  fetchPicture,
  holder,
  lookAtQueue,
  type Queue,
  releaseItems,
  renewItems,
  type TakenItem,
  takeItems,
} from './review-calls.ts';
import type { Outbox } from './review-outbox.ts';

export interface SessionItem extends TakenItem {
  /** Undefined: nothing yet. Null: no number. */
  readonly said?: string | null;
  readonly isSkipped: boolean;
  /** An address of this page's own; null while it is fetched, `failed` where it cannot be. */
  readonly picture: string | null | 'failed';
}

export interface SessionState {
  readonly items: readonly SessionItem[];
  /** The place of the one that is shown; all behind it is ahead. */
  readonly at: number;
  readonly queue: Queue | null;
  /** Nothing waits, as far as is known. */
  readonly isEmpty: boolean;
  readonly trouble: string;
  readonly done: number;
}

export interface ReviewSession {
  readonly state: () => SessionState;
  readonly say: (value: string | null) => void;
  readonly skip: () => void;
  readonly back: () => void;
  /** Gives everything back. */
  readonly close: () => void;
}

/** At one a second, several seconds of a slow network. */
const ahead = 10;
/** Where little waits, no more than this, so that another person gets some of it. */
const leastAhead = 3;
const takeAtOnce = 6;
/** How far one may go back. */
const kept = 10;
const renewEveryMs = 40_000;
const lookEveryMs = 15_000;
const emptyPauseMs = 5_000;

export const openReviewSession = (outbox: Outbox, show: (state: SessionState) => void): ReviewSession => {
  let state: SessionState = { items: [], at: 0, queue: null, isEmpty: false, trouble: '', done: 0 };
  let isClosed = false;
  let isTaking = false;

  const change = (part: Partial<SessionState>): void => {
    state = { ...state, ...part };
    if (!isClosed) show(state);
  };
  const open = (): readonly SessionItem[] =>
    state.items.slice(state.at).filter(item => item.said === undefined && !item.isSkipped);
  /** How many to have ahead: of a short queue about half. */
  const wanted = (): number =>
    Math.min(ahead, Math.max(leastAhead, Math.ceil((state.queue?.waiting.count ?? 0) / 2)));
  const update = (id: string, part: Partial<SessionItem>): void =>
    change({ items: state.items.map(item => (item.id === id ? { ...item, ...part } : item)) });
  const letGo = ({ picture }: SessionItem): void => {
    if (picture !== null && picture !== 'failed') URL.revokeObjectURL(picture);
  };

  const fetchFor = async ({ id, image }: TakenItem): Promise<void> => {
    const picture = await fetchPicture(image)
      .catch(() => fetchPicture(image))
      .then(blob => URL.createObjectURL(blob))
      .catch(() => 'failed');
    const isThere = state.items.some(item => item.id === id);
    if (isClosed || !isThere) {
      if (picture !== 'failed') URL.revokeObjectURL(picture);
    } else update(id, { picture });
  };

  const fill = async (): Promise<void> => {
    const lacking = wanted() - open().length;
    if (isTaking || isClosed || lacking <= 0) return;
    isTaking = true;
    try {
      const { items, waiting } = await takeItems(Math.min(takeAtOnce, lacking));
      if (isClosed) return releaseItems(items.map(({ id }) => id));
      const known = new Set(open().map(({ id }) => id));
      const added = items.filter(({ id }) => !known.has(id));
      // One that was skipped and comes again takes its new place.
      const ids = new Set(added.map(({ id }) => id));
      const before = state.items.slice(0, state.at).filter(({ id }) => !ids.has(id));
      const behind = state.items.slice(state.at).filter(({ id }) => !ids.has(id));
      change({
        items: [
          ...before,
          ...behind,
          ...added.map((item): SessionItem => ({ ...item, isSkipped: false, picture: null })),
        ],
        at: before.length,
        queue: { others: state.queue?.others ?? [], waiting },
        isEmpty: open().length + added.length === 0,
        trouble: '',
      });
      for (const item of added) void fetchFor(item);
      isTaking = false;
      if (added.length > 0) return fill();
    } catch (error) {
      change({ trouble: error instanceof Error ? error.message : String(error) });
    } finally {
      isTaking = false;
    }
  };

  const renew = async (): Promise<void> => {
    const mine = open();
    if (mine.length === 0) return;
    const renewed = await renewItems(mine.map(({ id }) => id)).catch(() => null);
    if (renewed === null || isClosed) return;
    const held = new Set(renewed.held.map(({ id }) => id));
    const current = state.items[state.at]?.id;
    const lost = new Set(mine.filter(({ id }) => !held.has(id) && id !== current).map(({ id }) => id));
    if (lost.size === 0) return;
    for (const item of state.items) if (lost.has(item.id)) letGo(item);
    change({ items: state.items.filter(({ id }) => !lost.has(id)) });
  };

  const look = async (): Promise<void> => {
    const queue = await lookAtQueue().catch(() => null);
    if (queue !== null) change({ queue });
    if (queue !== null && queue.waiting.count > 0) await fill();
  };

  const step = (): void => {
    const old = Math.max(0, state.at + 1 - kept);
    for (const item of state.items.slice(0, old)) letGo(item);
    change({ items: state.items.slice(old), at: state.at + 1 - old, isEmpty: false });
    void fill();
  };

  const timers = [
    setInterval(() => void renew(), renewEveryMs),
    setInterval(() => void look(), lookEveryMs),
    setInterval(() => {
      if (open().length === 0) void fill();
    }, emptyPauseMs),
  ];
  /** What was skipped as well: it waits for others, and for this person's next page. */
  const release = (): void =>
    releaseItems(state.items.filter(({ said }) => said === undefined).map(({ id }) => id));
  addEventListener('pagehide', release);
  void fill().then(look);

  return {
    state: () => state,
    say: value => {
      const item = state.items[state.at];
      if (item === undefined) return;
      const isFirst = item.said === undefined;
      const { key, etag, id } = item;
      outbox.put({ key, etag, value, holder });
      update(id, { said: value, isSkipped: false });
      change({ done: state.done + (isFirst ? 1 : 0) });
      step();
    },
    // Its lease is not renewed: in two minutes somebody else may have it, or the same person again.
    skip: () => {
      const item = state.items[state.at];
      if (item === undefined) return;
      if (item.said === undefined) update(item.id, { isSkipped: true });
      step();
    },
    back: () => {
      if (state.at > 0) change({ at: state.at - 1 });
    },
    close: () => {
      removeEventListener('pagehide', release);
      for (const timer of timers) clearInterval(timer);
      release();
      isClosed = true;
      for (const item of state.items) letGo(item);
    },
  };
};
