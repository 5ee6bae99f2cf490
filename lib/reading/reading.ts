// The Reading: what every door answers. One schema validates, types and documents it.
import { z } from 'zod';
import { listReasons, listStatuses, reasons, statuses } from './verdict-words.ts';

export const readingSchemaName = 'digitdrop.reading/1';

const probability = z.number().min(0).max(1);

const box = z
  .object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() })
  .meta({ id: 'Box', description: 'In pixels of the image after EXIF rotation.' });

const alternative = z
  .object({ value: z.string(), confidence: probability })
  .meta({ id: 'Alternative', description: 'Another value and its probability.' });

const digit = z
  .object({
    value: z.string().regex(/^[0-9]$/),
    confidence: probability,
    box,
    alternatives: z.array(alternative),
  })
  .meta({ id: 'Digit' });

const line = z
  .object({
    value: z.string().nullable(),
    text: z.string().nullable(),
    confidence: probability.nullable(),
    digits: z.array(digit),
    box,
  })
  .meta({ id: 'Line' });

const writing = z
  .object({
    slantDegrees: z.number(),
    strokeWidthPixels: z.number().nonnegative(),
    heightPixels: z.number().nonnegative(),
    contrast: z.number(),
  })
  .meta({
    id: 'Writing',
    description:
      'The writing as measured: slant to the right of upright, pixels of the image, contrast to its ground.',
  });

const shownInput = z
  .object({
    model: z.enum(['digit', 'number']),
    box,
    width: z.number().int().positive(),
    height: z.number().int().positive(),
    white: z.number(),
    black: z.number(),
    png: z.string().meta({ description: 'The picture, grey, as a data URL of a PNG.' }),
  })
  .meta({
    id: 'ShownInput',
    description:
      'What a network was given: a part of the image in the form it takes. `white` and `black` are the values that it gets for these greys.',
  });

const source = z
  .object({
    bucket: z.string().nullable(),
    key: z.string().nullable(),
    etag: z.string().nullable(),
    versionId: z.string().nullable(),
    sequencer: z.string().nullable(),
    bytes: z.number().int().nonnegative().nullable(),
  })
  .meta({ id: 'Source', description: 'What is known of the object; null for HTTP bodies and files.' });

const readingFields = z.object({
  schema: z.literal(readingSchemaName),
  source,
  image: z.object({
    format: z.string().nullable(),
    width: z.number().int().nullable(),
    height: z.number().int().nullable(),
  }),
  status: z.enum(statuses).meta({ description: listStatuses() }),
  reason: z.enum(reasons).nullable().meta({ description: listReasons() }),
  message: z.string().nullable(),
  value: z.string().nullable().meta({ description: 'The digits alone, left to right.' }),
  text: z
    .string()
    .nullable()
    .meta({
      description:
        'The number as it is written, with its separators; `?` is one character that is no part of a number.',
      examples: ['97.924,69-'],
    }),
  confidence: probability.nullable(),
  alternatives: z.array(alternative),
  digits: z.array(digit),
  lines: z.array(line),
  writing: writing.nullable(),
  promise: z.object({ maxError: probability, threshold: probability }).meta({
    id: 'Promise',
    description: 'The error rate that `accepted` stands for, and the confidence it takes.',
  }),
  seen: z
    .array(shownInput)
    .optional()
    .meta({ description: 'Only where `show=model-input` asks for it: what the networks that answered got.' }),
  model: z.object({ name: z.string(), version: z.string(), sha256: z.string() }).meta({ id: 'ModelName' }),
  readAt: z.iso.datetime(),
  durationMs: z.object({
    decode: z.number().nonnegative(),
    read: z.number().nonnegative(),
    total: z.number().nonnegative(),
  }),
});

/** The result for one image. Unknown fields may come with later versions; none is removed. */
export const readingSchema = readingFields.loose().meta({ id: 'Reading' });

type Frozen<T> = T extends object ? { readonly [K in keyof T]: Frozen<T[K]> } : T;

export type Reading = Frozen<z.infer<typeof readingFields>>;
export type Source = Frozen<z.infer<typeof source>>;
export type ShownInput = Frozen<z.infer<typeof shownInput>>;
export type Box = Frozen<z.infer<typeof box>>;
export type Alternative = Frozen<z.infer<typeof alternative>>;

/** What is known of an image that is no object of a bucket: nothing. */
export const noSource: Source = Object.freeze({
  bucket: null,
  key: null,
  etag: null,
  versionId: null,
  sequencer: null,
  bytes: null,
});
