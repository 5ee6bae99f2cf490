// POST /v1/uploads: whoever may ask gets addresses for files that go into the bucket without passing through here.
import { DigitdropError } from '../errors.ts';
import { mapInOrder } from '../in-order.ts';
import type { ApiHouse } from './api-house.ts';
import { answerJson, type HttpRequest, type HttpResponse } from './request.ts';
import { makeUploadKey } from './upload-key.ts';
import { metadataOf, parseUploadsRequest } from './uploads-body.ts';

/** Long enough for a slow line to begin with the last of a few files, short for whoever finds the address later. */
const validSeconds = 600;

/** Signing is work for the processor alone. */
const signedAtOnce = 8;

export const offersUploads = ({ uploadPrefix }: Pick<ApiHouse['config'], 'uploadPrefix'>): boolean =>
  uploadPrefix !== null;

/** @throws DigitdropError for every fault of form, and what the reader says of options that cannot be had. */
export const answerUploads = async (house: ApiHouse, request: HttpRequest): Promise<HttpResponse> => {
  const { config, store, reader, log } = house;
  if (config.uploadPrefix === null) throw new DigitdropError('not-found', 'uploads are switched off');
  const { files, options } = parseUploadsRequest(request);
  reader.checkOptions(options);
  const metadata = metadataOf(options);
  const now = new Date();
  const prefix = config.uploadPrefix;
  const uploads = await mapInOrder(files, signedAtOnce, async ({ name, bytes, type }) => {
    const key = makeUploadKey(prefix, name, now);
    const asked = { key, bytes, contentType: type, metadata, seconds: validSeconds };
    const { url, headers, expiresAt } = await store.signUpload(config.bucket, asked);
    return { key, method: 'PUT' as const, url, headers, expiresAt: expiresAt.toISOString() };
  });
  log.info('uploads signed', { requestId: request.id, files: files.length });
  return answerJson({ uploads });
};
