// A request for readings to what it asks: images in order, and options. Faults of form refuse it whole.
import { DigitdropError } from '../errors.ts';
import type { ReadOptions } from '../reading/options.ts';
import type { AskedImage } from './asked-image.ts';
import { gatherOptions, mergeOptions } from './asked-options.ts';
import { asksForInput } from './asked-show.ts';
import { bodyTooLarge, maxBodyBytes } from './body-limits.ts';
import { parseFormBody } from './form-body.ts';
import { parseJsonBody } from './json-body.ts';
import type { HttpRequest } from './request.ts';
import { shown } from './shown.ts';

export interface AskedReadings {
  readonly images: readonly AskedImage[];
  readonly options: ReadOptions;
  /** Are pictures of what the networks got wanted? */
  readonly showsInput: boolean;
}

const expectedTypes =
  'image/* or application/octet-stream (the image as it is), multipart/form-data (files) or application/json';

const checkEncoding = (encoding: string | undefined): void => {
  if (encoding === undefined || /^\s*identity\s*$/i.test(encoding)) return;
  throw new DigitdropError(
    'unsupported-media-type',
    `expected a body without content-encoding, got ${shown(encoding)}`,
  );
};

const parseBody = async ({ headers, body }: HttpRequest) => {
  const contentType = headers['content-type'] ?? '';
  const mediaType = contentType.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (mediaType === 'application/json') return parseJsonBody(body);
  if (mediaType === 'multipart/form-data') return parseFormBody(body, contentType);
  if (/^image\/[^/\s]+$/.test(mediaType) || mediaType === 'application/octet-stream')
    return { images: [{ form: 'bytes', bytes: body } as const], stated: {} };
  throw new DigitdropError(
    'unsupported-media-type',
    `expected content-type ${expectedTypes}, got ${contentType === '' ? 'none' : shown(contentType)}` +
      ' (curl: -H "content-type: image/png" --data-binary @picture.png)',
  );
};

/**
 * @throws DigitdropError `body-too-large`, `unsupported-media-type`, `bad-request`, `bad-option`
 */
export const parseReadingsRequest = async (request: HttpRequest): Promise<AskedReadings> => {
  if (request.sentBytes > maxBodyBytes) throw bodyTooLarge(request.sentBytes);
  const { show, ...inQuery } = gatherOptions(request.query);
  checkEncoding(request.headers['content-encoding']);
  if (request.body.byteLength === 0)
    throw new DigitdropError('bad-request', `expected a body of ${expectedTypes}, got an empty one`);
  const { images, stated } = await parseBody(request);
  const options = mergeOptions(inQuery, stated);
  return { images, options, showsInput: asksForInput(show, images.length) };
};
