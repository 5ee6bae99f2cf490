// What POST /v1/uploads takes and gives, as OpenAPI writes it.
import { limits } from '../reading/limits.ts';
import { maxUploads } from './body-limits.ts';

type Problem = (description: string) => object;

const schemaOf = (name: string) => ({ schema: { $ref: `#/components/schemas/${name}` } });

export const describeUploads = (queryParameters: readonly object[], problem: Problem, ours: object) => ({
  '/v1/uploads': {
    post: {
      operationId: 'askUploads',
      summary: 'Addresses to which files can be sent straight into the bucket; offered unless UPLOADS=no.',
      parameters: queryParameters,
      requestBody: {
        required: true,
        description: `1 to ${maxUploads} files of at most ${limits.maxBytes} bytes each, and the options of their readings.`,
        content: {
          'application/json': {
            ...schemaOf('UploadsRequest'),
            examples: {
              one: {
                value: {
                  files: [{ name: 'page.jpg', bytes: 6_000_000, type: 'image/jpeg' }],
                  expect: 'number',
                },
              },
            },
          },
        },
      },
      responses: {
        200: {
          description:
            'An upload for each file, in order: PUT the file to `url` with `headers`, then ask GET /v1/readings/{key} until the reading is there. The image is kept in the bucket.',
          content: { 'application/json': schemaOf('UploadsAnswer') },
        },
        400: problem('The form of the request is wrong: `bad-request` or `bad-option`.'),
        404: problem('Uploads are switched off: there is no such route.'),
        413: problem('The request itself is too large.'),
        415: problem('The request is no JSON, or a file is of a type that is not taken.'),
        422: problem('A file is too large to be read (`image-too-large`).'),
        ...ours,
      },
    },
  },
});
