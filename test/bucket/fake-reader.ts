// A reader without a model: an "image" is the text of its own reading, and what was asked is kept.
import { DigitdropError } from '../../lib/errors.ts';
import { createLog } from '../../lib/log.ts';
import type { ImageRequest, Reader } from '../../lib/reading/reader.ts';
import { type Reading, readingSchema, type Source } from '../../lib/reading/reading.ts';

export interface FakeReader extends Reader {
  readonly asked: readonly ImageRequest[];
}

const sha256 = 'a'.repeat(64);
const promise = { maxError: 0.005, threshold: 0.9 };

/** Reads the text of the image as its value; text that is no digits is `not-an-image`, "boom" a fault of ours. */
export const createFakeReader = (version = '1'): FakeReader => {
  const asked: ImageRequest[] = [];
  const model = { name: 'fake', version, sha256 };
  const reading = (source: Source, value: string | null, more: Partial<Reading>): Reading => ({
    schema: 'digitdrop.reading/1',
    source,
    image: { format: null, width: null, height: null },
    status: 'accepted',
    reason: null,
    message: null,
    value,
    confidence: value === null ? null : 0.99,
    alternatives: [],
    digits: [],
    lines: [],
    text: null,
    writing: null,
    promise: { maxError: 0.005, threshold: 0.9 },
    model,
    readAt: new Date().toISOString(),
    durationMs: { decode: 0, read: 0, total: 0 },
    ...more,
  });
  return {
    asked,
    models: [{ ...model, task: 'digit', ...promise, promises: [promise], metrics: {} }],
    readImage: async request => {
      asked.push(request);
      const text = Buffer.from(request.bytes).toString();
      if (text === 'boom') throw new Error('the session died');
      if (!/^\d+$/.test(text))
        return reading(request.source, null, {
          status: 'rejected',
          reason: 'not-an-image',
          message: 'no image',
        });
      const fault = request.optionFault;
      return reading(
        request.source,
        text,
        fault === null ? {} : { status: 'review', reason: 'bad-option', message: fault },
      );
    },
    readPixels: async () => reading({ ...nowhere }, null, {}),
    refuse: (fault, source) =>
      reading(source, null, { status: 'rejected', reason: 'image-too-large', message: fault.message }),
    checkOptions: ({ maxError }) => {
      if (maxError !== null && maxError < 0.001)
        throw new DigitdropError('bad-option', `max-error: expected at least 0.001, got ${maxError}`);
    },
  };
};

const nowhere: Source = {
  bucket: null,
  key: null,
  etag: null,
  versionId: null,
  sequencer: null,
  bytes: null,
};

/** The reading at `<key>.json` of a store that tells its texts. */
export const readingAt = (store: { text: (key: string) => string | null }, resultKey: string): Reading =>
  readingSchema.parse(JSON.parse(store.text(resultKey) ?? 'null'));

export const silentLog = createLog('silent');
