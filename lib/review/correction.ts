// What a person says stands in an image: beside it, for one version of it, next to what the model said.
import { z } from 'zod';
import type { ObjectStore } from '../bucket/object-store.ts';
import { DigitdropError } from '../errors.ts';
import type { Reading } from '../reading/reading.ts';
import { parseStored } from './parse-stored.ts';
import { correctionKeyIfAny } from './review-keys.ts';

const maxCorrectionBytes = 100_000;

/** As long as the longest number that may be asked for. */
export const correctedValueSchema = z
  .string()
  .regex(/^[0-9]{1,64}$/, 'expected 1 to 64 digits, or null where there is no number')
  .nullable()
  .meta({ description: 'The digits alone, left to right; null: there is no number.' });

/** Names one open page of a reviewer's; it tells two people apart where nobody has to say who they are. */
export const holderSchema = z.string().regex(/^[\w-]{8,64}$/, 'expected 8 to 64 letters, digits, - or _');

const correctionFields = z.object({
  schema: z.literal('digitdrop.correction/1'),
  key: z.string(),
  etag: z.string().meta({ description: 'The version of the image that this holds for, and no other.' }),
  value: correctedValueSchema,
  who: z.string().nullable().meta({ description: 'Null where nobody has to say who they are.' }),
  holder: holderSchema,
  at: z.iso.datetime(),
  said: z
    .object({
      status: z.enum(['accepted', 'review', 'rejected']),
      value: z.string().nullable(),
      confidence: z.number().min(0).max(1).nullable(),
      model: z.object({ name: z.string(), version: z.string(), sha256: z.string() }),
    })
    .meta({ description: 'What the model said.' }),
});

const correctionSchema = correctionFields.loose();

/** As others are told of it: whoever knows the holder could mend it where nobody has to sign in. */
export const toldCorrectionSchema = correctionFields
  .omit({ holder: true })
  .loose()
  .meta({ id: 'Correction' });

export const tellCorrection = ({ holder, ...told }: Correction): Omit<Correction, 'holder'> => told;

type Frozen<T> = T extends object ? { readonly [K in keyof T]: Frozen<T[K]> } : T;
export type Correction = Frozen<z.infer<typeof correctionFields>>;

/** What stands at `<key>.correction.json`. */
export type StoredCorrection =
  | { readonly kind: 'absent' }
  | { readonly kind: 'correction'; readonly correction: Correction; readonly etag: string }
  | { readonly kind: 'foreign' };

/** @throws DigitdropError what the store throws, but for its `image-too-large`: that is `foreign`. */
export const loadStoredCorrection = async (
  store: Pick<ObjectStore, 'get'>,
  bucket: string,
  correctionKey: string,
): Promise<StoredCorrection> => {
  try {
    const object = await store.get(bucket, correctionKey, { maxBytes: maxCorrectionBytes });
    if (object === null) return { kind: 'absent' };
    const correction = parseStored(correctionSchema, object.body);
    return correction === null
      ? { kind: 'foreign' }
      : { kind: 'correction', correction, etag: object.head.etag };
  } catch (error) {
    if (error instanceof DigitdropError && error.code === 'image-too-large') return { kind: 'foreign' };
    throw error;
  }
};

/** The correction that holds for this version of an image; null where there is none. */
export const loadCorrection = async (
  store: Pick<ObjectStore, 'get'>,
  bucket: string,
  { key, etag }: { readonly key: string; readonly etag: string },
): Promise<Correction | null> => {
  const correctionKey = correctionKeyIfAny(key);
  if (correctionKey === null) return null;
  const stored = await loadStoredCorrection(store, bucket, correctionKey);
  const isOfIt =
    stored.kind === 'correction' && stored.correction.key === key && stored.correction.etag === etag;
  return isOfIt ? stored.correction : null;
};

export const saidBy = ({ status, value, confidence, model }: Reading): Correction['said'] => ({
  status,
  value,
  confidence,
  model: { name: model.name, version: model.version, sha256: model.sha256 },
});
