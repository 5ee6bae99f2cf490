// What a JSON body may hold: the schemas that validate it are the ones the OpenAPI document shows.
import { z } from 'zod';
import { imageKeys, isImageKey, isPossibleKey, possibleKeys } from '../bucket/keys.ts';
import { limits } from '../reading/limits.ts';
import { optionsSchema } from '../reading/options.ts';
import { maxImages } from './body-limits.ts';
import { findPixelsFault } from './pixels.ts';

/** Checked by hand up to the first fault: zod would list each of a million bad pixels. */
const pixels = z
  .custom<readonly (readonly number[])[]>()
  .superRefine((value, context) => {
    const fault = findPixelsFault(value);
    if (fault !== null)
      context.addIssue({ code: 'custom', message: `expected ${fault.expected}`, path: [...fault.path] });
  })
  .meta({
    id: 'Pixels',
    description: 'Rows of grey levels, all of one length; either polarity.',
    type: 'array',
    minItems: limits.minSide,
    items: { type: 'array', minItems: limits.minSide, items: { type: 'integer', minimum: 0, maximum: 255 } },
  });

const encodedImage = z
  .strictObject({
    data: z.string('expected base64 or a data URL').meta({
      description: 'The encoded image (JPEG, PNG, …) as base64, or a data URL.',
      examples: ['data:image/png;base64,iVBORw0KGgo='],
    }),
  })
  .meta({ id: 'EncodedImage' });

const pixelsImage = z.strictObject({ pixels }).meta({ id: 'PixelsImage' });

const storedImage = z
  .strictObject({
    bucket: z.string('expected the name of our bucket'),
    key: z
      .string('expected a key')
      .refine(isPossibleKey, `expected ${possibleKeys}`)
      // What the house keeps for itself is not told by its size or ETag either.
      .refine(key => isImageKey(key, null), `expected ${imageKeys}`)
      .meta({ description: `${possibleKeys}; ${imageKeys}`, minLength: 1 }),
  })
  .meta({ id: 'StoredImage', description: 'An object of the bucket that this service stands beside.' });

/** Each form an image may take, by the field that tells it. */
export const imageForms = { data: encodedImage, pixels: pixelsImage, stored: storedImage } as const;

const image = z.union([encodedImage, pixelsImage, storedImage]).meta({
  id: 'Image',
  description: 'Exactly one of the forms.',
});

export const readingsRequestSchema = z
  .strictObject({
    images: z.array(image).min(1).max(maxImages),
    ...optionsSchema.shape,
  })
  .meta({ id: 'ReadingsRequest' });
