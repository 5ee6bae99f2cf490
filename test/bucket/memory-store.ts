// A bucket in memory: honours conditions or ignores them, fails when told to, and lets a test step in between.
import { createHash } from 'node:crypto';
import type { ObjectStore, StoredObject } from '../../lib/bucket/object-store.ts';
import { DigitdropError } from '../../lib/errors.ts';

type Operation = 'head' | 'get' | 'put' | 'remove' | 'list';

export interface MemoryStore extends ObjectStore {
  /** Puts an object as an outsider does, and gives its ETag. */
  readonly drop: (
    key: string,
    body: string | Uint8Array,
    metadata?: Readonly<Record<string, string>>,
    versionId?: string | null,
  ) => string;
  readonly erase: (key: string) => void;
  /** The text at a key, or null. */
  readonly text: (key: string) => string | null;
  /** Every call so far, as "put a.png.json". */
  readonly calls: readonly string[];
  /** Runs once, before or after the next such call takes effect. What it throws, the call throws. */
  readonly when: (moment: 'before' | 'after', operation: Operation, key: string, step: () => unknown) => void;
}

interface MemoryStoreOptions {
  readonly conditions?: boolean;
  /** Awaited before each call takes effect: where another caller may come in between. */
  readonly yieldTo?: (call: string) => Promise<unknown>;
}

/** What S3 answers when it is overburdened. */
export const unavailable = (): never => {
  throw new DigitdropError('store-unavailable', 'SlowDown (503)');
};

export const createMemoryStore = ({
  conditions = true,
  yieldTo = () => new Promise(resolve => setImmediate(resolve)),
}: MemoryStoreOptions = {}): MemoryStore => {
  const objects = new Map<string, StoredObject>();
  /** A clock that ticks with each write. */
  const writtenAt = new Map<string, number>();
  let writes = 0;
  const calls: string[] = [];
  const steps: { at: string; step: () => unknown }[] = [];
  const run = async (at: string): Promise<void> => {
    const index = steps.findIndex(step => step.at === at);
    if (index >= 0) await steps.splice(index, 1)[0]!.step();
  };
  const call = async <T>(operation: Operation, key: string, effect: () => T): Promise<T> => {
    calls.push(`${operation} ${key}`);
    await yieldTo(`${operation} ${key}`);
    await run(`before ${operation} ${key}`);
    const result = effect();
    await run(`after ${operation} ${key}`);
    return result;
  };
  const drop: MemoryStore['drop'] = (key, body, metadata = {}, versionId = null) => {
    const bytes = Buffer.from(body);
    const etag = createHash('md5').update(bytes).digest('hex');
    writtenAt.set(key, ++writes * 1000);
    objects.set(key, { head: { key, etag, versionId, bytes: bytes.length, metadata }, body: bytes });
    return etag;
  };
  return {
    drop,
    calls,
    erase: key => void objects.delete(key),
    text: key => {
      const object = objects.get(key);
      return object === undefined ? null : Buffer.from(object.body).toString();
    },
    when: (moment, operation, key, step) => void steps.push({ at: `${moment} ${operation} ${key}`, step }),
    head: (_bucket, key) => call('head', key, () => objects.get(key)?.head ?? null),
    get: (_bucket, key, { maxBytes }) =>
      call('get', key, () => {
        const object = objects.get(key) ?? null;
        if (object !== null && object.head.bytes > maxBytes)
          throw new DigitdropError('image-too-large', 'above maxBytes');
        return object;
      }),
    put: (_bucket, key, body, { condition }) =>
      call('put', key, () => {
        const now = objects.get(key)?.head.etag;
        if (conditions && condition !== null)
          if ('ifAbsent' in condition ? now !== undefined : now !== condition.ifEtag) return 'lost-race';
        drop(key, body);
        return 'written';
      }),
    remove: (_bucket, key, options) =>
      call('remove', key, () => {
        const now = objects.get(key)?.head.etag;
        if (conditions && options !== undefined && now !== options.ifEtag) return 'lost-race';
        objects.delete(key);
        return 'removed';
      }),
    list: async function* (_bucket, prefix, startAfter = null) {
      await call('list', prefix, () => {});
      const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
      const keys = [...objects.keys()].filter(
        key => key.startsWith(prefix) && (startAfter === null || byBytes(key, startAfter) > 0),
      );
      for (const key of keys.sort(byBytes)) {
        if (!objects.has(key)) continue;
        const { head } = objects.get(key)!;
        yield { key, etag: head.etag, bytes: head.bytes, lastModified: new Date(writtenAt.get(key)!) };
      }
    },
    signUpload: async (bucket, { key, bytes, contentType, seconds }) => ({
      url: `memory:${bucket}/${key}?${bytes}`,
      headers: { 'content-type': contentType },
      expiresAt: new Date(Date.now() + seconds * 1000),
    }),
    honoursConditions: async () => conditions,
  };
};
