// What POST /v1/uploads takes and gives: the schemas that validate it are the ones the OpenAPI document shows.
import { z } from 'zod';
import { limits } from '../reading/limits.ts';
import { optionsSchema } from '../reading/options.ts';
import { maxUploads } from './body-limits.ts';

const bytesExpected = `expected a whole number from 1 to ${limits.maxBytes}`;
const nameExpected = 'expected a name of 1 to 1024 characters';
const typeExpected = 'expected image/… or application/octet-stream';

export const uploadFileSchema = z
  .strictObject({
    name: z
      .string(nameExpected)
      .min(1, nameExpected)
      .max(1024, nameExpected)
      .meta({ description: 'As whoever has the file knows it; its last part, cleaned, ends the key.' }),
    bytes: z
      .int(bytesExpected)
      .min(1, bytesExpected)
      .max(limits.maxBytes, bytesExpected)
      .meta({ description: 'The size of the body that will come, exactly.' }),
    // Nothing that a browser would show as a page, whoever opens it in the bucket: no `+xml` either.
    type: z
      .string(typeExpected)
      .max(100, typeExpected)
      .regex(/^(image\/[a-z0-9][a-z0-9.-]*|application\/octet-stream)$/, typeExpected)
      .meta({ description: 'The content type that it will be sent with.', examples: ['image/jpeg'] }),
  })
  .meta({ id: 'UploadFile' });

export const uploadsRequestSchema = z
  .strictObject({
    files: z.array(uploadFileSchema).min(1).max(maxUploads),
    ...optionsSchema.shape,
  })
  .meta({ id: 'UploadsRequest' });

export const uploadsAnswerSchema = z
  .object({
    uploads: z.array(
      z.object({
        key: z
          .string()
          .meta({ description: 'Where it will lie; GET /v1/readings/{key} then gives its reading.' }),
        method: z.literal('PUT'),
        url: z.string(),
        headers: z.record(z.string(), z.string()).meta({
          description: 'To be sent as they are; the body’s length, which is signed too, tells itself.',
        }),
        expiresAt: z.string().meta({ description: 'When the PUT must have begun, as ISO time.' }),
      }),
    ),
  })
  .meta({ id: 'UploadsAnswer' });
