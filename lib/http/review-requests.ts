// What the review queue's routes are asked, and answer: one schema validates, types and documents each.
import { z } from 'zod';
import { DigitdropError } from '../errors.ts';
import { readingSchema } from '../reading/reading.ts';
import { correctedValueSchema, holderSchema, toldCorrectionSchema } from '../review/correction.ts';
import { reviewIdPattern } from '../review/review-keys.ts';
import { maxBodyBytes } from './body-limits.ts';
import { parseJson } from './parse-json.ts';
import type { HttpRequest } from './request.ts';
import { shown } from './shown.ts';

/** More than anybody needs ahead of them. */
const maxItems = 20;
const id = z.string().regex(reviewIdPattern, 'expected the id of an item');
const waiting = z.object({ count: z.number().int().nonnegative(), isMore: z.boolean() });

export const takeRequestSchema = z
  .strictObject({ holder: holderSchema, take: z.int().min(1).max(maxItems).default(6) })
  .meta({ id: 'ReviewsRequest', description: 'Who takes items, and how many.' });

export const heldRequestSchema = z
  .strictObject({ holder: holderSchema, ids: z.array(id).max(100) })
  .meta({ id: 'HeldReviewsRequest', description: 'Items that somebody holds.' });

export const lookRequestSchema = z.strictObject({ holder: holderSchema });

export const correctionRequestSchema = z
  .strictObject({
    holder: holderSchema,
    etag: z.string().min(1).max(200).meta({ description: 'The version that was looked at.' }),
    value: correctedValueSchema,
  })
  .meta({ id: 'CorrectionRequest' });

export const reviewsSchema = z
  .object({
    items: z.array(
      z.object({
        id,
        key: z.string(),
        etag: z.string(),
        why: z.enum(['review', 'audit']),
        until: z.iso.datetime().meta({ description: 'When the lease runs out, unless it is renewed.' }),
        image: z.string().meta({ description: 'Where the image is, relative to this server.' }),
        reading: readingSchema,
      }),
    ),
    waiting: waiting.meta({ description: 'What waits beside these, counted to a bound.' }),
  })
  .meta({ id: 'Reviews' });

export const renewedSchema = z
  .object({ held: z.array(z.object({ id, until: z.iso.datetime() })) })
  .meta({ id: 'RenewedReviews' });

export const queueSchema = z
  .object({
    waiting,
    others: z.array(z.object({ who: z.string().nullable(), items: z.number().int() })),
  })
  .meta({ id: 'ReviewQueue', description: 'What waits, and who else looks at something.' });

export const correctedSchema = z
  .object({ correction: toldCorrectionSchema })
  .meta({ id: 'CorrectionAnswer' });

/**
 * JSON that says so: no page of another origin can send that without being asked first (Fetch standard, 3.2.2).
 * @throws DigitdropError `bad-request`, `unsupported-media-type`, `body-too-large`
 */
export const parseBody = <T>(schema: z.ZodType<T>, request: HttpRequest): T => {
  const { 'content-type': type = '' } = request.headers;
  if (!/^\s*application\/json\s*(;|$)/i.test(type))
    throw new DigitdropError(
      'unsupported-media-type',
      `expected content-type application/json, got ${type === '' ? 'none' : shown(type)}`,
    );
  if (request.sentBytes > maxBodyBytes / 100)
    throw new DigitdropError('body-too-large', `expected a short body, got ${request.sentBytes} bytes`);
  const parsed = schema.safeParse(parseJson(request.body));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue?.path.join('.') ?? '';
  throw new DigitdropError(
    'bad-request',
    `${where === '' ? 'body' : where}: ${issue?.message ?? 'malformed'}`,
  );
};
