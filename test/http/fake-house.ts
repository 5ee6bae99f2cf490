// A house for tests of the HTTP rooms: a reader that tells what it was asked, a bucket in memory.
import type { AskedUpload, ObjectStore, StoredObject } from '../../lib/bucket/object-store.ts';
import { type Config, readConfig } from '../../lib/config.ts';
import { DigitdropError } from '../../lib/errors.ts';
import type { ApiHouse } from '../../lib/http/api-house.ts';
import { createLog } from '../../lib/log.ts';
import type { ImageRequest, PixelsRequest, Reader } from '../../lib/reading/reader.ts';
import { noSource, type Reading } from '../../lib/reading/reading.ts';

/** A reading that meets the schema; `value` is a digit. */
export const readingOf = (value: string, more: Partial<Reading> = {}): Reading => ({
  schema: 'digitdrop.reading/1',
  source: noSource,
  image: { format: 'png', width: 28, height: 28 },
  status: 'accepted',
  reason: null,
  message: null,
  value,
  confidence: 0.99,
  alternatives: [],
  digits: [],
  lines: [],
  text: null,
  writing: null,
  promise: { maxError: 0.005, threshold: 0.9 },
  model: { name: 'fake', version: '1', sha256: '0'.repeat(64) },
  readAt: '2026-11-23T06:00:00.000Z',
  durationMs: { decode: 1, read: 1, total: 2 },
  ...more,
});

const notAnImage = (message: string, source = noSource): Reading =>
  readingOf('0', {
    status: 'rejected',
    reason: 'not-an-image',
    message,
    value: null,
    confidence: null,
    source,
  });

/** Takes bytes that begin with `image:` for an image of the digit that follows, all else for none. */
const createFakeReader = () => {
  const asked: (ImageRequest | PixelsRequest)[] = [];
  const reader: Reader = {
    readImage: async request => {
      asked.push(request);
      const text = Buffer.from(request.bytes).toString('latin1');
      if (!text.startsWith('image:'))
        return notAnImage(`found ${request.bytes.byteLength} bytes`, request.source);
      // The earlier the digit, the later the answer: order must not come from luck.
      await new Promise(resolve => setTimeout(resolve, 5 - (text.charCodeAt(6) % 5)));
      return readingOf(text.charAt(6), { source: request.source });
    },
    readPixels: async request => {
      asked.push(request);
      return readingOf('5');
    },
    refuse: (fault, source) =>
      readingOf('0', {
        status: 'rejected',
        reason: 'image-too-large',
        message: fault.message,
        value: null,
        confidence: null,
        source,
      }),
    checkOptions: ({ maxError }) => {
      if (maxError !== null && maxError < 0.001)
        throw new DigitdropError('bad-option', `maxError: expected at least 0.001, got ${maxError}`);
    },
    models: [
      {
        name: 'fake',
        version: '1',
        sha256: '0'.repeat(64),
        task: 'digit',
        maxError: 0.005,
        threshold: 0.9,
        promises: [{ maxError: 0.005, threshold: 0.9 }],
        metrics: {},
      },
    ],
  };
  return { reader, asked };
};

/** When what it signs expires. */
const expiresAt = new Date('2026-11-26T21:00:00.000Z');

/** A bucket that is only read; a key holding an error throws it. */
const createFakeStore = (objects: Readonly<Record<string, string | Error>>) => {
  const fetched: string[] = [];
  const signed: ({ readonly bucket: string } & AskedUpload)[] = [];
  const get: ObjectStore['get'] = async (_bucket, key, { maxBytes }): Promise<StoredObject | null> => {
    fetched.push(key);
    const content = Object.hasOwn(objects, key) ? objects[key] : undefined;
    if (content instanceof Error) throw content;
    if (content === undefined) return null;
    const body = Buffer.from(content);
    if (body.length > maxBytes) throw new DigitdropError('image-too-large', `got ${body.length} bytes`);
    return { head: { key, etag: 'e1', versionId: 'v1', bytes: body.length, metadata: {} }, body };
  };
  const unexpected = () => {
    throw new Error('the HTTP rooms only get');
  };
  const store: ObjectStore = {
    get,
    head: unexpected,
    put: unexpected,
    remove: unexpected,
    list: unexpected,
    honoursConditions: unexpected,
    signUpload: async (bucket, asked) => {
      signed.push({ bucket, ...asked });
      return { url: `https://store.example/${asked.key}`, headers: { 'x-told': asked.key }, expiresAt };
    },
  };
  return { store, fetched, signed };
};

export const createFakeHouse = ({
  objects = {},
  config = {},
  isReady = () => true,
  takeEvents = async () => {},
}: {
  readonly objects?: Readonly<Record<string, string | Error>>;
  readonly config?: Partial<Config>;
  readonly isReady?: ApiHouse['isReady'];
  readonly takeEvents?: ApiHouse['takeEvents'];
} = {}) => {
  const { reader, asked } = createFakeReader();
  const { store, fetched, signed } = createFakeStore(objects);
  const logged: string[] = [];
  const log = createLog('debug', line => void logged.push(line));
  const house: ApiHouse = {
    config: { ...readConfig({}), ...config },
    log,
    reader,
    store,
    isReady,
    takeEvents,
  };
  return { house, asked, fetched, signed, logged };
};
