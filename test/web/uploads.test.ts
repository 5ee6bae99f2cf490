// What the page does with files that go through the bucket, without a browser: who is asked for what, and how it ends.
import { describe, expect, it } from 'vitest';
import type { Reading } from '../../lib/reading/reading.ts';
import { askUploads, typeOf } from '../../web/ask-uploads.ts';
import type { Progress } from '../../web/items.ts';
import { type Put, readPutAnswer } from '../../web/put-answer.ts';
import { createUploads, groupItems, type UploadItem } from '../../web/uploads.ts';
import { type AskedReading, askReading } from '../../web/waiting-room.ts';

const itemOf = (id: number, bytes = 3): UploadItem => ({
  ...{ id, name: `${id}.png` },
  file: new Blob([new Uint8Array(bytes)], { type: 'image/png' }),
});
const answering = (status: number, body = '{}') =>
  (async () => new Response(body, { status })) as typeof fetch;
const { signal } = new AbortController();

/** A world that answers as the lists say, each answer once and the last one for ever. */
const createWorld = (
  puts: readonly Put[],
  readings: readonly AskedReading[],
  tickets: 'some' | 'none' = 'some',
) => {
  const told = new Map<number, Progress[]>();
  const asked: number[] = [];
  const urls: string[] = [];
  const refusedIds: number[] = [];
  const [leftPuts, leftReadings] = [[...puts], [...readings]];
  const next = <T>(left: T[]): T => (left.length > 1 ? left.shift()! : left[0]!);
  const held = new Set<number>();
  const uploads = createUploads({
    progress: (id, progress) => void told.set(id, [...(told.get(id) ?? []), progress]),
    isHeld: id => held.has(id),
    onNoUploads: items => refusedIds.push(...items.map(({ id }) => id)),
    sleep: () => new Promise(resolve => setImmediate(resolve)),
    askUploads: async files => {
      asked.push(files.length);
      if (tickets === 'none') return { kind: 'none' };
      return {
        kind: 'tickets',
        tickets: files.map(({ name }) => ({ key: `k/${name}`, url: `u${asked.length}`, headers: {} })),
      };
    },
    putFile: async ({ url }) => {
      urls.push(url);
      return next(leftPuts);
    },
    askReading: async () => next(leftReadings),
  });
  const add = (...items: readonly UploadItem[]) => {
    for (const { id } of items) held.add(id);
    uploads.add(items, '');
  };
  const end = async (id: number): Promise<Progress | undefined> => {
    const last = () => told.get(id)?.at(-1);
    await expect.poll(() => last()?.state, { timeout: 10_000 }).toMatch(/read|failed/);
    return last();
  };
  return { uploads, add, end, told, asked, urls, refusedIds, held };
};

const reading = { kind: 'reading', reading: { value: '7' } as Reading } as const;
const dropped = { kind: 'again', why: 'The connection to the bucket dropped', afterMs: null } as const;

describe('files through the bucket', () => {
  it('are sent, waited for, and read', async () => {
    const world = createWorld([{ kind: 'done' }], [{ kind: 'not-yet' }, { kind: 'not-yet' }, reading]);
    world.add(itemOf(1));
    expect(await world.end(1)).toEqual({ state: 'read', reading: { value: '7' } });
    expect(world.told.get(1)?.map(({ state }) => state)).toEqual([
      'to-bucket',
      'uploading',
      ...['uploaded', 'uploaded', 'uploaded'],
      'read',
    ]);
  });

  it('go by the same address again where the line dropped, by a new one where it expired', async () => {
    const world = createWorld([dropped, dropped, { kind: 'stale', why: 'no' }, { kind: 'done' }], [reading]);
    world.add(itemOf(1));
    expect(await world.end(1)).toMatchObject({ state: 'read' });
    expect(world.urls).toEqual(['u1', 'u1', 'u1', 'u2']);
  });

  it.each<[string, readonly Put[], RegExp, number]>([
    ['a line that never holds', [dropped], /tried 8 times.*CORS/, 8],
    [
      'two refusals',
      [{ kind: 'stale', why: 'The bucket refused the file (403)' }],
      /refused the file \(403\)$/,
      2,
    ],
    [
      'a refusal that is meant',
      [{ kind: 'refused', why: 'The bucket refused the file (400)' }],
      /\(400\)$/,
      1,
    ],
  ])('fail with a sentence after %s', async (_what, puts, message, tries) => {
    const world = createWorld(puts, [reading]);
    world.add(itemOf(1));
    expect(await world.end(1)).toMatchObject({ state: 'failed', message: expect.stringMatching(message) });
    expect(world.urls).toHaveLength(tries);
  });

  it('are not sent a second time where only the reading was missing', async () => {
    const world = createWorld([{ kind: 'done' }], [{ kind: 'refused', why: 'who are you' }, reading]);
    world.add(itemOf(1));
    expect(await world.end(1)).toMatchObject({ state: 'failed', message: 'who are you' });
    expect(world.uploads.hasSent(1)).toBe(true);
    world.add(itemOf(1));
    expect(await world.end(1)).toMatchObject({ state: 'read' });
    expect(world.urls).toHaveLength(1);
  });

  it('are given back where the server takes none', async () => {
    const world = createWorld([], [], 'none');
    world.add(itemOf(1), itemOf(2));
    await expect.poll(() => world.refusedIds).toEqual([1, 2]);
    expect(world.urls).toEqual([]);
  });

  it('stop where they were removed', async () => {
    const world = createWorld([dropped], [reading]);
    world.add(itemOf(1));
    await expect.poll(() => world.urls.length).toBeGreaterThan(1);
    world.held.clear();
    world.uploads.clear();
    await new Promise(resolve => setTimeout(resolve, 20));
    const sent = world.urls.length;
    await new Promise(resolve => setTimeout(resolve, 20));
    expect(world.urls).toHaveLength(sent);
  });

  it('have addresses asked for in groups of few files and few bytes', async () => {
    const ids = (items: readonly UploadItem[]) => groupItems(items).map(group => group.map(({ id }) => id));
    expect(ids([])).toEqual([]);
    expect(ids([1, 2, 3].map(id => itemOf(id, 9_000_000)))).toEqual([[1, 2], [3]]);
    expect(ids([itemOf(1, 1), itemOf(2, 20_000_000)])).toEqual([[1], [2]]);
    const world = createWorld([{ kind: 'done' }], [reading]);
    world.add(...Array.from({ length: 45 }, (_, id) => itemOf(id)));
    for (let id = 0; id < 45; id += 1) await world.end(id);
    expect(world.asked).toEqual([20, 20, 5]);
  });
});

describe('what the bucket answers', () => {
  it.each<[number, string, Put['kind']]>([
    [200, '', 'done'],
    [412, '<Error><Code>PreconditionFailed</Code></Error>', 'done'],
    [403, '<Error><Code>AccessDenied</Code></Error>', 'stale'],
    [503, '<Error><Code>SlowDown</Code></Error>', 'again'],
    [500, '', 'again'],
    [400, '<Error><Code>RequestTimeout</Code></Error>', 'again'],
    [400, '<Error><Code>EntityTooLarge</Code></Error>', 'refused'],
    [404, '', 'refused'],
  ])('%i %s is %s', (status, body, kind) => {
    expect(readPutAnswer(status, body).kind).toBe(kind);
  });

  it('is told by its own code', () => {
    expect(readPutAnswer(400, '<Error><Code>EntityTooLarge</Code></Error>')).toEqual({
      kind: 'refused',
      why: 'The bucket refused the file (400 EntityTooLarge)',
    });
  });
});

describe('what the server is asked', () => {
  it('names size and type, and plain bytes where the browser knows no picture’s type', async () => {
    const bodies: string[] = [];
    const send = (async (_: string, { body }: RequestInit) => {
      bodies.push(String(body));
      return new Response('{"uploads":[{"key":"k"}]}');
    }) as typeof fetch;
    const files = [{ name: 'a.heic', file: new Blob(['abc']) }];
    expect(await askUploads(files, 'digit', { signal, fetch: send })).toMatchObject({ kind: 'tickets' });
    expect(JSON.parse(bodies[0] ?? '')).toEqual({
      files: [{ name: 'a.heic', bytes: 3, type: 'application/octet-stream' }],
      expect: 'digit',
    });
    expect(typeOf(new Blob([], { type: 'image/svg+xml' }))).toBe('image/svg+xml');
    expect(typeOf(new Blob([], { type: 'text/html' }))).toBe('application/octet-stream');
  });

  it.each([
    [404, 'none'],
    [405, 'none'],
    [503, 'again'],
    [400, 'refused'],
    [401, 'refused'],
  ])('takes %i for %s', async (status, kind) => {
    expect(await askUploads([], '', { signal, fetch: answering(status) })).toMatchObject({ kind });
  });

  it.each([
    [200, 'reading'],
    [404, 'not-yet'],
    [429, 'again'],
    [401, 'refused'],
  ])('takes %i for a reading that is: %s', async (status, kind) => {
    expect(await askReading('a/b ü?.png', answering(status))).toMatchObject({ kind });
  });
});
