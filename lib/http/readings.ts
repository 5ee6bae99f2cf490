// POST /v1/readings and GET /v1/readings/{key}: what is asked goes to the reader or the bucket, readings come back.

import { isPossibleKey } from '../bucket/keys.ts';
import { loadReading } from '../bucket/stored-reading.ts';
import { DigitdropError, type FaultCode } from '../errors.ts';
import { mapInOrder } from '../in-order.ts';
import { limits } from '../reading/limits.ts';
import { noSource, type Reading } from '../reading/reading.ts';
import { noTelemetry, type Telemetry } from '../telemetry/telemetry.ts';
import type { ApiHouse } from './api-house.ts';
import type { AskedImage } from './asked-image.ts';
import { type AskedReadings, parseReadingsRequest } from './bodies.ts';
import { checkAnswerSize } from './body-limits.ts';
import { answerJson, type HttpRequest, type HttpResponse } from './request.ts';
import { startWork } from './request-work.ts';
import { shown } from './shown.ts';

/** Decoding leaves this thread; more at once only holds more images in memory. */
const imagesAtOnce = 2;

/** A bucket that is not ours is refused before anything is read: nobody chooses where we look. */
const checkBuckets = (images: readonly AskedImage[], ours: string): void => {
  for (const [index, image] of images.entries()) {
    if (image.form === 'stored' && image.bucket !== ours)
      throw new DigitdropError(
        'bad-request',
        `images[${index}].bucket: expected ${shown(ours)}, the one bucket read here, got ${shown(image.bucket)}`,
      );
  }
};

/** What is asked of every image of a request, and whether anybody still asks. */
type Asked = Omit<AskedReadings, 'images'> & { readonly isGone: () => boolean };

const isTooLarge = (
  error: unknown,
): error is DigitdropError & { code: Extract<FaultCode, 'image-too-large'> } =>
  error instanceof DigitdropError && error.code === 'image-too-large';

/** An object of the bucket; what its metadata says of options is for the upload's own reading. */
const readStored = async (
  { store, reader }: ApiHouse,
  { bucket, key }: Extract<AskedImage, { form: 'stored' }>,
  asked: Asked,
  index: number,
): Promise<Reading> => {
  try {
    const object = await store.get(bucket, key, { maxBytes: limits.maxBytes });
    if (object === null)
      throw new DigitdropError('not-found', `images[${index}]: the bucket holds no object ${shown(key)}`);
    const { etag, versionId, bytes } = object.head;
    const source = { ...noSource, bucket, key, etag, versionId, bytes };
    return await reader.readImage({ bytes: object.body, ...asked, source, optionFault: null });
  } catch (error) {
    if (isTooLarge(error)) return reader.refuse(error, { ...noSource, bucket, key });
    throw error;
  }
};

const readAsked = (house: ApiHouse, image: AskedImage, asked: Asked, index: number): Promise<Reading> => {
  if (image.form === 'stored') return readStored(house, image, asked, index);
  if (image.form === 'pixels') return house.reader.readPixels({ pixels: image.pixels, ...asked });
  return house.reader.readImage({ bytes: image.bytes, ...asked, source: noSource, optionFault: null });
};

/** Reads what the body holds. Faults of form are thrown; faults of content are `rejected` readings in their place. */
export const answerReadings = async (house: ApiHouse, request: HttpRequest): Promise<HttpResponse> => {
  const { images, ...stated } = await parseReadingsRequest(request);
  const asked: Asked = { ...stated, isGone: () => request.timeLeftMs() <= 0 };
  house.reader.checkOptions(asked.options);
  checkBuckets(images, house.config.bucket);
  const { log, telemetry = noTelemetry } = house;
  const work = startWork(images.length, request.timeLeftMs);
  const readings = await mapInOrder(images, imagesAtOnce, async (image, index) => {
    work.begin();
    const reading = await readAsked(house, image, asked, index);
    work.finish(reading);
    telemetry.count(reading, null);
    return reading;
  });
  log.info('readings answered', { requestId: request.id, ...outcomeOf(readings, telemetry) });
  return checkAnswerSize(answerJson({ readings }));
};

/** What a log line says of a request's readings: how many of each kind, and values only where that is switched on. */
const outcomeOf = (readings: readonly Reading[], { logsValues }: Telemetry) => {
  const counted = (status: Reading['status']) => readings.filter(one => one.status === status).length;
  return {
    accepted: counted('accepted'),
    review: counted('review'),
    rejected: counted('rejected'),
    ...(logsValues ? { values: readings.map(({ value }) => value) } : {}),
  };
};

/** The reading that lies beside an image of our bucket. @throws DigitdropError `not-found` */
export const answerStoredReading = async (house: ApiHouse, key: string): Promise<HttpResponse> => {
  const reading = isPossibleKey(key) ? await loadReading(house.store, house.config.bucket, key) : null;
  if (reading !== null) return answerJson(reading);
  const hint = key.endsWith('.json') ? '; the key is the image’s, without the reading’s own ".json"' : '';
  throw new DigitdropError('not-found', `no reading lies beside ${shown(key)}${hint}`);
};
