// The review queue over HTTP: items are taken, renewed, given back and corrected.
import type { z } from 'zod';
import { isPossibleKey } from '../bucket/keys.ts';
import type { ObjectStore } from '../bucket/object-store.ts';
import { DigitdropError } from '../errors.ts';
import { tellCorrection } from '../review/correction.ts';
import type { Holder } from '../review/leases.ts';
import { placeCorrection } from '../review/place-correction.ts';
import { openReviewDesk, type ReviewDesk, type ReviewItem } from '../review/review-desk.ts';
import { reviewIdOf } from '../review/review-keys.ts';
import type { ApiHouse } from './api-house.ts';
import { maxBodyBytes } from './body-limits.ts';
import { answerProblem } from './problems.ts';
import { answerJson, type HttpRequest, type HttpResponse } from './request.ts';
import {
  type correctedSchema,
  correctionRequestSchema,
  heldRequestSchema,
  lookRequestSchema,
  parseBody,
  type queueSchema,
  type renewedSchema,
  type reviewsSchema,
  takeRequestSchema,
} from './review-requests.ts';

/** One for each store: where it honours no conditions, the desk's memory is what keeps people apart. */
const desks = new WeakMap<ObjectStore, ReviewDesk>();

const deskOf = ({ store, config }: ApiHouse): ReviewDesk => {
  const desk = desks.get(store) ?? openReviewDesk(store, config.bucket);
  desks.set(store, desk);
  return desk;
};

/** Names of keys are chosen freely: with its id no key passes for another, nor for a person. */
const whoOf = ({ who = null }: HttpRequest): string | null =>
  who?.kind === 'key' ? `${who.subject} (${who.client})` : (who?.subject ?? who?.client ?? null);

const holderOf = (request: HttpRequest, { holder }: { readonly holder: string }): Holder => ({
  holder,
  who: whoOf(request),
});

const addressOf = ({ entry: { key, etag } }: ReviewItem): string =>
  `v1/images/${encodeURIComponent(key)}?etag=${encodeURIComponent(etag)}`;

/** Readings of whole pages are long: as many as one answer carries, and at least one. */
const thatFit = (items: readonly ReviewItem[]): readonly ReviewItem[] => {
  let bytes = 0;
  const over = items.findIndex(({ reading }) => {
    bytes += Buffer.byteLength(JSON.stringify(reading));
    return bytes > maxBodyBytes / 2;
  });
  return over < 0 ? items : items.slice(0, Math.max(1, over));
};

export const answerTake = async (house: ApiHouse, request: HttpRequest): Promise<HttpResponse> => {
  const asked = parseBody(takeRequestSchema, request);
  const holder = holderOf(request, asked);
  const { items: taken, waiting } = await deskOf(house).take(holder, asked.take);
  const items = thatFit(taken);
  if (items.length < taken.length)
    await deskOf(house).release(
      holder,
      taken.slice(items.length).map(({ id }) => id),
    );
  house.log.info('reviews taken', { requestId: request.id, items: items.length, waiting: waiting.count });
  const answer: z.infer<typeof reviewsSchema> = {
    items: items.map(item => ({
      id: item.id,
      key: item.entry.key,
      etag: item.entry.etag,
      why: item.entry.why,
      until: new Date(item.until).toISOString(),
      image: addressOf(item),
      reading: structuredClone(item.reading) as z.infer<typeof reviewsSchema>['items'][number]['reading'],
    })),
    waiting,
  };
  return answerJson(answer);
};

export const answerRenew = async (house: ApiHouse, request: HttpRequest): Promise<HttpResponse> => {
  const asked = parseBody(heldRequestSchema, request);
  const held = await deskOf(house).renew(holderOf(request, asked), asked.ids);
  const answer: z.infer<typeof renewedSchema> = {
    held: [...held].map(([id, until]) => ({ id, until: new Date(until).toISOString() })),
  };
  return answerJson(answer);
};

export const answerRelease = async (house: ApiHouse, request: HttpRequest): Promise<HttpResponse> => {
  const asked = parseBody(heldRequestSchema, request);
  await deskOf(house).release(holderOf(request, asked), asked.ids);
  return { status: 204, headers: { 'cache-control': 'no-store' }, body: '' };
};

export const answerQueue = async (house: ApiHouse, request: HttpRequest): Promise<HttpResponse> => {
  const asked = parseBody(lookRequestSchema, request);
  const { waiting, others } = await deskOf(house).look(holderOf(request, asked));
  const answer: z.infer<typeof queueSchema> = { waiting, others: [...others] };
  return answerJson(answer);
};

/** The correction is placed first, and only then the item is done: a crash in between asks once more, at most. */
export const answerCorrection = async (
  house: ApiHouse,
  request: HttpRequest,
  key: string,
): Promise<HttpResponse> => {
  const { etag, value, holder } = parseBody(correctionRequestSchema, request);
  if (!isPossibleKey(key)) throw new DigitdropError('not-found', 'expected the key of an image');
  const { store, config, log } = house;
  const corrected = { ...holderOf(request, { holder }), key, etag, value };
  const placed = await placeCorrection(store, config.bucket, corrected);
  const [outcome, correction] = [placed.outcome, tellCorrection(placed.correction)];
  await deskOf(house).finish(reviewIdOf(key, etag));
  log.info('correction placed', { requestId: request.id, key, outcome });
  if (outcome === 'taken') {
    const fault = new DigitdropError('correction-taken', 'somebody else has corrected this version already');
    const problem = answerProblem(fault, { log, id: request.id });
    return { ...problem, body: JSON.stringify({ ...JSON.parse(problem.body), correction }) };
  }
  const answer: z.infer<typeof correctedSchema> = { correction: structuredClone(correction) };
  return answerJson(answer);
};
