// Files on their way through the bucket: an address for each, the bytes with their progress, then the reading.
import type { askUploads, Ticket } from './ask-uploads.ts';
import type { Progress } from './items.ts';
import type { Again, Expect } from './post-image.ts';
import type { PutFile } from './put-answer.ts';
import { waitBefore } from './retry.ts';
import { createWaitingRoom, type WaitingRoomParts } from './waiting-room.ts';

export interface UploadItem {
  readonly id: number;
  readonly name: string;
  readonly file: Blob;
}

interface UploadsParts {
  readonly progress: (id: number, progress: Progress) => void;
  readonly isHeld: (id: number) => boolean;
  /** Where the server takes no uploads: what becomes of these. */
  readonly onNoUploads: (items: readonly UploadItem[]) => void;
  readonly sleep: (ms: number) => Promise<void>;
  readonly askUploads: typeof askUploads;
  readonly putFile: PutFile;
  readonly askReading: WaitingRoomParts['ask'];
}

/** Addresses expire: no more are asked for at once than are sent soon. */
const groupFiles = 20;
const groupBytes = 20_000_000;
const groupsAtOnce = 2;
const filesAtOnce = 2;
const maxTries = 8;
/** A second refusal of a fresh address is meant. */
const maxRenewals = 1;

/** Files in order, as many at a time as have few bytes together. */
export const groupItems = (items: readonly UploadItem[]): readonly (readonly UploadItem[])[] => {
  const groups: UploadItem[][] = [];
  let bytes = 0;
  for (const item of items) {
    const last = groups.at(-1);
    if (last !== undefined && last.length < groupFiles && bytes + item.file.size <= groupBytes) {
      last.push(item);
      bytes += item.file.size;
    } else {
      groups.push([item]);
      bytes = item.file.size;
    }
  }
  return groups;
};

const isReadable = async (file: Blob): Promise<boolean> =>
  file
    .slice(0, 1)
    .arrayBuffer()
    .then(
      () => true,
      () => false,
    );

export const createUploads = (parts: UploadsParts) => {
  const { progress, isHeld, onNoUploads, sleep, askUploads: ask, putFile: put } = parts;
  /** What lies in the bucket: it is not sent twice. */
  const keys = new Map<number, string>();
  let stopping = new AbortController();
  let waiting: { readonly group: readonly UploadItem[]; readonly expect: Expect }[] = [];
  let running = 0;

  const fail = (id: number, message: string): void =>
    progress(id, { state: 'failed', message, canRetry: true });

  const room = createWaitingRoom({
    ...{ ask: parts.askReading, isHeld, sleep, onFailed: fail },
    onReading: (id, reading) => progress(id, { state: 'read', reading }),
    onWait: (id, message) =>
      progress(id, message === null ? { state: 'uploaded' } : { state: 'retrying', message }),
  });

  const pause = async (ids: readonly number[], tried: number, { why, afterMs }: Again): Promise<void> => {
    const waitMs = waitBefore(tried, afterMs, Math.random());
    const message = `${why}; trying again in ${Math.max(1, Math.round(waitMs / 1000))} s`;
    for (const id of ids) progress(id, { state: 'retrying', message });
    await sleep(waitMs);
  };

  /** Addresses for all of them; null where each has been told why there are none. */
  const getTickets = async (
    items: readonly UploadItem[],
    expect: Expect,
    signal: AbortSignal,
  ): Promise<readonly Ticket[] | null> => {
    const ids = items.map(({ id }) => id);
    for (let tried = 0; ; tried += 1) {
      const asked = await ask(items, expect, { signal });
      if (asked.kind === 'tickets' && asked.tickets.length === items.length) return asked.tickets;
      if (asked.kind === 'none') onNoUploads(items);
      else if (asked.kind !== 'again')
        for (const id of ids)
          fail(id, asked.kind === 'refused' ? asked.why : 'The server gave no address to send it to');
      else if (tried + 1 >= maxTries)
        for (const id of ids) fail(id, `${asked.why}; tried ${maxTries} times without success`);
      else {
        await pause(ids, tried, asked);
        continue;
      }
      return null;
    }
  };

  const send = async (
    item: UploadItem,
    first: Ticket,
    expect: Expect,
    signal: AbortSignal,
  ): Promise<void> => {
    const { id, file } = item;
    let ticket = first;
    let renewals = 0;
    for (let tried = 0; isHeld(id); tried += 1) {
      progress(id, { state: 'uploading', sentBytes: 0 });
      const onSent = (sentBytes: number): void => progress(id, { state: 'uploading', sentBytes });
      const sent = await put(ticket, file, { onSent, signal });
      if (!isHeld(id)) return;
      if (sent.kind === 'done') {
        keys.set(id, ticket.key);
        progress(id, { state: 'uploaded' });
        return room.add(id, ticket.key);
      }
      if (!(await isReadable(file)))
        return fail(id, 'The file could not be read from the disk. Is it still there?');
      if (sent.kind === 'refused') return fail(id, sent.why);
      if (sent.kind === 'stale') {
        if (renewals >= maxRenewals) return fail(id, sent.why);
        renewals += 1;
        const [fresh] = (await getTickets([item], expect, signal)) ?? [];
        if (fresh === undefined) return;
        ticket = fresh;
        continue;
      }
      if (tried + 1 >= maxTries)
        return fail(
          id,
          `${sent.why}; tried ${maxTries} times without success. Where this never goes well, the bucket may not let this page send to it (its CORS rule).`,
        );
      // By the same address: should an earlier try have come through, nothing is stored twice.
      await pause([id], tried, sent);
    }
  };

  const sendGroup = async (group: readonly UploadItem[], expect: Expect): Promise<void> => {
    const { signal } = stopping;
    const items = group.filter(({ id }) => isHeld(id));
    if (items.length === 0) return;
    const tickets = await getTickets(items, expect, signal);
    if (tickets === null) return;
    const rest = items.entries();
    const lane = async (): Promise<void> => {
      for (const [at, item] of rest) await send(item, tickets[at] as Ticket, expect, signal);
    };
    await Promise.all(Array.from({ length: filesAtOnce }, lane));
  };

  const advance = (): void => {
    while (running < groupsAtOnce) {
      const next = waiting.shift();
      if (next === undefined) return;
      running += 1;
      // What was aborted is nobody's any more.
      void sendGroup(next.group, next.expect)
        .catch(() => {})
        .finally(() => {
          running -= 1;
          advance();
        });
    }
  };

  return {
    /** What has been sent before is only waited for. */
    add: (items: readonly UploadItem[], expect: Expect): void => {
      for (const { id } of items) {
        const key = keys.get(id);
        progress(id, { state: key === undefined ? 'to-bucket' : 'uploaded' });
        if (key !== undefined) room.add(id, key);
      }
      const fresh = items.filter(({ id }) => !keys.has(id));
      waiting.push(...groupItems(fresh).map(group => ({ group, expect })));
      advance();
    },
    hasSent: (id: number): boolean => keys.has(id),
    clear: (): void => {
      waiting = [];
      keys.clear();
      stopping.abort();
      stopping = new AbortController();
    },
  };
};
