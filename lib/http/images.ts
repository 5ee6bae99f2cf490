// GET /v1/images/{key}: an image of the bucket for whoever looks at its reading, as a browser can show it.
import { isPossibleKey } from '../bucket/keys.ts';
import { loadReading } from '../bucket/stored-reading.ts';
import { DigitdropError } from '../errors.ts';
import { type ImageFormat, imageFormatOf } from '../reading/image-format.ts';
import { limits } from '../reading/limits.ts';
import { createSlots } from '../slots.ts';
import type { ApiHouse } from './api-house.ts';
import type { HttpRequest, HttpResponse } from './request.ts';
import { shown } from './shown.ts';

/** What browsers show as it is; of the rest, and of what is large, a smaller WebP is made. */
const types: Partial<Record<ImageFormat, string>> = {
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  gif: 'image/gif',
};

/** Sixty a minute through a slow line; and far below what Lambda answers. */
const maxPlainBytes = 1_000_000;

/** One version of an image never changes. */
const versionHeaders = { 'cache-control': 'private, max-age=3600' };

/** Each may hold 20 MB and what they decode to: however many are asked for, few are in hand, and few wait. */
const inTurn = createSlots(3, 24);

/**
 * Only images that have a reading of ours; `?etag=` asks for that version and no other.
 * @throws DigitdropError `not-found`, `version-changed`, `image-broken`, `too-busy` and the like
 */
export const answerImage = async (
  { store, config: { bucket } }: ApiHouse,
  request: HttpRequest,
  key: string,
): Promise<HttpResponse> => {
  const reading = isPossibleKey(key) ? await loadReading(store, bucket, key) : null;
  if (reading === null || reading.source.key !== key)
    throw new DigitdropError('not-found', `no image with a reading lies at ${shown(key)}`);
  return inTurn(
    () => answerStored(store, bucket, key, request.query.get('etag')),
    () => request.timeLeftMs() <= 0,
  );
};

const answerStored = async (
  store: ApiHouse['store'],
  bucket: string,
  key: string,
  etag: string | null,
): Promise<HttpResponse> => {
  const image = await store.get(bucket, key, { maxBytes: limits.maxBytes });
  if (image === null) throw new DigitdropError('not-found', `the image ${shown(key)} is gone`);
  if (etag !== null && etag !== image.head.etag)
    throw new DigitdropError(
      'version-changed',
      `expected the version that was asked for, found ${image.head.etag}`,
    );
  const { type, bytes } = await showable(image.body);
  return {
    status: 200,
    headers: {
      'content-type': type,
      ...(etag === null ? { 'cache-control': 'no-store' } : versionHeaders),
    },
    body: Buffer.from(bytes).toString('base64'),
    isBase64Encoded: true,
  };
};

const showable = async (
  bytes: Uint8Array,
): Promise<{ readonly type: string; readonly bytes: Uint8Array }> => {
  const format = imageFormatOf(bytes);
  const type = format === null ? undefined : types[format];
  if (type !== undefined && bytes.byteLength <= maxPlainBytes) return { type, bytes };
  // Loaded where it is needed: what is shown as it is does without the decoder.
  const { encodeForBrowser, readHeader } = await import('../reading/decode.ts');
  return { type: 'image/webp', bytes: await encodeForBrowser(bytes, await readHeader(bytes)) };
};
