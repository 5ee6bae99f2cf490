// Corrections on their way: kept in the browser until the server has them, also when the page or the server goes away.

import { waitBefore } from './retry.ts';
import type { Sent, Unsent } from './review-calls.ts';

export interface OutboxState {
  readonly unsent: number;
  /** Why the last one did not go through yet; empty where all is well. */
  readonly trouble: string;
  /** What was not taken, for the person to know. */
  readonly refusals: readonly string[];
}

export interface Outbox {
  readonly put: (correction: Unsent) => void;
  /** Sends what is left of earlier times. */
  readonly start: () => void;
  readonly listen: (show: (state: OutboxState) => void) => void;
}

interface OutboxParts {
  readonly send: (correction: Unsent) => Promise<Sent>;
  readonly storage: Pick<Storage, 'getItem' | 'setItem'>;
  readonly sleep: (ms: number) => Promise<void>;
}

const place = 'digitdrop.corrections';
const maxRefusals = 5;

const isUnsent = (one: unknown): one is Unsent => {
  const { key, etag, value, holder } = (one ?? {}) as Partial<Record<keyof Unsent, unknown>>;
  const isValue = value === null || typeof value === 'string';
  return typeof key === 'string' && typeof etag === 'string' && typeof holder === 'string' && isValue;
};

export const createOutbox = ({ send, storage, sleep }: OutboxParts): Outbox => {
  let show: (state: OutboxState) => void = () => {};
  let trouble = '';
  let refusals: readonly string[] = [];
  let isSending = false;
  /** Where the browser keeps nothing (its storage is full or forbidden), this page's memory has to do. */
  let memory: readonly Unsent[] | null = null;

  // Read anew each time: other open pages write there too.
  const load = (): readonly Unsent[] => {
    if (memory !== null) return memory;
    try {
      const kept: unknown = JSON.parse(storage.getItem(place) ?? '[]');
      return Array.isArray(kept) ? kept.filter(isUnsent) : [];
    } catch {
      return [];
    }
  };
  const save = (all: readonly Unsent[]): void => {
    try {
      storage.setItem(place, JSON.stringify(all));
      memory = null;
    } catch {
      memory = all;
      trouble = 'This browser keeps nothing: leave the page open until all is sent.';
    }
  };
  const tell = (): void => show({ unsent: load().length, trouble, refusals });
  const isSame = (a: Unsent, b: Unsent): boolean => a.key === b.key && a.etag === b.etag;

  const sendAll = async (): Promise<void> => {
    if (isSending) return;
    isSending = true;
    for (let failed = 0, [next] = load(); next !== undefined; [next] = load()) {
      const sent = next;
      const answer = await send(sent);
      if (answer.kind === 'again') {
        trouble = answer.why;
        tell();
        await sleep(waitBefore(failed, null, Math.random()));
        failed += 1;
        continue;
      }
      failed = 0;
      trouble = '';
      if (answer.kind === 'settled') refusals = [answer.why, ...refusals].slice(0, maxRefusals);
      // What was mended while this was under way is another, and still to be sent.
      save(
        load().filter(one => !(isSame(one, sent) && one.value === sent.value && one.holder === sent.holder)),
      );
      tell();
    }
    isSending = false;
  };

  return {
    put: correction => {
      save([...load().filter(one => !isSame(one, correction)), correction]);
      tell();
      void sendAll();
    },
    start: () => void sendAll(),
    listen: listener => {
      show = listener;
      tell();
    },
  };
};
